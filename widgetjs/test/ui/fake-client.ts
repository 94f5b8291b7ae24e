import type { Client, Message, Part, Participant, Receipt, State } from "../../src/client/index.js";

/** A client without a server: its state is set by the test, and what is asked of it is written down. */
export class FakeClient implements Client {
  state: State = initial;
  /** Verbs that were called, with their arguments, in order. */
  readonly calls: [verb: string, ...args: unknown[]][] = [];
  readonly #listeners = new Set<(state: State, previous: State) => void>();
  #keys = 0;

  subscribe(listener: (state: State, previous: State) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Puts a new snapshot in place of the current one. */
  set(change: Partial<State>): void {
    const previous = this.state;
    this.state = { ...previous, ...change };
    for (const listener of this.#listeners) listener(this.state, previous);
  }

  /** Appends a message to the log. */
  say(author: Participant, ...parts: (string | Part)[]): Message {
    const message = event(author, parts, { offset: this.#next() });
    this.set({ messages: [...this.state.messages, message], unread: this.state.unread + (message.own ? 0 : 1) });
    return message;
  }

  /** Changes one message. */
  change(id: string, change: Partial<Message>): void {
    this.set({ messages: this.state.messages.map((message) => (message.id === id ? { ...message, ...change } : message)) });
  }

  async start(): Promise<void> {
    this.calls.push(["start"]);
  }

  async send(message: string | readonly Part[]): Promise<Receipt> {
    const parts = typeof message === "string" ? [{ type: "text", text: message }] : message;
    return this.#put("send", { parts });
  }

  async action(message: Message, value: string): Promise<Receipt> {
    this.change(message.id, { chosen: value });
    return this.#put("action", { kind: "action", event: message.id, value, parts: [] });
  }

  /** Acknowledges everything that is being sent. */
  acknowledge(): void {
    let offset = this.#next();
    this.set({
      messages: this.state.messages.map((m) => (m.offset ? m : { ...m, status: "sent" as const, offset, id: `e${offset++}` })),
    });
  }

  retry(key: string): void {
    this.calls.push(["retry", key]);
    this.change(key, { status: "sending" });
  }

  discard(key: string): void {
    this.calls.push(["discard", key]);
    this.set({ messages: this.state.messages.filter((message) => message.key !== key) });
  }

  typing(on: boolean): void {
    this.calls.push(["typing", on]);
  }

  stop(): void {
    this.calls.push(["stop"]);
  }

  read(offset: number): void {
    this.calls.push(["read", offset]);
    this.set({ unread: 0 });
  }

  async loadOlder(): Promise<void> {
    this.calls.push(["loadOlder"]);
    this.set({ older: "loading" });
  }

  async identify(token: string): Promise<void> {
    this.calls.push(["identify", token]);
  }

  async logout(): Promise<void> {
    this.calls.push(["logout"]);
    this.set(initial);
  }

  close(): void {
    this.calls.push(["close"]);
  }

  #next(): number {
    return Math.max(0, ...this.state.messages.map(({ offset }) => offset)) + 1;
  }

  #put(verb: string, message: Partial<Message>): Promise<Receipt> {
    const key = `k${++this.#keys}`;
    this.calls.push([verb, message.parts]);
    this.set({
      messages: [...this.state.messages, { ...event(visitor, [], { offset: 0 }), id: key, key, status: "sending", ...message }],
    });
    return new Promise(() => {});
  }
}

export const visitor: Participant = { id: "v", name: "", role: "visitor" };
export const bot: Participant = { id: "b", name: "Juno", role: "bot" };
export const agent: Participant = { id: "a", name: "Anna Berg", role: "agent" };

/** Makes a message of the log. Its time follows from its offset, so that screenshots stay alike. */
export function event(author: Participant, parts: (string | Part)[], more: Partial<Message> & { offset: number }): Message {
  const at = new Date(morning + more.offset * 40_000).toISOString();
  return {
    id: `e${more.offset}`,
    at,
    author,
    kind: "message",
    own: author === visitor,
    status: "sent",
    parts: parts.map((part) => (typeof part === "string" ? { type: "text", text: part } : part)),
    ...more,
  };
}

/** When the first message is said: this morning, whatever the time is, so that all of a scene is of one day. */
export const morning = new Date().setHours(8, 0, 0, 0);

export const initial: State = {
  me: null,
  conversation: null,
  messages: [],
  participants: [],
  typing: [],
  reads: {},
  connection: { state: "idle", attempt: 0 },
  unread: 0,
  older: "unknown",
  ended: false,
  limits: null,
  leads: true,
};

/** A conversation that is going on. */
export const going: Partial<State> = {
  me: visitor,
  conversation: "c",
  participants: [visitor, bot, agent],
  connection: { state: "online", via: "websocket", attempt: 0 },
  older: "none",
  limits: { connections: 5, rate: 2, burst: 10, payload: 65536, text: 8192, parts: 16 },
};
