import type { ServerFrame } from "../protocol.gen.js";
import { Cache } from "./cache.js";
import { createConnection, type Connection } from "./connection.js";
import { createCourier, type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import { createExpiry, type Expiry } from "./expiry.js";
import { History } from "./history.js";
import { createHttp } from "./http.js";
import { createLadder } from "./ladder.js";
import { EMPTY, type Change, type Model } from "./model.js";
import type { Client, ClientOptions } from "./options.js";
import { Outbox, type Entry } from "./outbox.js";
import { createSession, type Answer, type Session } from "./session.js";
import { createShelf } from "./shelf.js";
import { createSignals, type Signals } from "./signals.js";
import type { Connection as ConnectionState, Message, Part, Participant, Receipt, State, Via } from "./state.js";
import { Store, type Listener } from "./store.js";
import { Tabs, type Member } from "./tabs.js";
import { VERSION } from "./version.js";

const LADDER: readonly Via[] = ["websocket", "sse", "longpoll"];
/** The most bytes of a payload while the server has not told. */
const PAYLOAD = 64 * 1024;
const IDLE = EMPTY.state.connection;

/** Who the visitor is said to be, while the server has not taken it, and who waits for that. */
interface Claim {
  readonly token: string;
  readonly settle: (refused?: unknown) => void;
}

/** Puts the parts of the client together; each of them does one thing and knows nothing of the others. */
export class HeadlessClient implements Client, Member {
  readonly #env: Environment;
  readonly #store: Store;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #courier: Courier;
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #cache: Cache;
  readonly #signals: Signals;
  readonly #expiry: Expiry;
  readonly #tabs: Tabs;
  readonly #unlisten: (() => void)[] = [];
  readonly dispatch: (...changes: Change[]) => void;
  #claim: Claim | undefined;
  #started = false;
  #closed = false;

  constructor(env: Environment, options: ClientOptions) {
    this.#env = env;
    const bearer = options.bearer ?? false;
    const http = createHttp(env, options.server, bearer);
    const { storage = env.storage } = options;
    const name = http.server + (bearer ? "#" : ""); // a token is somebody else than the cookie
    const shelf = createShelf(storage, name);
    const together = storage !== null && storage === env.storage; // else other tabs may be somebody else
    this.#tabs = new Tabs(env, together ? `chatmount/${VERSION} ${name}` : null, this);
    this.#store = new Store((changes) => {
      this.#tabs.tell(changes);
      this.#outbox.heard(changes);
    });
    const dispatch = (this.dispatch = this.#store.dispatch.bind(this.#store));
    this.#session = createSession(http, shelf, bearer);
    this.#cache = new Cache(env, shelf, () => this.model);
    this.#connection = createConnection(env, http, createLadder(env, shelf, options.transports ?? LADDER), {
      place: () => ({ conversation: this.state.conversation, cursor: this.model.cursor }),
      session: () => this.#openSession(),
      receive: (frames) => this.#receive(frames),
      changed: (connection) => this.#connectionChanged(connection),
      refused: (why) => this.#refused(why),
    });
    this.#courier = createCourier(env, http, () => this.#connection.link);
    this.#outbox = new Outbox(env, shelf, this.#courier, () => ({
      me: this.state.me,
      conversation: this.state.conversation,
      leads: this.state.leads,
      online: this.state.connection.state === "online" && this.#session.confirmed,
      limit: this.state.limits?.payload ?? PAYLOAD,
    }), dispatch);
    this.#history = new History(http, this.#store, (why) => this.#connection.drop(why));
    this.#signals = createSignals(env, (frame) => this.#courier.say(frame, this.state.conversation));
    this.#expiry = createExpiry(env, dispatch);
    this.#listen();
  }

  get state(): State {
    return this.#store.state;
  }

  get model(): Model {
    return this.#store.model;
  }

  get entries(): readonly Entry[] {
    return this.#outbox.entries;
  }

  subscribe(listener: Listener): () => void {
    return this.#store.subscribe(listener);
  }

  async start(): Promise<void> {
    if (this.#closed) return;
    this.#started = true;
    if (!this.#load()) return this.#tabs.listen();
    this.#join();
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

  take(entries: readonly Entry[]): void {
    this.#outbox.take(entries);
    this.#outbox.load(); // a tab that is gone may have stored something last
    if (this.#outbox.next !== undefined) this.#connection.start();
  }

  retry(key: string): void {
    if (this.#closed || !this.#tabs.order("retry", key)) return;
    this.#outbox.retry(key);
    this.#connection.start();
  }

  discard(key: string): void {
    this.#tabs.order("discard", key);
    this.#outbox.discard(key);
  }

  typing(on: boolean): void {
    if (this.state.connection.state === "online" && this.#tabs.order("typing", on)) this.#signals.typing(on);
  }

  stop(draft = this.state.messages.findLast((m) => m.draft && m.author.role === "bot")?.id): void {
    if (this.state.connection.state !== "online" || !this.#tabs.order("stop", draft)) return;
    this.#courier.say({ type: "stop", ...(draft === undefined ? {} : { draft }) }, this.state.conversation);
  }

  read(offset: number): void {
    const { me } = this.state;
    const mark = Math.min(offset, this.model.log.at(-1)?.offset ?? 0);
    if (me === null || this.#closed || !Number.isSafeInteger(mark) || mark <= (this.state.reads[me.id] ?? 0)) return;
    this.dispatch({ type: "read", participant: me.id, offset: mark });
    if (this.#tabs.order("read", mark)) this.#signals.read(mark);
  }

  loadOlder(): Promise<void> {
    this.#session.load();
    return this.#closed ? Promise.resolve() : this.#history.older();
  }

  identify(token: string): Promise<void> {
    if (this.#closed) return Promise.reject(new ChatError("closed", "The chat was closed."));
    return new Promise((resolve, reject) => {
      this.claim(token, (refused) => (refused === undefined ? resolve() : reject(refused)));
      if (!this.#tabs.order("claim", token) && this.state.me !== null) resolve();
    });
  }

  claim(token: string, settle: Claim["settle"] = () => {}): void {
    this.#claim?.settle();
    this.#claim = { token, settle };
    if (this.#tabs.leads) this.#reopen();
  }

  async logout(): Promise<void> {
    this.#session.load();
    const known = this.#session.me !== null;
    this.#tabs.order("forget");
    this.forget();
    try {
      if (known) await this.#session.end();
    } finally {
      this.#session.forget();
    }
  }

  /** Forgets the visitor, who that was said to be, and what the visitor has said and not sent. */
  forget(): void {
    this.#claim?.settle(new ChatError("closed", "The visitor was signed out."));
    this.#claim = undefined;
    this.#connection.stop();
    this.#outbox.clear();
    this.#session.doubt();
    this.#leave();
  }

  close(): void {
    this.#closed = true;
    this.#cache.write();
    this.#outbox.close();
    this.#tabs.leave();
    this.#connection.stop();
    this.#expiry.close();
    this.dispatch({ type: "connection", connection: IDLE });
    for (const stop of this.#unlisten.splice(0)) stop();
  }

  lead(): void {
    if (!this.#load(true)) return this.dispatch({ type: "connection", connection: IDLE });
    this.#connection.start(this.state.connection.state !== "connecting");
    this.#connection.resume();
  }

  follow(): void {
    this.#connection.pause();
    this.#session.doubt();
    this.#history.forget();
    this.#signals.forget();
  }

  #submit(command: Command): Promise<Receipt> {
    if (this.#closed) return Promise.reject(new ChatError("closed", "The chat was closed."));
    this.#started = true;
    this.#load();
    const receipt = this.#outbox.add(command);
    this.#join();
    if (this.#tabs.order("take", this.entries)) this.#connection.start();
    return receipt;
  }

  /** Takes part in what the tabs of this visitor do together; whoever leads connects. */
  #join(): void {
    if (this.state.connection.state === "idle") this.dispatch({ type: "connection", connection: { state: "connecting", attempt: 0 } });
    this.#tabs.join();
  }

  /** Takes up what earlier pages have left, and what they have not sent where this is to send it; reports whether there is a reason to ask the server. */
  #load(sends = false): boolean {
    this.#session.load();
    const { me } = this.#session;
    if (me !== null && this.state.me === null) {
      const snapshot = this.#cache.load(me.id);
      this.dispatch({ type: "session", me }, ...(snapshot === undefined ? [] : [{ type: "restored" as const, snapshot }]));
    }
    if (sends) this.#outbox.load();
    return me !== null || this.#outbox.left || this.entries.length > 0;
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
    const { participant, conversation } = await this.#prove(await this.#session.open(this.#outbox.next !== undefined));
    if (this.#closed || !this.#tabs.leads) return;
    if (this.state.conversation !== null && this.state.conversation !== conversation?.id) {
      this.#cache.forget();
      this.dispatch({ type: "left" });
    }
    this.#signedIn(participant);
  }

  /** Lets the server see who the visitor is said to be. What is refused does not keep the visitor from chatting. */
  async #prove(answer: Answer): Promise<Answer> {
    const claim = this.#claim;
    if (claim === undefined) return answer;
    try {
      const proven = await this.#session.identify(claim.token);
      claim.settle();
      answer = proven;
    } catch (error) {
      const why = unreachable(error);
      if (why.passing) throw why;
      claim.settle(why);
    }
    if (this.#claim === claim) this.#claim = undefined;
    return answer;
  }

  /** Connects anew, as whoever the server then says one is; without a session there is nothing to connect. */
  #reopen(): void {
    this.#connection.stop();
    this.#session.doubt();
    if (this.#load(true)) this.#connection.start();
  }

  #signedIn(me: Participant): void {
    const before = this.state.me;
    this.dispatch({ type: "session", me });
    if (before?.id === me.id) return;
    if (before !== null) this.#outbox.setAside(me.id);
    this.#outbox.load();
  }

  #receive(frames: readonly ServerFrame[]): void {
    const welcome = frames[0]?.type === "welcome" ? frames[0] : undefined;
    const at = new Date(this.#env.now()).toISOString();
    this.#history.receive(frames.map((frame) => (frame.type === "delta" ? { ...frame, at } : frame)));
    this.#courier.heard(frames);
    this.#expiry.heard(frames);
    const { me, reads } = this.state;
    if (me !== null) {
      const mine = reads[me.id] ?? 0;
      this.#signals.known(welcome === undefined ? mine : (welcome.reads.find((r) => r.participant === me.id)?.offset ?? 0), mine);
    }
    this.#cache.changed();
    if (welcome !== undefined && welcome.session !== this.#session.id) this.#askWho();
  }

  /** Another page has signed the visitor in, or out and in: the connection is that session's already. */
  #askWho(): void {
    this.#session.doubt();
    this.#session.open(false).then(({ participant }) => {
      this.#signedIn(participant);
      this.#outbox.send();
    }).catch((why: unknown) => this.#connection.drop(unreachable(why)));
  }

  #connectionChanged(connection: ConnectionState): void {
    if (!this.#tabs.leads) return;
    this.dispatch({ type: "connection", connection });
    if (connection.state === "online") this.#outbox.send();
  }

  /** Reports whether another attempt can come out differently. */
  #refused(why: ChatError): boolean {
    if (why.code === "signed_out") this.#outbox.clear();
    if (why.code === "signed_out" || why.code === "unauthenticated") {
      this.#session.forget();
      this.#leave();
      if (why.code === "unauthenticated") this.#outbox.load(true); // nobody is signed in: whoever is here sees what waits
    } else if (this.state.conversation !== null && (why.code === "forbidden" || why.code === "not_found")) {
      this.#cache.forget();
      this.#session.doubt();
      this.dispatch({ type: "left" });
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
    this.dispatch({ type: "signed out" });
  }

  #listen(): void {
    this.#unlisten.push(
      this.#env.on("online", () => this.#connection.networkChanged()),
      this.#env.on("offline", () => this.#connection.networkChanged()),
      this.#env.on("show", () => {
        if (!this.#started) return;
        void this.start();
        if (this.#tabs.leads) this.#connection.resume();
        else this.#tabs.ask();
      }),
      this.#env.on("hide", () => {
        this.#cache.write();
        this.#tabs.leave();
      }),
    );
  }
}
