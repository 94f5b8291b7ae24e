import type { Environment, PageEvent } from "../../../src/client/environment.js";
import type { Clock } from "./clock.js";
import type { Random } from "./random.js";
import type { Server } from "./server.js";
import { FakeWebSocket } from "./websocket.js";

/** A Storage with a quota, which can be made to throw. */
export class FakeStorage implements Storage {
  readonly items = new Map<string, string>();
  quota = Infinity;
  broken = false;

  get length(): number {
    this.#check();
    return this.items.size;
  }

  key(i: number): string | null {
    this.#check();
    return [...this.items.keys()][i] ?? null;
  }

  getItem(key: string): string | null {
    this.#check();
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#check();
    const others = [...this.items].reduce((sum, [k, v]) => sum + (k === key ? 0 : k.length + v.length), 0);
    if (others + key.length + value.length > this.quota) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.#check();
    this.items.delete(key);
  }

  clear(): void {
    this.items.clear();
  }

  #check(): void {
    if (this.broken) throw new DOMException("denied", "SecurityError");
  }
}

/** Locks of one browser, as navigator.locks has them, exclusive ones only. */
class FakeLocks {
  readonly #queues = new Map<string, { page: Page; go: () => void }[]>();

  /** The lock manager as one page sees it. */
  of(page: Page): Pick<LockManager, "request"> {
    const request = async (name: string, a: unknown, b?: unknown): Promise<unknown> => {
      const [options, callback] = (typeof a === "function" ? [{}, a] : [a, b]) as [LockOptions, (lock: unknown) => unknown];
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      if (options.ifAvailable && queue.length > 0) return callback(null);
      await new Promise<void>((go) => {
        queue.push({ page, go });
        if (queue.length === 1) go();
      });
      try {
        return await callback({ name });
      } finally {
        this.#release(name, page);
      }
    };
    return { request: request as LockManager["request"] };
  }

  /** A page that ends frees its locks, and does not wait for any. */
  ended(page: Page): void {
    for (const [name, queue] of this.#queues) {
      const held = queue[0]?.page === page;
      this.#queues.set(name, queue.filter((w, i) => i === 0 || w.page !== page));
      if (held) this.#release(name, page);
    }
  }

  #release(name: string, page: Page): void {
    const queue = this.#queues.get(name) ?? [];
    if (queue[0]?.page !== page) return;
    queue.shift();
    queue[0]?.go();
  }
}

/** A browser: what its pages share, and its cookie. */
export class Browser {
  readonly storage = new FakeStorage();
  readonly locks = new FakeLocks();
  cookie: string | undefined;
  online = true;

  constructor(readonly clock: Clock, readonly random: Random, readonly server: Server) {}

  page(): Page {
    return new Page(this);
  }
}

/** One page: the environment of a client. */
export class Page {
  readonly sockets = new Set<FakeWebSocket>();
  readonly requests: string[] = [];
  readonly environment: Environment;
  /** Ends everything that the page has under way. */
  readonly gone = new AbortController();
  readonly #listeners: [PageEvent, () => void][] = [];

  constructor(readonly browser: Browser) {
    const { clock, random, storage, server } = browser;
    const page = this;
    this.environment = {
      fetch: (url, init) => {
        this.requests.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
        return server.fetch(this, url, init);
      },
      WebSocket: class extends FakeWebSocket {
        constructor(url: string, protocol: string) {
          page.requests.push(`WS ${new URL(url).pathname}`);
          super(page, url, protocol);
        }
      } as unknown as NonNullable<Environment["WebSocket"]>,
      storage,
      locks: browser.locks.of(this),
      base: "https://shop.example/page",
      now: clock.now,
      after: (ms, f) => clock.after(ms, () => { if (!this.gone.signal.aborted) f(); }),
      random: random.next,
      id: () => Array.from({ length: 4 }, () => random.below(2 ** 32).toString(16).padStart(8, "0")).join(""),
      online: () => browser.online,
      on: (event, f) => {
        const entry: [PageEvent, () => void] = [event, f];
        this.#listeners.push(entry);
        return () => { this.#listeners.splice(this.#listeners.indexOf(entry), 1); };
      },
    };
  }

  /** Something happens to the page. */
  happens(event: PageEvent): void {
    for (const [name, f] of [...this.#listeners]) if (name === event) f();
  }

  /** The page is killed: nothing that it has begun goes on. */
  kill(): void {
    this.gone.abort();
    for (const socket of [...this.sockets]) socket.cut();
    this.browser.locks.ended(this);
  }
}
