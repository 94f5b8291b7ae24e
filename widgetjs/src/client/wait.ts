import type { Environment } from "./environment.js";

/** A wait for a time, which may be cut short. */
export class Wait {
  /** Resolves when the wait is over. */
  readonly over: Promise<void>;
  readonly #env: Environment;
  #due = Infinity;
  #cancel = () => {};
  #resolve = () => {};

  /** Without a time it lasts until end. */
  constructor(env: Environment, ms?: number) {
    this.#env = env;
    this.over = new Promise((resolve) => { this.#resolve = resolve; });
    if (ms !== undefined) this.shorten(ms);
  }

  /** Lets it last no longer than so many milliseconds from now. */
  shorten(ms: number): void {
    const due = this.#env.now() + ms;
    if (due >= this.#due) return;
    this.#due = due;
    this.#cancel();
    this.#cancel = this.#env.after(ms, this.#resolve);
  }

  /** Ends it now. */
  end(): void {
    this.#cancel();
    this.#resolve();
  }
}
