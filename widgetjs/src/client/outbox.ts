import type { AckFrame } from "../protocol.gen.js";
import { backoff } from "./backoff.js";
import { ackOf, weigh, type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import type { Change } from "./model.js";
import { either, isObject, list, number, object, optional, orNull, string, type Check } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Message, Part, Participant, Receipt } from "./state.js";

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
  /** Why it was refused for good. */
  readonly error?: string;
}

/** What the outbox needs to know of the client. */
export interface Place {
  readonly me: Participant | null;
  readonly conversation: string | null;
  /** Whether this tab sends. */
  readonly leads: boolean;
  readonly online: boolean;
  /** The most bytes of a payload. */
  readonly limit: number;
}

/**
 * What was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is made
 * once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped. Of several tabs
 * one sends, and keeps what is stored: all that any of them has said. The others keep in mind what they have said themselves.
 */
export class Outbox {
  #entries: Entry[] = [];
  #turn = 0;
  #sending = false;
  /** How often the first entry that waits was tried in vain. */
  #failures = 0;
  #closed = false;
  readonly #receipts = new Map<string, { resolve: (receipt: Receipt) => void; reject: (why: ChatError) => void }>();
  /** What has become of entries by their keys: another tab may not know it yet. */
  readonly #done = new Map<string, Change>();

  constructor(
    private readonly env: Environment,
    private readonly shelf: Shelf,
    private readonly courier: Courier,
    private readonly place: () => Place,
    private readonly dispatch: (...changes: Change[]) => void,
  ) {}

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** What is to be sent next. What another participant has said never is. */
  get next(): Entry | undefined {
    return this.#entries.find((entry) => entry.error === undefined && (entry.participant ?? this.#me) === this.#me);
  }

  /** Whether anything is stored, whosever it is. */
  get left(): boolean {
    return this.shelf.names(PREFIX).length > 0;
  }

  /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
  load(anybodys = false): void {
    this.take(this.#stored().filter(({ participant }) => anybodys || this.#isOwn(participant)));
  }

  /** Takes over what another tab has to send. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { key } = entry.command;
      const done = this.#done.get(key);
      if (done !== undefined) this.dispatch(done);
      else if (this.#find(key) === undefined) this.#put(entry);
    }
    this.#entries.sort(byTurn);
    this.send();
  }

  /** Takes a command; resolves when it is durable. */
  add(command: Command): Promise<Receipt> {
    const { conversation } = this.place();
    const now = this.env.now();
    const turn = Math.max(now, this.#turn + 1);
    const entry: Entry = { command, at: new Date(now).toISOString(), turn, conversation, participant: this.#me };
    this.#keep(entry);
    this.#put(entry);
    const receipt = new Promise<Receipt>((resolve, reject) => this.#receipts.set(command.key, { resolve, reject }));
    this.send();
    return receipt;
  }

  /** Lets a refused entry be sent again. */
  retry(key: string): void {
    if (this.#find(key)?.error === undefined) return;
    this.dispatch({ type: "retried", key });
    this.send();
  }

  /** Drops an entry. If it was sent already, that is not undone. */
  discard(key: string): void {
    const discarded = { type: "discarded", key } as const;
    this.#done.set(key, discarded);
    this.dispatch(discarded);
  }

  /** Follows what has changed, in this tab or in the one that sends. */
  heard(changes: readonly Change[]): void {
    for (const change of changes) {
      switch (change.type) {
        case "ack": this.#settle(change); break;
        case "event": if (change.key !== undefined) this.#settle(ackOf(change)); break;
        case "refused": this.#refused(change.key, new ChatError(change.code, change.error)); break;
        case "retried": this.#retried(change.key); break;
        case "discarded": this.#drop(change.key, "discarded", "The message was discarded."); this.shelf.remove(PREFIX + change.key); break;
        case "set aside": this.#drop(change.key, "unauthenticated", "The session has ended before the message was sent."); break;
        case "leads": // the tab that has sent so far knew more of what it has stored
          this.#entries = this.#entries.filter(({ command }) => this.#read(command.key) === undefined);
          break;
        case "model":
          this.heard(change.model.log);
          for (const { key = "", error = "" } of change.model.pending) if (error !== "") this.#refused(key, new ChatError("invalid", error));
          for (const entry of this.#entries) this.dispatch({ type: "queued", message: messageOf(entry, this.place().me) });
      }
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
    for (const entry of this.#entries) if (entry.error === undefined) this.#refuse(entry, why);
  }

  /** Puts away what others than the participant have said: it stays stored, until they are back. */
  setAside(participant: string): void {
    for (const entry of this.#entries) {
      if ((entry.participant ?? participant) !== participant) this.dispatch({ type: "set aside", key: entry.command.key });
    }
  }

  /** Drops everything that is not another participant's. */
  clear(): void {
    for (const { command } of this.#entries) this.discard(command.key);
    for (const { command, participant } of this.#stored()) if (this.#isOwn(participant)) this.shelf.remove(PREFIX + command.key);
  }

  /** Ends sending; what was not sent stays stored. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#receipts.keys()]) this.#reject(key, new ChatError("closed", "The chat was closed."));
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const { leads, online, me, conversation } = this.place();
      const next = leads && online && !this.#closed ? this.next : undefined;
      if (next === undefined) break;
      const pinned = { ...next, participant: me?.id ?? null, conversation: next.conversation ?? conversation };
      if (pinned.participant !== next.participant || pinned.conversation !== next.conversation) this.#replace(pinned);
      await this.#try(pinned);
    }
    this.#sending = false; // in the same breath as the look at the entries, so that none is overlooked
  }

  async #try(entry: Entry): Promise<void> {
    try {
      this.dispatch(await this.#carry(entry));
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
      if (this.place().online) await new Promise<void>((wake) => this.env.after(backoff(this.env, this.#failures, why), wake));
    }
  }

  /** A connection that breaks off each time a message is sent may do so because of it: then it goes another way. */
  async #carry({ command, conversation }: Entry): Promise<AckFrame> {
    const place = this.place();
    const weight = weigh(command);
    if (weight > place.limit) throw new ChatError("too_large", `The message is too long: ${weight} bytes of ${place.limit}.`);
    return this.courier.carry(command, conversation, this.#failures < 2 && conversation === place.conversation);
  }

  #settle(ack: AckFrame): void {
    const { key, conversation, offset, id, at } = ack;
    this.#receipts.get(key)?.resolve({ key, offset, id, at });
    this.#receipts.delete(key);
    this.shelf.remove(PREFIX + key);
    if (this.#find(key) === undefined) return;
    this.#done.set(key, ack);
    this.#drop(key);
    for (const entry of this.#entries) if (entry.conversation === null) this.#replace({ ...entry, conversation });
  }

  #refuse({ command }: Entry, { code, message }: ChatError): void {
    this.dispatch({ type: "refused", key: command.key, error: message, code });
  }

  #refused(key: string, why: ChatError): void {
    const entry = this.#find(key);
    if (entry === undefined) return;
    const refused = { ...entry, error: why.message, ...(why.code === "not_found" ? { conversation: null } : {}) };
    this.#replace(refused, why.code !== "unauthenticated"); // when its author is back it can be sent
    this.#reject(key, why);
  }

  /** What somebody else has said and sends again by hand is one's own from then on. */
  #retried(key: string): void {
    const entry = this.#find(key);
    if (entry === undefined) return;
    const { error: _, ...again } = entry;
    this.#replace({ ...again, ...(this.#isOwn(entry.participant) ? {} : { participant: null, conversation: null }) });
  }

  get #me(): string | null {
    return this.place().me?.id ?? null;
  }

  #isOwn(participant: string | null): boolean {
    return participant === null || participant === this.#me;
  }

  #stored(): Entry[] {
    return this.shelf.names(PREFIX).flatMap((name) => this.#read(name.slice(PREFIX.length)) ?? []).sort(byTurn);
  }

  #read(key: string): Entry | undefined {
    return this.shelf.get(PREFIX + key, isEntry);
  }

  #find(key: string): Entry | undefined {
    return this.#entries.find((entry) => entry.command.key === key);
  }

  #put(entry: Entry): void {
    this.#turn = Math.max(this.#turn, entry.turn);
    this.#entries.push(entry);
    this.dispatch({ type: "queued", message: messageOf(entry, this.place().me) });
  }

  #keep(entry: Entry): void {
    this.shelf.set(PREFIX + entry.command.key, entry);
  }

  /** Only the tab that sends writes again what is stored: for the others it may have been sent meanwhile. */
  #replace(entry: Entry, lasting = true): void {
    this.#entries = this.#entries.map((e) => (e.command.key === entry.command.key ? entry : e));
    if (lasting && this.place().leads) this.#keep(entry);
  }

  #drop(key: string, code = "", why = ""): void {
    this.#entries = this.#entries.filter((entry) => entry.command.key !== key);
    this.#reject(key, new ChatError(code, why));
  }

  #reject(key: string, why: ChatError): void {
    this.#receipts.get(key)?.reject(why);
    this.#receipts.delete(key);
  }
}

const byTurn = (a: Entry, b: Entry): number => a.turn - b.turn;

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
  at: string, turn: number, conversation: orNull(string), participant: orNull(string), error: optional(string),
});
