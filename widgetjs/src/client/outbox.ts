import type { AckFrame, ServerFrame } from "../protocol.gen.js";
import { backoff } from "./backoff.js";
import { ackOf, weigh, type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import type { Change } from "./model.js";
import { either, isObject, list, number, object, optional, orNull, string, type Check } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Message, Part, Participant, Receipt } from "./state.js";
import { TabLock } from "./tab-lock.js";
import { Wait } from "./wait.js";

/** A command that is not acknowledged yet, as it is stored. */
export interface Entry {
  readonly command: Command;
  /** When it was given, RFC 3339. */
  readonly at: string;
  /** Grows with each entry, also when the clock is set back. */
  readonly turn: number;
  /** Where it belongs and whose it is, null while that is not known: it must not be repeated elsewhere. */
  readonly conversation: string | null;
  readonly participant: string | null;
  /** The tab that sends it. */
  readonly tab: string;
  /** Why it was refused for good. */
  readonly error?: string;
}

/** What the outbox needs to know of the client. */
export interface Place {
  readonly me: Participant | null;
  readonly conversation: string | null;
  readonly online: boolean;
  /** The most bytes of a payload. */
  readonly limit: number;
}

/**
 * What was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is made
 * once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped.
 */
export class Outbox {
  #entries: Entry[] = [];
  #turn = 0;
  #sending = false;
  #loaded: Promise<unknown> = Promise.resolve();
  /** How often the first entry that waits was tried in vain. */
  #failures = 0;
  #closed = false;
  readonly #receipts = new Map<string, { resolve: (receipt: Receipt) => void; reject: (why: ChatError) => void }>();
  readonly #lock: TabLock;

  constructor(
    private readonly env: Environment,
    private readonly shelf: Shelf,
    private readonly courier: Courier,
    private readonly place: () => Place,
    private readonly dispatch: (...changes: Change[]) => void,
    server: string,
  ) {
    this.#lock = new TabLock(env, server);
  }

  /** Whether something waits to be sent, once that is known of what earlier pages have left. */
  async waiting(): Promise<boolean> {
    await this.#loaded;
    return this.#entries.some((entry) => entry.error === undefined);
  }

  /** Whether earlier pages have left something, sent by this one or another. */
  get left(): boolean {
    return this.shelf.names(PREFIX).length > 0;
  }

  /** Takes over what earlier pages have left; what belongs to a page that still lives stays its own until it ends. */
  load(): void {
    const tabs = new Set(this.#stored().map((entry) => entry.tab));
    const adoptions = Array.from(tabs, (tab) => this.#lock.inherit(tab, () => {
      if (!this.#closed) this.#adopt(this.#stored().filter((entry) => entry.tab === tab));
    }));
    this.#loaded = Promise.all(adoptions);
  }

  /** Takes a command; resolves when it is durable. */
  add(command: Command): Promise<Receipt> {
    const now = this.env.now();
    this.#turn = Math.max(now, this.#turn + 1);
    const entry: Entry = {
      command,
      at: new Date(now).toISOString(),
      turn: this.#turn,
      conversation: this.place().conversation,
      participant: this.place().me?.id ?? null,
      tab: this.#lock.tab,
    };
    this.#lock.hold();
    this.#keep(entry);
    this.#entries.push(entry);
    this.dispatch({ type: "queued", message: messageOf(entry, this.place().me) });
    const receipt = new Promise<Receipt>((resolve, reject) => this.#receipts.set(command.key, { resolve, reject }));
    this.send();
    return receipt;
  }

  /** Lets a refused entry be sent again. */
  retry(key: string): void {
    const entry = this.#find(key);
    if (entry?.error === undefined) return;
    const { error: _, ...again } = entry;
    this.#replace(again);
    this.dispatch({ type: "retried", key });
    this.send();
  }

  /** Drops an entry. If it was sent already, that is not undone. */
  discard(key: string): void {
    if (this.#find(key) === undefined) return;
    this.#remove(key);
    this.dispatch({ type: "discarded", key });
    this.#reject(key, new ChatError("discarded", "The message was discarded."));
  }

  /** Settles what the server shows to be in the log. */
  heard(frames: readonly ServerFrame[]): void {
    for (const frame of frames) {
      if (frame.type === "ack") this.#settle(frame);
      if (frame.type === "event" && frame.key !== undefined) this.#settle(ackOf(frame, frame.key));
    }
  }

  /** Sends what waits, as long as there is a connection. It may be called at any time. */
  send(): void {
    if (this.#sending) return;
    this.#sending = true;
    void this.#sendAll();
  }

  /** Marks everything that waits as refused: there will be no connection for it. */
  refuseAll(why: ChatError): void {
    for (const entry of this.#entries.filter((e) => e.error === undefined)) this.#refuse(entry, why);
  }

  /** Drops everything. */
  clear(): void {
    for (const { command } of [...this.#entries]) this.discard(command.key);
    for (const name of this.shelf.names(PREFIX)) this.shelf.remove(name);
  }

  /** Ends sending; what was not sent stays stored. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#receipts.keys()]) this.#reject(key, new ChatError("closed", "The chat was closed."));
    this.#lock.release();
  }

  async #sendAll(): Promise<void> {
    while (!this.#closed && this.place().online) {
      const next = this.#entries.find((entry) => entry.error === undefined);
      if (next === undefined) break;
      const entry = this.#pin(next);
      if (entry !== undefined) await this.#try(entry);
    }
    this.#sending = false; // in the same breath as the look at the entries, so that none is overlooked
  }

  async #try(entry: Entry): Promise<void> {
    try {
      this.#settle(await this.#carry(entry));
      this.#failures = 0;
    } catch (error) {
      const why = unreachable(error);
      if (this.#find(entry.command.key) === undefined) return; // discarded, or settled by its event
      if (!why.passing) {
        this.#refuse(entry, why);
        this.#failures = 0;
        return;
      }
      this.#failures++;
      if (this.place().online) await new Wait(this.env, backoff(this.env, this.#failures, why)).over;
    }
  }

  /** A connection that breaks off each time a message is sent may do so because of it: then it goes another way. */
  async #carry({ command, conversation }: Entry): Promise<AckFrame> {
    const place = this.place();
    const weight = weigh(command);
    if (weight > place.limit) throw new ChatError("too_large", `The message is too long: ${weight} bytes of ${place.limit}.`);
    return this.courier.carry(command, conversation, this.#failures < 2 && conversation === place.conversation);
  }

  /** Says where an entry belongs and whose it is, at the latest before it is tried; one of somebody else is refused. */
  #pin(entry: Entry): Entry | undefined {
    const { me, conversation } = this.place();
    if (entry.participant !== null && entry.participant !== me?.id) {
      this.#refuse(entry, new ChatError("unauthenticated", "The session has ended before the message was sent."));
      return undefined;
    }
    const pinned = { ...entry, participant: me?.id ?? null, conversation: entry.conversation ?? conversation };
    if (pinned.participant !== entry.participant || pinned.conversation !== entry.conversation) this.#replace(pinned);
    return pinned;
  }

  #settle(ack: AckFrame): void {
    if (this.#find(ack.key) === undefined) return;
    this.#remove(ack.key);
    for (const entry of this.#entries) if (entry.conversation === null) this.#replace({ ...entry, conversation: ack.conversation });
    this.dispatch(ack);
    const { key, offset, id, at } = ack;
    this.#receipts.get(key)?.resolve({ key, offset, id, at });
    this.#receipts.delete(key);
  }

  #refuse(entry: Entry, why: ChatError): void {
    const gone = why.code === "not_found" || why.code === "unauthenticated"; // the next try may go elsewhere
    const { key } = entry.command;
    this.#replace({ ...entry, ...(gone ? { conversation: null, participant: null } : {}), error: why.message });
    this.dispatch({ type: "refused", key, error: why.message });
    this.#reject(key, why);
  }

  #adopt(entries: readonly Entry[]): void {
    const strange = entries.filter((entry) => this.#find(entry.command.key) === undefined);
    if (strange.length === 0) return;
    this.#lock.hold();
    for (const entry of strange) {
      const own = { ...entry, tab: this.#lock.tab };
      this.#turn = Math.max(this.#turn, own.turn);
      this.#keep(own);
      this.#entries.push(own);
      this.dispatch({ type: "queued", message: messageOf(own, this.place().me) });
    }
    this.#entries.sort((a, b) => a.turn - b.turn);
    this.send();
  }

  #stored(): Entry[] {
    const entries = this.shelf.names(PREFIX).flatMap((name) => this.shelf.get(name, isEntry) ?? []);
    return entries.sort((a, b) => a.turn - b.turn);
  }

  #find(key: string): Entry | undefined {
    return this.#entries.find((entry) => entry.command.key === key);
  }

  #keep(entry: Entry): void {
    this.shelf.set(PREFIX + entry.command.key, entry);
  }

  #replace(entry: Entry): void {
    this.#entries = this.#entries.map((e) => (e.command.key === entry.command.key ? entry : e));
    this.#keep(entry);
  }

  #remove(key: string): void {
    this.#entries = this.#entries.filter((entry) => entry.command.key !== key);
    this.shelf.remove(PREFIX + key);
    if (this.#entries.length === 0) this.#lock.release();
  }

  #reject(key: string, why: ChatError): void {
    this.#receipts.get(key)?.reject(why);
    this.#receipts.delete(key);
  }
}

const PREFIX = "outbox:";

function messageOf({ command, at, error }: Entry, me: Participant | null): Message {
  const { key } = command;
  return {
    id: key,
    key,
    offset: 0,
    at,
    author: me ?? { id: "", name: "", role: "visitor" },
    own: true,
    ...(error === undefined ? { status: "sending" } : { status: "failed", error }),
    ...(command.type === "send"
      ? { kind: "message", parts: command.parts as unknown as Part[], ...(command.reply === undefined ? {} : { reply: command.reply }) }
      : { kind: "action", parts: [], event: String(command.event), value: command.value }),
  };
}

const is = (type: Command["type"]): Check => (v): v is unknown => v === type;

const isEntry = object<Entry>({
  command: either(object({ type: is("send"), key: string, parts: list(isObject) }), object({ type: is("action"), key: string, value: string })),
  at: string, turn: number, tab: string, conversation: orNull(string), participant: orNull(string), error: optional(string),
});
