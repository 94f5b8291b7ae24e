import type { Environment } from "./environment.js";
import { isRun } from "./history.js";
import type { Model, Snapshot } from "./model.js";
import { list, number, object, participant, record, string } from "./shape.js";
import type { Shelf } from "./shelf.js";

/** The most events that are kept, and the most characters they may take: 1 MiB, as a storage counts two bytes each. */
const EVENTS = 500;
const CHARACTERS = 512 * 1024;
/** How long after a change it is written, in milliseconds. */
const DELAY = 400;

interface Stored {
  readonly participant: string;
  readonly snapshot: Snapshot;
}

/** Keeps the newest messages of the conversation, so that the next page shows them at once. */
export class Cache {
  #due: (() => void) | undefined;

  /** Model gives what is to be kept at the time of writing. */
  constructor(private readonly env: Environment, private readonly shelf: Shelf, private readonly model: () => Model) {}

  /** Reads what was kept for a participant; anything else is nothing. */
  load(participant: string): Snapshot | undefined {
    const stored = this.shelf.get("log", isStored);
    return stored?.participant === participant ? stored.snapshot : undefined;
  }

  /** Writes soon. */
  changed(): void {
    this.#due ??= this.env.after(DELAY, () => this.write());
  }

  /** Writes now what has changed. */
  write(): void {
    if (this.#due === undefined) return;
    this.#cancel();
    const { log, cursor, state } = this.model();
    if (!this.shelf.lasts) return;
    const { me, conversation, participants, reads } = state;
    let events = log.slice(-EVENTS);
    while (me !== null && conversation !== null && cursor !== null) {
      const stored: Stored = { participant: me.id, snapshot: { conversation, cursor, participants, reads, events } };
      const fits = JSON.stringify(stored).length <= CHARACTERS;
      if (fits && this.shelf.set("log", stored)) return;
      if (events.length < 2) break; // a cursor without its events is of no use
      events = events.slice(Math.ceil(events.length / 2));
    }
    this.shelf.remove("log");
  }

  /** Drops what was kept. */
  forget(): void {
    this.#cancel();
    this.shelf.remove("log");
  }

  #cancel(): void {
    this.#due?.();
    this.#due = undefined;
  }
}

const isStored = object<Stored>({
  participant: string,
  snapshot: object({ conversation: string, cursor: string, participants: list(participant), reads: record(number), events: isRun }),
});
