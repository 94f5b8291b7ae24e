import type { ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Change } from "./model.js";

/** How long after its end a draft waits for its event, in milliseconds. */
const DRAFT = 10_000;

/** Lets go of what the server told for a time only: typing, and a draft that was given up. */
export class Expiry {
  readonly #due = new Map<string, () => void>();

  constructor(private readonly env: Environment, private readonly dispatch: (change: Change) => void) {}

  /** Looks at what the server told. */
  heard(frames: readonly ServerFrame[]): void {
    for (const frame of frames) {
      if (frame.type === "typing" && frame.on) {
        const { id } = frame.author;
        this.#expire(`typing ${id}`, frame.ttl * 1000, { type: "expired", participant: id });
      }
      if (frame.type === "delta" && frame.done) {
        this.#expire(`draft ${frame.draft}`, DRAFT, { type: "expired", draft: frame.draft });
      }
    }
  }

  /** Ends all waiting. */
  close(): void {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
  }

  #expire(name: string, ms: number, change: Change): void {
    this.#due.get(name)?.();
    this.#due.set(name, this.env.after(ms, () => {
      this.#due.delete(name);
      this.dispatch(change);
    }));
  }
}
