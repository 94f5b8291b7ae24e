import type { ClientFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";

/** How often it is said that one still types, at the most, in milliseconds. */
const TYPING = 3_000;
/** How long a read mark waits for a higher one. */
const READING = 500;

/** Says that one types and how far one has read: state, not log, so what gets lost is said again or does not matter. */
export class Signals {
  #typedAt = -Infinity;
  #wanted = 0;
  #due: (() => void) | undefined;

  constructor(private readonly env: Environment, private readonly say: (frame: ClientFrame) => void) {}

  /** Says that one types, at most every three seconds, or has stopped to. */
  typing(on: boolean): void {
    const now = this.env.now();
    if (on ? now - this.#typedAt < TYPING : this.#typedAt === -Infinity) return;
    this.#typedAt = on ? now : -Infinity;
    this.say({ type: "typing", on });
  }

  /** Says that everything up to an offset was read, soon. */
  read(offset: number): void {
    if (offset <= this.#wanted) return;
    this.#wanted = offset;
    this.#due ??= this.env.after(READING, () => this.#sayRead());
  }

  /** Is told how far the server knows, and how far one has read; what it does not know yet is said again. */
  known(offset: number, read: number): void {
    this.#wanted = Math.max(this.#wanted, read);
    if (offset < this.#wanted) this.#due ??= this.env.after(READING, () => this.#sayRead());
  }

  /** Forgets what was to be said. */
  forget(): void {
    this.#due?.();
    this.#due = undefined;
    this.#wanted = 0;
    this.#typedAt = -Infinity;
  }

  #sayRead(): void {
    this.#due = undefined;
    if (this.#wanted > 0) this.say({ type: "read", offset: this.#wanted });
  }
}
