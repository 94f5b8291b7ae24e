import type { ActionFrame, AckFrame, ByeCode, ClientFrame, EventFrame, SendFrame, ServerFrame } from "../../../src/protocol.gen.js";
import type { Page } from "./browser.js";
import type { Clock } from "./clock.js";
import type { FakeWebSocket } from "./websocket.js";

/** How a way to the server behaves. silent: it opens and then nothing comes, as behind a proxy that buffers. */
export type Fault = "ok" | "refused" | "silent";

interface Conversation {
  readonly id: string;
  readonly log: EventFrame[];
  readonly keys: Map<string, AckFrame>;
  readonly reads: Map<string, number>;
}

interface Visitor {
  readonly id: string;
  current: Conversation | undefined;
}

/** One connection's place: what the server still has to tell it. */
export interface Peer {
  receive(data: string): void;
  close(): void;
}

const BOT = { id: "bot", name: "Assistant", role: "bot" } as const;
const LIMITS = { connections: 5, rate: 2, burst: 10, payload: 65_536, text: 8192, parts: 16 };

/** A server that speaks the protocol, in the same process, with one visitor a session and faults to order. */
export class Server {
  readonly faults: Record<"websocket" | "sse" | "longpoll" | "post", Fault> = { websocket: "ok", sse: "ok", longpoll: "ok", post: "ok" };
  /** Nothing is answered. */
  down = false;
  epoch = "e1";
  heartbeat = 25;
  latency = (): number => 10;
  /** Refuses the next commands, each with the first error of the list. */
  refusals: { code: string; message: string; retry_after?: number }[] = [];
  /** Whether the outcome of a POST that was carried out gets lost. */
  losesAnswer = (): boolean => false;
  /** How often each payload is delivered; 0 cuts the connection in its place. */
  copies = (): number => 1;
  readonly visitors = new Map<string, Visitor>();
  /** Session token -> visitor. */
  readonly sessions = new Map<string, Visitor>();
  /** Token of the host's -> the visitor whom it names, once. */
  readonly tokens = new Map<string, string>();
  /** Every hello is answered by this bye. */
  refuseHello: ByeCode | undefined;
  /** Drops what a client sends. */
  swallows = (_data: string): boolean => false;
  /** Leaves an event out, as no server may. */
  dropsEvent = (_offset: number): boolean => false;
  /** The log cannot be read by REST. */
  failsEvents = false;
  pings = 0;
  readonly feeds = new Set<Feed>();
  /** Under which visitors each key was sent. */
  readonly senders = new Map<string, Set<string>>();
  #made = 0;

  constructor(readonly clock: Clock) {}

  conversationOf(visitor: Visitor): Conversation {
    visitor.current ??= { id: `c${++this.#made}`, log: [], keys: new Map(), reads: new Map() };
    return visitor.current;
  }

  /** The one visitor there is. */
  get visitor(): Visitor {
    const [visitor] = this.visitors.values();
    if (visitor === undefined) throw new Error("no visitor has come yet");
    return visitor;
  }

  get log(): readonly EventFrame[] {
    return this.visitors.size === 0 ? [] : (this.visitor.current?.log ?? []);
  }

  /** The bot says something. */
  say(text: string, more: object = {}): EventFrame {
    return this.append(this.visitor, { author: BOT, kind: "message", parts: [{ type: "text", text }], ...more });
  }

  append(visitor: Visitor, fields: object, key?: string): EventFrame {
    const conversation = this.conversationOf(visitor);
    const offset = conversation.log.length + 1;
    const event = { type: "event", conversation: conversation.id, offset, id: `${conversation.id}.${offset}`, at: new Date(this.clock.now()).toISOString(), ...(key === undefined ? {} : { key }), ...fields } as EventFrame;
    conversation.log.push(event);
    this.ring();
    return event;
  }

  /** Tells every connection something that is not in the log. */
  tell(...frames: ServerFrame[]): void {
    for (const feed of this.feeds) feed.tell(frames);
  }

  /** Cuts every connection without a word. */
  cutAll(): void {
    for (const feed of [...this.feeds]) feed.cut();
  }

  ring(): void {
    for (const feed of [...this.feeds]) feed.pull();
  }

  get connections(): number {
    return this.feeds.size;
  }

  cursor(conversation: Conversation | undefined, offset: number): string {
    return `${this.epoch}.${conversation?.id ?? ""}.${offset}`;
  }

  follow(feed: Feed): void {
    this.feeds.add(feed);
  }

  leave(feed: Feed): void {
    this.feeds.delete(feed);
  }

  accept(socket: FakeWebSocket): Peer {
    let feed: Feed | undefined;
    return {
      receive: (data) => {
        if (this.faults.websocket === "silent" && !data.includes('"send"')) return;
        if (this.swallows(data)) return data.includes("poison") ? socket.cut() : undefined;
        const frames = JSON.parse(data) as ClientFrame[];
        for (const frame of frames) {
          if (frame.type === "hello") {
            const visitor = this.sessions.get(frame.token ?? socket.page.browser.cookie ?? "");
            const code = this.refuseHello ?? (visitor === undefined ? "unauthenticated" : undefined);
            if (visitor === undefined || code !== undefined) {
              socket.deliver(JSON.stringify([{ type: "error", code, message: "No." }, { type: "bye", code, reason: "No." }]));
              return socket.finish();
            }
            let dead = false; // a stream does not lose something in its middle
            let cut = false;
            const deliver = (payload: string) => {
              dead ||= this.faults.websocket !== "ok" || this.down;
              if (dead) return;
              const copies = this.copies();
              if (copies === 0) {
                cut = true;
                return socket.cut();
              }
              for (let i = 0; i < copies; i++) socket.deliver(payload);
            };
            feed = new Feed(this, visitor, frame.cursor, deliver, () => socket.cut());
            if (cut) feed.close(); // by its own welcome
          } else if (feed !== undefined) {
            const answers = this.carryOut(feed.visitor, [frame]);
            if (answers.length > 0) feed.tell(answers);
          }
        }
      },
      close: () => feed?.close(),
    };
  }

  carryOut(visitor: Visitor, frames: readonly ClientFrame[]): ServerFrame[] {
    return frames.flatMap((frame): ServerFrame[] => {
      if (frame.type === "send" || frame.type === "action") return [this.#command(visitor, frame)];
      if (frame.type === "read") this.conversationOf(visitor).reads.set(visitor.id, frame.offset);
      if (frame.type === "ping") this.pings++;
      return frame.type === "ping" ? [{ type: "pong" }] : [];
    });
  }

  #command(visitor: Visitor, frame: SendFrame | ActionFrame): ServerFrame {
    const { key } = frame;
    this.senders.set(key, (this.senders.get(key) ?? new Set()).add(visitor.id));
    const conversation = this.conversationOf(visitor);
    const known = conversation.keys.get(key);
    if (known !== undefined) return known;
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return { type: "error", key, ...refusal } as ServerFrame;
    const author = { id: visitor.id, name: "", role: "visitor" };
    const fields = frame.type === "send" ? { kind: "message", parts: frame.parts } : { kind: "action", event: frame.event, value: frame.value };
    const { offset, id, at } = this.append(visitor, { author, ...fields }, key);
    const ack: AckFrame = { type: "ack", key, conversation: conversation.id, offset, id, at };
    conversation.keys.set(key, ack);
    return ack;
  }

  /** Answers a request of a page. */
  async fetch(page: Page, url: string, init: RequestInit): Promise<Response> {
    const { signal } = init;
    const gone = AbortSignal.any([page.gone.signal, ...(signal == null ? [] : [signal])]);
    const pause = () => new Promise<void>((resolve, reject) => {
      this.clock.after(this.latency(), resolve);
      gone.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
    await pause();
    if (this.down || gone.aborted) throw new TypeError("failed to fetch");
    const response = await this.#answer(page, new URL(url), init, gone);
    if (this.down) throw new TypeError("failed to fetch");
    await pause();
    return response;
  }

  async #answer(page: Page, url: URL, init: RequestInit, gone: AbortSignal): Promise<Response> {
    const headers = new Headers(init.headers);
    const method = init.method ?? "GET";
    const path = url.pathname.replace(/^\/\w+\//, "");
    if (method !== "GET" && !headers.has("Chat-Client")) return refusal(403, "forbidden");
    if (init.body != null && headers.get("Content-Type") !== "application/json") return refusal(415, "invalid");
    const body = init.body == null ? undefined : JSON.parse(String(init.body));
    const token = headers.get("Authorization")?.replace("Bearer ", "") ?? (init.credentials === "omit" ? undefined : page.browser.cookie);
    const visitor = this.sessions.get(token ?? "");
    if (path === "session") return this.#session(page, method, visitor, token, headers.get("Chat-Token") === "bearer");
    if (visitor === undefined) return refusal(401, "unauthenticated");
    if (path === "session/identify") return this.#identify(page, token ?? "", body.token);
    const conversation = url.searchParams.get("conversation");
    if (conversation !== null && conversation !== visitor.current?.id) return refusal(404, "not_found");
    if (path === "send") return this.#send(visitor, body);
    if (path === "sse") return this.#sse(visitor, url.searchParams.get("cursor") ?? undefined, gone);
    if (path === "poll") return this.#poll(visitor, body, gone);
    if (/^conversations\/\w+\/events$/.test(path)) return this.#events(visitor, url);
    return refusal(404, "not_found");
  }

  #session(page: Page, method: string, visitor: Visitor | undefined, token: string | undefined, bearer: boolean): Response {
    if (method === "DELETE") {
      this.sessions.delete(token ?? "");
      return visitor === undefined ? refusal(401, "unauthenticated") : new Response(null, { status: 204 });
    }
    let secret = token ?? "";
    let who = visitor;
    if (who === undefined) {
      if (method === "GET") return refusal(401, "unauthenticated");
      who = { id: `v${this.visitors.size + 1}`, current: undefined };
      secret = `secret${this.visitors.size + 1}`;
      this.visitors.set(who.id, who);
      this.sessions.set(secret, who);
      if (!bearer) page.browser.cookie = secret;
    }
    const conversation = who.current === undefined ? null : { id: who.current.id, head: who.current.log.length, cursor: this.cursor(who.current, who.current.log.length) };
    return Response.json({
      session: { id: `s-${who.id}`, expires: "2027-01-01T00:00:00.000Z" },
      participant: { id: who.id, name: "", role: "visitor" },
      conversation,
      ...(bearer ? { token: secret } : {}),
    });
  }

  #identify(page: Page, secret: string, token: string): Response {
    const id = this.tokens.get(token);
    if (id === undefined) return refusal(401, "unauthenticated");
    this.tokens.delete(token);
    const user = this.visitors.get(id) ?? { id, current: undefined };
    this.visitors.set(id, user);
    this.sessions.delete(secret);
    page.browser.cookie = `${id}'s secret`;
    this.sessions.set(page.browser.cookie, user);
    return this.#session(page, "GET", user, page.browser.cookie, false);
  }

  #send(visitor: Visitor, frames: ClientFrame[]): Response {
    if (this.faults.post !== "ok") throw new TypeError("failed to fetch");
    const answers = this.carryOut(visitor, frames);
    if (this.losesAnswer()) throw new TypeError("failed to fetch");
    return Response.json(answers);
  }

  #events(visitor: Visitor, url: URL): Response {
    if (this.failsEvents) throw new TypeError("failed to fetch");
    const before = Number(url.searchParams.get("before") ?? Infinity);
    const events = this.conversationOf(visitor).log.filter((e) => e.offset < before).slice(-50);
    return Response.json({ events });
  }

  #sse(visitor: Visitor, cursor: string | undefined, gone: AbortSignal): Response {
    if (this.faults.sse === "refused") return new Response("<h1>Bad gateway</h1>", { status: 502 });
    let stream: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => { stream = controller; } });
    const cut = () => {
      try {
        stream.error(new TypeError("network error"));
      } catch {
        // it is over already
      }
    };
    let dead = false;
    const deliver = (payload: string) => this.clock.after(this.latency(), () => {
      dead ||= this.down || this.faults.sse !== "ok";
      if (gone.aborted || dead) return;
      const copies = this.copies();
      if (copies === 0) return feed.cut();
      try {
        for (let i = 0; i < copies; i++) stream.enqueue(new TextEncoder().encode(`id: x\ndata: ${payload}\n\n`));
      } catch {
        // cut meanwhile
      }
    });
    const feed = new Feed(this, visitor, cursor, deliver, cut);
    gone.addEventListener("abort", () => {
      feed.close();
      cut();
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  #poll(visitor: Visitor, { cursor, first, wait = 25 }: { cursor?: string; first?: boolean; wait?: number }, gone: AbortSignal): Promise<Response> {
    return new Promise((resolve, reject) => {
      const answer = (payload: string) => {
        queueMicrotask(() => feed.close()); // it may answer while it is made
        if (this.faults.longpoll === "refused" || this.down) reject(new TypeError("failed to fetch"));
        else if (this.faults.longpoll === "ok") resolve(new Response(payload));
      };
      const feed: Feed = new Feed(this, visitor, cursor, answer, () => reject(new TypeError("network error")), true, !first && cursor !== undefined);
      this.clock.after(wait * 1000, () => feed.beat());
      gone.addEventListener("abort", () => {
        feed.close();
        reject(new DOMException("aborted", "AbortError"));
      });
    });
  }
}

/** Follows a conversation from a cursor and delivers payloads. */
class Feed {
  #offset: number;
  #open = true;
  #due: () => void = () => {};

  constructor(readonly server: Server, readonly visitor: Visitor, cursor: string | undefined, readonly deliver: (payload: string) => void, readonly broken: () => void, readonly poll = false, readonly quiet = false) {
    const { current } = visitor;
    const head = current?.log.length ?? 0;
    const [epoch, conversation, offset] = (cursor ?? "").split(".");
    const taken = cursor !== undefined && epoch === server.epoch && (conversation === "" || conversation === current?.id) && Number(offset) <= head;
    this.#offset = taken ? Number(offset) : head;
    server.follow(this);
    if (!quiet || !taken) this.#welcome(taken, cursor !== undefined && !taken);
    else this.pull();
    if (!poll) this.#beatLater();
  }

  /** Sends what is new in the log. */
  pull(): void {
    if (!this.#open) return;
    const events = this.visitor.current?.log.slice(this.#offset) ?? [];
    if (events.length > 0) this.#send(events);
  }

  tell(frames: readonly ServerFrame[]): void {
    if (this.#open) this.#send(frames);
  }

  /** Sends the empty payload; for a poll its answer. */
  beat(): void {
    if (!this.#open) return;
    this.deliver(this.poll ? JSON.stringify([{ type: "cursor", cursor: this.server.cursor(this.visitor.current, this.#offset) }]) : "[]");
  }

  close(): void {
    this.#open = false;
    this.#due();
    this.server.leave(this);
  }

  cut(): void {
    if (!this.#open) return;
    this.close();
    this.broken();
  }

  #beatLater(): void {
    this.#due = this.server.clock.after(this.server.heartbeat * 1000, () => {
      if (this.#open) {
        this.beat();
        this.#beatLater();
      }
    });
  }

  #send(frames: readonly ServerFrame[]): void {
    const { log = [] } = this.visitor.current ?? {};
    const events = frames.filter((f) => f.type === "event");
    if (events.length > 0) this.#offset = events.at(-1)?.offset ?? this.#offset;
    else if (log.length > this.#offset) {
      const more = log.slice(this.#offset);
      this.#offset = log.length;
      return this.#payload([...frames, ...more]);
    }
    this.#payload(frames);
  }

  #payload(frames: readonly ServerFrame[]): void {
    const ends = this.poll || frames.some((f) => f.type === "event") || frames.some((f) => f.type === "reset");
    const kept = frames.filter((f) => f.type !== "event" || !this.server.dropsEvent(f.offset));
    if (kept.length === 0 && frames.length > 0) return;
    this.deliver(JSON.stringify([...kept, ...(ends ? [{ type: "cursor", cursor: this.server.cursor(this.visitor.current, this.#offset) }] : [])]));
  }

  #welcome(recovered: boolean, reset: boolean): void {
    const { current } = this.visitor;
    const head = current?.log.length ?? 0;
    const cursor = this.server.cursor(current, this.#offset);
    const welcome: ServerFrame = {
      type: "welcome", v: 1, session: `s-${this.visitor.id}`, conversation: current?.id ?? null, head, cursor, recovered, heartbeat: this.server.heartbeat,
      limits: LIMITS, participants: [BOT], reads: [...(current?.reads ?? [])].map(([participant, offset]) => ({ participant, offset })),
    };
    const frames: ServerFrame[] = reset ? [welcome, { type: "reset", conversation: current?.id ?? null, head, cursor }] : [welcome];
    const events = current?.log.slice(this.#offset) ?? [];
    this.#offset = head;
    this.#payload([...frames, ...events]);
  }
}

function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, message: `refused: ${code}` } }, { status });
}
