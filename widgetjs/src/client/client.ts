import type { ServerFrame } from "../protocol.gen.js";
import { Cache } from "./cache.js";
import { Connection } from "./connection.js";
import { Courier, type Command } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError } from "./errors.js";
import { Expiry } from "./expiry.js";
import { History } from "./history.js";
import { Http } from "./http.js";
import { Ladder } from "./ladder.js";
import { openLongPoll } from "./longpoll.js";
import type { Client, ClientOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import { Session } from "./session.js";
import { Shelf } from "./shelf.js";
import { Signals } from "./signals.js";
import { openSse } from "./sse.js";
import type { Connection as ConnectionState, Message, Part, Receipt, State, Via } from "./state.js";
import { Store, type Listener } from "./store.js";
import { openWebSocket } from "./websocket.js";

const TRANSPORTS = { websocket: openWebSocket, sse: openSse, longpoll: openLongPoll };
const LADDER: readonly Via[] = ["websocket", "sse", "longpoll"];
/** The most bytes of a payload while the server has not told. */
const PAYLOAD = 64 * 1024;

/** Puts the parts of the client together; each of them does one thing and knows nothing of the others. */
export class HeadlessClient implements Client {
  readonly #env: Environment;
  readonly #store = new Store();
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #courier: Courier;
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #cache: Cache;
  readonly #signals: Signals;
  readonly #expiry: Expiry;
  readonly #unlisten: (() => void)[] = [];
  #loaded = false;
  #closed = false;

  constructor(env: Environment, options: ClientOptions) {
    this.#env = env;
    const http = new Http(env, options.server, options.bearer ?? false);
    const dispatch = this.#store.dispatch.bind(this.#store);
    const shelf = new Shelf(options.storage === undefined ? env.storage : options.storage, http.server);
    this.#session = new Session(http, shelf, options.bearer ?? false);
    this.#cache = new Cache(env, shelf, () => this.#store.model);
    this.#connection = new Connection(env, http, new Ladder(env, shelf, options.transports ?? LADDER), TRANSPORTS, {
      place: () => ({ conversation: this.state.conversation, cursor: this.#store.model.cursor }),
      session: () => this.#openSession(),
      receive: (frames) => this.#receive(frames),
      changed: (connection) => this.#connectionChanged(connection),
      refused: (why) => this.#refused(why),
    });
    this.#courier = new Courier(env, http, () => this.#connection.link, (frames) => this.#outbox.heard(frames));
    this.#outbox = new Outbox(env, shelf, this.#courier, () => ({
      me: this.state.me,
      conversation: this.state.conversation,
      online: this.state.connection.state === "online",
      limit: this.state.limits?.payload ?? PAYLOAD,
    }), dispatch, http.server);
    this.#history = new History(http, this.#store, (why) => this.#connection.drop(why));
    this.#signals = new Signals(env, (frame) => this.#courier.say(frame, this.state.conversation));
    this.#expiry = new Expiry(env, dispatch);
    this.#listen();
  }

  get state(): State {
    return this.#store.state;
  }

  subscribe(listener: Listener): () => void {
    return this.#store.subscribe(listener);
  }

  async start(): Promise<void> {
    if (this.#closed || !this.#load()) return;
    this.#connection.start();
    await this.#settled();
  }

  send(message: string | readonly Part[]): Promise<Receipt> {
    const parts = typeof message === "string" ? [{ type: "text", text: message }] : message;
    this.typing(false);
    return this.#submit({ type: "send", key: this.#env.id(), parts: parts as (Command & { type: "send" })["parts"] });
  }

  action(message: Message, value: string): Promise<Receipt> {
    return this.#submit({ type: "action", key: this.#env.id(), event: message.id, value });
  }

  retry(key: string): void {
    if (this.#closed) return;
    this.#outbox.retry(key);
    this.#connection.start();
  }

  discard(key: string): void {
    this.#outbox.discard(key);
  }

  typing(on: boolean): void {
    if (this.state.connection.state === "online") this.#signals.typing(on);
  }

  read(offset: number): void {
    const { me } = this.state;
    const mark = Math.min(offset, this.#store.model.log.at(-1)?.offset ?? 0);
    if (me === null || this.#closed || !Number.isSafeInteger(mark) || mark <= (this.state.reads[me.id] ?? 0)) return;
    this.#store.dispatch({ type: "read", participant: me.id, offset: mark });
    this.#signals.read(mark);
  }

  loadOlder(): Promise<void> {
    return this.#closed ? Promise.resolve() : this.#history.older();
  }

  async logout(): Promise<void> {
    this.#session.load();
    const known = this.#session.me !== null;
    this.#connection.stop();
    this.#outbox.clear();
    this.#leave();
    try {
      if (known) await this.#session.end();
    } finally {
      this.#session.forget();
    }
  }

  close(): void {
    this.#closed = true;
    this.#cache.write();
    this.#outbox.close();
    this.#connection.stop();
    this.#history.forget();
    this.#signals.forget();
    this.#expiry.close();
    for (const stop of this.#unlisten.splice(0)) stop();
  }

  #submit(command: Command): Promise<Receipt> {
    if (this.#closed) return Promise.reject(new ChatError("closed", "The chat was closed."));
    this.#load();
    const receipt = this.#outbox.add(command);
    this.#connection.start();
    return receipt;
  }

  /** Takes up what earlier pages have left, once, and the session of another page; reports whether there is a reason to ask the server. */
  #load(): boolean {
    this.#session.load();
    const { me } = this.#session;
    if (me !== null && this.state.me === null) {
      const snapshot = this.#cache.load(me.id);
      this.#store.dispatch({ type: "session", me }, ...(snapshot === undefined ? [] : [{ type: "restored" as const, snapshot }]));
    }
    if (!this.#loaded) this.#outbox.load();
    this.#loaded = true;
    return me !== null || this.#outbox.left;
  }

  /** Waits until it is clear whether there will be a connection. */
  #settled(): Promise<void> {
    const clear = ({ connection: { state, reason } }: State) => state === "online" || state === "idle" || reason !== undefined;
    return new Promise((resolve) => {
      if (clear(this.state)) return resolve();
      const stop = this.subscribe((state) => {
        if (!clear(state)) return;
        stop();
        resolve();
      });
    });
  }

  /** A session is made only for something to send; else there must be one already. */
  async #openSession(): Promise<void> {
    if (this.#session.confirmed) return;
    const { participant, conversation } = await this.#session.open(await this.#outbox.waiting());
    if (this.#closed) return;
    if (this.state.conversation !== null && this.state.conversation !== conversation?.id) {
      this.#cache.forget();
      this.#store.dispatch({ type: "left" });
    }
    this.#store.dispatch({ type: "session", me: participant });
  }

  #receive(frames: readonly ServerFrame[]): void {
    const welcome = frames[0]?.type === "welcome" ? frames[0] : undefined;
    const at = new Date(this.#env.now()).toISOString();
    this.#history.receive(frames.map((frame) => (frame.type === "delta" ? { ...frame, at } : frame)));
    this.#courier.heard(frames);
    this.#outbox.heard(frames);
    this.#expiry.heard(frames);
    const { me, reads } = this.state;
    if (welcome !== undefined && me !== null) this.#signals.known(welcome.reads.find((r) => r.participant === me.id)?.offset ?? 0);
    if (me !== null) this.#signals.known(reads[me.id] ?? 0);
    this.#cache.changed();
    if (welcome !== undefined && welcome.session !== this.#session.id) this.#askWho();
  }

  /** Another page has signed the visitor in, or out and in: the connection is that session's already. */
  #askWho(): void {
    this.#session.doubt();
    this.#session.open(false).then(({ participant }) => this.#store.dispatch({ type: "session", me: participant })).catch(() => {});
  }

  #connectionChanged(connection: ConnectionState): void {
    this.#store.dispatch({ type: "connection", connection });
    if (connection.state === "online") this.#outbox.send();
  }

  /** Reports whether another attempt can come out differently. */
  #refused(why: ChatError): boolean {
    if (why.code === "signed_out") this.#outbox.clear();
    if (why.code === "signed_out" || why.code === "unauthenticated") {
      this.#session.forget();
      this.#leave();
    } else if (this.state.conversation !== null && (why.code === "forbidden" || why.code === "not_found")) {
      this.#cache.forget();
      this.#session.doubt();
      this.#store.dispatch({ type: "left" });
      return true;
    }
    this.#outbox.refuseAll(why);
    return false;
  }

  /** Forgets the visitor and the conversation. */
  #leave(): void {
    this.#history.forget();
    this.#signals.forget();
    this.#cache.forget();
    this.#store.dispatch({ type: "signed out" });
  }

  #listen(): void {
    this.#unlisten.push(
      this.#env.on("online", () => this.#connection.networkChanged()),
      this.#env.on("offline", () => this.#connection.networkChanged()),
      this.#env.on("show", () => this.#connection.resume()),
      this.#env.on("hide", () => {
        this.#cache.write();
        this.#connection.pause();
      }),
    );
  }
}
