import type { EventFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import { isRun } from "./history.js";
import type { Change } from "./model.js";
import { list, number, object, participant, record, string } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { State } from "./state.js";
import type { Store } from "./store.js";

/** The most events that are kept, and the most characters they may take: 1 MiB, as a storage counts two bytes each. */
const EVENTS = 500;
const CHARACTERS = 512 * 1024;
/** How long after a change it is written, in milliseconds. */
const DELAY = 400;

interface Stored {
  readonly participant: string;
  readonly snapshot: Pick<State, "participants" | "reads"> & {
    readonly conversation: string;
    readonly cursor: string;
    readonly events: readonly EventFrame[];
  };
}

/** Keeps the newest messages of the conversation, so that the next page shows them at once. */
export function createCache(env: Environment, shelf: Shelf, store: Store) {
  let due: (() => void) | undefined;

  function cancel(): void {
    due?.();
    due = undefined;
  }

  /** Writes now what has changed. */
  function write(): void {
    if (!due) return;
    cancel();
    if (!shelf.lasts) return;
    const { log, cursor, state: { me, conversation, participants, reads } } = store.model;
    let events = log.slice(-EVENTS);
    while (me !== null && conversation !== null && cursor !== null) {
      const stored: Stored = { participant: me.id, snapshot: { conversation, cursor, participants, reads, events } };
      if (JSON.stringify(stored).length <= CHARACTERS && shelf.set("log", stored)) return;
      if (events.length < 2) break; // a cursor without its events is of no use
      events = events.slice(Math.ceil(events.length / 2));
    }
    shelf.remove("log");
  }

  return {
    write,

    /** Reads what was kept for a participant, as the changes that restore it; anything else is nothing. */
    load(me: string): Change[] {
      const { participant, snapshot } = shelf.get("log", isStored) ?? {};
      if (participant !== me || !snapshot) return [];
      const { participants, reads } = snapshot;
      return [{ type: "page", ...snapshot }, { type: "state", state: { participants, reads } }];
    },

    /** Writes soon. */
    changed(): void {
      due ??= env.after(DELAY, write);
    },

    /** Drops what was kept. */
    forget(): void {
      cancel();
      shelf.remove("log");
    },
  };
}

const isStored = object<Stored>({
  participant: string,
  snapshot: object({ conversation: string, cursor: string, participants: list(participant), reads: record(number), events: isRun }),
});
