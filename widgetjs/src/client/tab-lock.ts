import type { Environment } from "./environment.js";

/**
 * Says which page is the one that sends what is stored: a page holds a lock of its own as long as it has something to
 * send, and others may take that over once the lock is free, because the page is gone or has finished. Where there are
 * no locks everyone may: the server then drops the repeats, for their keys are the same.
 */
export class TabLock {
  /** Names this page. */
  readonly tab: string;
  #release: (() => void) | undefined;

  constructor(private readonly env: Environment, private readonly server: string) {
    this.tab = env.id();
  }

  /** Holds the page's own lock until release. */
  hold(): void {
    if (this.#release !== undefined || this.env.locks === undefined) return;
    const released = new Promise<void>((resolve) => { this.#release = resolve; });
    this.env.locks.request(this.#name(this.tab), () => released).catch(() => {});
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /**
   * Calls f as soon as a page's lock is free, while nobody else is called for it; where there are no locks at once.
   * Resolves when f was called, or has to wait because the page lives.
   */
  async inherit(tab: string, f: () => void): Promise<void> {
    const { locks } = this.env;
    if (locks === undefined) return f();
    const name = this.#name(tab);
    try {
      const free = await locks.request(name, { ifAvailable: true }, (lock) => {
        if (lock !== null) f();
        return lock !== null;
      });
      if (!free) locks.request(name, f).catch(() => {});
    } catch {
      f(); // locks are there but forbidden, as in a sandboxed frame
    }
  }

  #name(tab: string): string {
    return `chatmount:${this.server}:${tab}`;
  }
}
