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

interface Claim {
  readonly page: Page;
  readonly granted: () => unknown;
  /** The lock was taken away. */
  readonly lost: (why: DOMException) => void;
}

/** Locks of one browser, as navigator.locks has them, exclusive ones only. */
class FakeLocks {
  /** By name; the first of each queue holds the lock. */
  readonly #queues = new Map<string, Claim[]>();

  /** The lock manager as one page sees it. */
  of(page: Page): Pick<LockManager, "request"> {
    const request = async (name: string, { steal, signal }: LockOptions, callback: (lock: unknown) => unknown): Promise<unknown> => {
      if (steal && signal !== undefined) throw new DOMException("signal and steal", "NotSupportedError");
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      return new Promise((resolve, reject) => {
        const end = () => this.#remove(name, claim);
        const granted = () => page.browser.clock.after(1, () => page.soon(() => {
          if (queue[0] === claim) Promise.resolve(callback({ name })).finally(end).then(resolve, reject);
        }));
        const claim: Claim = { page, granted, lost: (why) => page.soon(() => reject(why)) };
        signal?.addEventListener("abort", () => {
          if (queue.indexOf(claim) > 0) reject(new DOMException("aborted", "AbortError"));
          if (queue.indexOf(claim) > 0) end();
        });
        if (steal) {
          queue.shift()?.lost(new DOMException("stolen", "AbortError"));
          queue.unshift(claim);
        } else {
          queue.push(claim);
        }
        if (queue[0] === claim) granted();
      });
    };
    return { request: request as unknown as LockManager["request"] };
  }

  /** A page that ends frees its locks, and does not wait for any. */
  ended(page: Page): void {
    for (const [name, queue] of this.#queues) for (const claim of queue.filter((c) => c.page === page)) this.#remove(name, claim);
  }

  #remove(name: string, claim: Claim): void {
    const queue = this.#queues.get(name) ?? [];
    const at = queue.indexOf(claim);
    if (at < 0) return;
    queue.splice(at, 1);
    if (at === 0) queue[0]?.granted();
  }
}

/** Broadcast channels of one browser: copies of messages, in order, to the others of the same name. */
class FakeChannels {
  readonly #open = new Set<FakeChannel>();

  of(page: Page): NonNullable<Environment["BroadcastChannel"]> {
    const open = this.#open;
    return class extends FakeChannel {
      constructor(name: string) {
        super(page, name, open);
      }
    } as unknown as NonNullable<Environment["BroadcastChannel"]>;
  }

  ended(page: Page): void {
    for (const channel of this.#open) if (channel.page === page) channel.close();
  }
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly page: Page, readonly name: string, readonly open: Set<FakeChannel>) {
    open.add(this);
  }

  postMessage(data: unknown): void {
    if (this.page.gone.signal.aborted) return;
    if (!this.open.has(this)) throw new DOMException("closed", "InvalidStateError");
    const { clock, loses } = this.page.browser;
    const copy = structuredClone(data);
    for (const other of this.open) {
      if (other === this || other.name !== this.name || loses()) continue;
      clock.after(1, () => other.page.soon(() => { if (this.open.has(other)) other.onmessage?.({ data: copy }); }));
    }
  }

  close(): void {
    this.open.delete(this);
  }
}

/** A browser: what its pages share, and its cookie. */
export class Browser {
  readonly storage = new FakeStorage();
  /** Another one, like sessionStorage. */
  readonly otherStorage = new FakeStorage();
  readonly locks = new FakeLocks();
  readonly channels = new FakeChannels();
  /** Whether a message between pages gets lost. */
  loses = (): boolean => false;
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
  /** What waits for the page to go on; undefined while it does. */
  #stopped: (() => void)[] | undefined;

  constructor(readonly browser: Browser) {
    const { clock, random, storage, server } = browser;
    const page = this;
    this.environment = {
      fetch: (url, init) => {
        this.requests.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
        return server.fetch(this, url, init).finally(() => new Promise<void>((resolve) => this.soon(resolve)));
      },
      WebSocket: class extends FakeWebSocket {
        constructor(url: string, protocol: string) {
          page.requests.push(`WS ${new URL(url).pathname}`);
          super(page, url, protocol);
        }
      } as unknown as NonNullable<Environment["WebSocket"]>,
      storage,
      locks: browser.locks.of(this),
      BroadcastChannel: browser.channels.of(this),
      base: "https://shop.example/page",
      now: clock.now,
      after: (ms, f) => clock.after(ms, () => this.soon(f)),
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

  /** Does something for the page as soon as it runs: now, later, or never. */
  soon(f: () => void): void {
    if (this.gone.signal.aborted) return;
    if (this.#stopped === undefined) f();
    else this.#stopped.push(f);
  }

  /** The page stands still without having been told, as in a debugger or with a process that hangs. */
  stop(): void {
    this.#stopped ??= [];
  }

  /** It goes on, with what has waited. */
  goOn(): void {
    const waiting = this.#stopped ?? [];
    this.#stopped = undefined;
    for (const f of waiting) this.soon(f);
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** The page is killed: nothing that it has begun goes on. */
  kill(): void {
    this.gone.abort();
    for (const socket of [...this.sockets]) socket.cut();
    this.browser.locks.ended(this);
    this.browser.channels.ended(this);
  }
}
