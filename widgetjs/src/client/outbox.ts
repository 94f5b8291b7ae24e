import type { AckFrame } from "../protocol.gen.js";
import { backoff } from "./backoff.js";
import { weigh, type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import { isWaiting, type Change, type Entry } from "./model.js";
import { either, isObject, list, number, object, optional, orNull, string, type Check } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Receipt } from "./state.js";
import type { Store } from "./store.js";

/** The most bytes of a payload while the server has not told. */
const PAYLOAD = 64 * 1024;
const PREFIX = "outbox:";

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Sends what was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is
 * made once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped. All tabs know
 * what any of them has said; one of them sends, and keeps what is stored. Ready tells whether this one does, and can.
 */
export function createOutbox(env: Environment, shelf: Shelf, courier: Courier, store: Store, ready: () => boolean) {
  const { dispatch } = store;
  const receipts = new Map<string, { readonly resolve: (receipt: Receipt) => void; readonly reject: (why: ChatError) => void }>();
  /** What was discarded: another tab may not know it yet. */
  const discarded = new Set<string>();
  let sending = false;
  /** How often the first entry that waits was tried in vain. */
  let failures = 0;

  /** What is not acknowledged. */
  const waiting = (): Entry[] => store.model.outbox.filter(isWaiting);
  const find = (key: string): Entry | undefined => waiting().find(({ command }) => command.key === key);
  const me = (): string | null => store.state.me?.id ?? null;
  const isOwn = ({ participant }: Entry): boolean => participant === null || participant === me();
  /** What is to be sent next. What another participant has said never is. */
  const next = (): Entry | undefined => waiting().find((entry) => entry.error === undefined && isOwn(entry));
  const stored = (): Entry[] => shelf.names(PREFIX).flatMap((name) => shelf.get(name, isEntry) ?? []);

  function keep(entry: Entry): void {
    shelf.set(PREFIX + entry.command.key, entry);
  }

  function put(entry: Entry): void {
    dispatch({ type: "entry", entry });
  }

  function drop(key: string, code: "discarded" | "unauthenticated", error: string): void {
    dispatch({ type: "gone", key, code, error });
  }

  /** Drops an entry. If it was sent already, that is not undone. */
  function discard(key: string): void {
    drop(key, "discarded", "The message was discarded.");
  }

  /** Puts away what somebody else has said: it stays stored, until they are back. */
  function setAside(key: string): void {
    drop(key, "unauthenticated", "The session has ended.");
  }

  function refuse(entry: Entry, { code, message }: ChatError): void {
    put({ ...entry, error: message, code, conversation: code === "not_found" ? null : entry.conversation });
  }

  /** Takes over what another tab, or an earlier page, has to send. */
  function take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { key } = entry.command;
      if (find(key)) continue;
      if (discarded.has(key)) discard(key);
      else if (me() !== null && !isOwn(entry)) setAside(key);
      else put(entry);
    }
    void send();
  }

  /** Sends what waits, as long as there is a connection. It may be called at any time. */
  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    for (let entry; ready() && (entry = next()); ) await attempt(entry);
    sending = false; // in the same breath as the look at the entries, so that none is overlooked
  }

  async function attempt(entry: Entry): Promise<void> {
    const { key } = entry.command;
    const pinned = { ...entry, participant: me(), conversation: entry.conversation ?? store.state.conversation };
    put(pinned);
    try {
      dispatch(await carry(pinned));
      failures = 0;
    } catch (error) {
      const why = unreachable(error);
      const current = find(key);
      if (!current) return; // discarded, or settled by its event
      if (why.passing) {
        failures++;
        if (ready()) await new Promise<void>((wake) => env.after(backoff(env, failures, why), wake));
      } else {
        refuse(current, why);
        failures = 0;
      }
    }
  }

  /** A connection that breaks off each time a message is sent may do so because of it: then it goes another way. */
  async function carry({ command, conversation }: Entry): Promise<AckFrame> {
    const { limits, conversation: followed } = store.state;
    if (weigh(command) > (limits?.payload ?? PAYLOAD)) throw new ChatError("too_large", "The message is too long.");
    return courier.carry(command, conversation, failures < 2 && conversation === followed);
  }

  function settle({ key, offset, id, at }: Omit<Receipt, "key"> & { readonly key?: string }): void {
    if (!key) return;
    receipts.get(key)?.resolve({ key, offset, id, at });
    receipts.delete(key);
    shelf.remove(PREFIX + key);
  }

  function reject(key: string, code: string, error: string): void {
    receipts.get(key)?.reject(new ChatError(code, error));
    receipts.delete(key);
  }

  function look({ command: { key }, error, code = "", ack }: Entry): void {
    if (ack) settle({ key, ...ack });
    else if (error !== undefined) reject(key, code, error);
  }

  return {
    waiting,
    next,
    send,
    take,
    discard,

    /** Whether anything is stored, whosever it is. */
    left(): boolean {
      return shelf.names(PREFIX).length > 0;
    },

    /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
    load(anybodys = false): void {
      take(stored().filter((entry) => anybodys || isOwn(entry)));
    },

    /** Goes on for the tab that has sent so far, which knew more of what it has stored. */
    lead(): void {
      for (const entry of waiting()) {
        const { participant, conversation } = shelf.get(PREFIX + entry.command.key, isEntry) ?? entry;
        put({ ...entry, participant, conversation });
      }
    },

    /** Takes a command; resolves when it is durable. */
    add(command: Command): Promise<Receipt> {
      const now = env.now();
      const turn = Math.max(now, (store.model.outbox.at(-1)?.turn ?? 0) + 1);
      const entry: Entry = { command, at: new Date(now).toISOString(), turn, conversation: store.state.conversation, participant: me() };
      keep(entry);
      put(entry);
      const receipt = new Promise<Receipt>((resolve, reject) => receipts.set(command.key, { resolve, reject }));
      void send();
      return receipt;
    },

    /** Lets a refused entry be sent again. What somebody else has said and is sent again by hand is one's own from then on. */
    retry(key: string): void {
      const entry = find(key);
      if (entry?.error === undefined) return;
      const { error: _error, code: _code, ...again } = entry;
      put({ ...again, ...(!isOwn(entry) && { participant: null, conversation: null }) });
      void send();
    },

    /** Follows what has changed, in this tab or in the one that sends. */
    heard(changes: readonly Change[]): void {
      for (const change of changes) {
        switch (change.type) {
          case "ack":
          case "event":
            settle(change);
            break;
          case "entry": { // only the tab that sends writes again what is stored: for the others it may have been sent meanwhile
            const { entry } = change;
            const { key } = entry.command;
            if (!find(key)) shelf.remove(PREFIX + key); // its event is there already
            else if (store.state.leads && entry.code !== "unauthenticated") keep(entry); // else, when its author is back it can be sent
            look(entry);
            break;
          }
          case "gone":
            reject(change.key, change.code, change.error);
            if (change.code !== "discarded") break;
            discarded.add(change.key);
            shelf.remove(PREFIX + change.key);
            break;
          case "model":
            change.model.log.forEach(settle);
            change.model.outbox.forEach(look);
        }
      }
    },

    /** Marks everything that waits as refused: there will be no connection for it. */
    refuseAll(why: ChatError): void {
      for (const entry of waiting()) if (entry.error === undefined) refuse(entry, why);
    },

    /** Puts away what others than who is signed in have said. */
    setAside(): void {
      for (const entry of waiting()) if (!isOwn(entry)) setAside(entry.command.key);
    },

    /** Drops everything that is shown, and what is stored and not another participant's. */
    clear(): void {
      for (const { command } of [...store.model.outbox, ...stored().filter(isOwn)]) discard(command.key);
    },

    /** Ends the waiting for receipts; what was not sent stays stored. */
    close(): void {
      for (const [key] of receipts) reject(key, "closed", "The chat was closed.");
    },
  };
}

const is = (value: Command["type"] | undefined): Check => (v): v is unknown => v === value;

const isEntry = object<Entry>({
  command: either(object({ type: is("send"), key: string, parts: list(isObject) }), object({ type: is("action"), key: string, value: string })),
  at: string, turn: number, conversation: orNull(string), participant: orNull(string), error: optional(string), ack: is(undefined),
});
