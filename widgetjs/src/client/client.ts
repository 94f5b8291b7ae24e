import type { ServerFrame } from "../protocol.gen.js";
import { createCache } from "./cache.js";
import { createConnection } from "./connection.js";
import { createCourier, type Command } from "./courier.js";
import { browser, type Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import { createExpiry } from "./expiry.js";
import { createHistory } from "./history.js";
import { createHttp } from "./http.js";
import { createLadder } from "./ladder.js";
import { EMPTY, lastOffset } from "./model.js";
import type { Client, ClientOptions } from "./options.js";
import { createOutbox } from "./outbox.js";
import { createSession, type Answer } from "./session.js";
import { createShelf } from "./shelf.js";
import { createSignals } from "./signals.js";
import type { Connection as ConnectionState, Participant, Receipt, State, Via } from "./state.js";
import { createStore } from "./store.js";
import { createTabs } from "./tabs.js";
import { VERSION } from "./version.js";

const LADDER: readonly Via[] = ["websocket", "sse", "longpoll"];

/** Who the visitor is said to be, while the server has not taken it, and who waits for that. */
interface Claim {
  readonly token: string;
  readonly settle: (refused?: ChatError) => void;
  /** Whether another tab that leads was told it. */
  told?: boolean;
  /** While the server is asked, by however many connections that were begun. */
  proof?: Promise<Answer>;
}

/**
 * Makes a client. It sends nothing before start or send is called. Environment is for tests and for runtimes that are
 * no browser; what it does not name is the browser's.
 */
export function createClient(options: ClientOptions, environment: Partial<Environment> = {}): Client {
  const env: Environment = { ...browser(), ...environment };
  const { bearer = false, storage = env.storage, transports = LADDER } = options;
  const http = createHttp(env, options.server, bearer);
  const name = http.server + (bearer ? "#" : ""); // a token is somebody else than the cookie
  const together = storage && storage === env.storage; // else other tabs may be somebody else

  // Each of the parts does one thing; here they are put together.
  const store = createStore((changes) => {
    tabs.tell(changes);
    outbox.heard(changes);
  });
  const { dispatch, subscribe } = store;
  const shelf = createShelf(storage, name);
  const session = createSession(http, shelf, bearer);
  const cache = createCache(env, shelf, store);
  const ladder = createLadder(env, shelf, transports);
  const connection = createConnection(env, http, ladder, {
    place: () => ({ conversation: store.state.conversation, cursor: store.model.cursor }),
    session: openSession,
    receive,
    changed,
    refused,
  });
  const courier = createCourier(env, http, () => connection.link);
  const outbox = createOutbox(env, shelf, courier, store, () => store.state.leads && is("online") && session.confirmed && !closed);
  const history = createHistory(http, store, (why) => connection.drop(why));
  const signals = createSignals(env, (frame) => courier.say(frame, store.state.conversation));
  const expiry = createExpiry(env, dispatch);
  const { waiting } = outbox;
  const tabs = createTabs(env, together ? `chatmount/${VERSION} ${name}` : null, store, { waiting, lead, follow, heard, take, retry, discard, typing, stop, read, claim, forget: () => void forget().catch(() => {}) });

  let claimed: Claim | undefined;
  let started = false;
  let closed = false;

  const is = (state: ConnectionState["state"]): boolean => store.state.connection.state === state;
  const closedError = (): ChatError => new ChatError("closed", "The chat was closed.");

  function show(state: Partial<State>): void {
    dispatch({ type: "state", state });
  }

  // What the tabs do for one another; in the tab that leads it is done, in the others ordered.

  function take(entries: Parameters<typeof outbox.take>[0]): void {
    outbox.take(entries);
    outbox.load(); // a tab that is gone may have stored something last
    if (outbox.next()) connection.start();
  }

  function retry(key: string): void {
    if (closed || !tabs.order("retry", key)) return;
    outbox.retry(key);
    connection.start();
  }

  function discard(key: string): void {
    tabs.order("discard", key);
    outbox.discard(key);
  }

  function typing(on: boolean): void {
    if (is("online") && tabs.order("typing", on)) signals.typing(on);
  }

  function stop(draft = store.state.messages.findLast((m) => m.draft && m.author.role === "bot")?.id): void {
    if (!is("online") || !tabs.order("stop", draft)) return;
    courier.say({ type: "stop", draft: draft! }, store.state.conversation); // JSON leaves out what is not there
  }

  function read(offset: number): void {
    const { me, reads } = store.state;
    const mark = Math.floor(Math.min(offset, lastOffset(store.model.log))) || 0; // what is no number marks nothing
    if (!me || closed || mark <= (reads[me.id] ?? 0)) return;
    dispatch({ type: "read", participant: me.id, offset: mark });
    if (tabs.order("read", mark)) signals.read(mark);
  }

  function claim(token: string, settle: Claim["settle"] = () => {}): void {
    claimed?.settle();
    claimed = { token, settle };
    if (store.state.leads) reopen();
    else tabs.ask(); // what answers leads
  }

  /** Tells the tab that leads who the visitor is said to be; it stays known here, should this tab lead one day. */
  function heard(): void {
    if (!claimed || claimed.told) return;
    claimed.told = true;
    tabs.order("claim", claimed.token);
    claimed.settle();
  }

  /** Forgets the visitor, who that was said to be, and what the visitor has said and not sent; ends the session if it is known. */
  async function forget(known = false): Promise<void> {
    const ended = session.end(known);
    claimed?.settle(new ChatError("closed", "The session has ended."));
    claimed = undefined;
    connection.stop();
    outbox.clear();
    leave();
    await ended;
  }

  function lead(): void {
    outbox.lead();
    if (!load(true)) return show({ connection: EMPTY.state.connection });
    connection.start(!is("connecting"));
    connection.resume();
  }

  function follow(): void {
    connection.pause();
    session.doubt();
    history.forget();
    signals.forget();
  }

  // Taking part.

  async function start(): Promise<void> {
    if (closed) return;
    started = true;
    if (!load()) return tabs.listen();
    join();
    await settled();
  }

  /** Takes part in what the tabs of this visitor do together; whoever leads connects. */
  function join(): void {
    if (is("idle")) show({ connection: { state: "connecting", attempt: 0 } });
    tabs.join();
  }

  async function submit(command: Command): Promise<Receipt> {
    if (closed) throw closedError();
    started = true;
    load();
    const receipt = outbox.add(command);
    join();
    if (tabs.order("take", waiting())) connection.start();
    return receipt;
  }

  /** Takes up what earlier pages have left, and what they have not sent where this is to send it; reports whether there is a reason to ask the server. */
  function load(sends = false): boolean {
    session.load();
    const { me } = session;
    if (me && !store.state.me) dispatch({ type: "state", state: { me } }, ...cache.load(me.id));
    if (sends) outbox.load();
    return !!me || outbox.left();
  }

  /** Waits until it is clear whether there will be a connection. */
  function settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!is("online") && !is("idle") && !store.state.connection.reason) return;
        stop();
        resolve();
      };
      const stop = subscribe(look);
      look();
    });
  }

  // The session.

  /** A session is made only for something to send; else there must be one already. */
  async function openSession(): Promise<void> {
    if (session.confirmed) return;
    const { participant, conversation } = await prove(await session.open(!!outbox.next()));
    if (closed || !store.state.leads) return;
    if (store.state.conversation !== null && store.state.conversation !== conversation?.id) {
      cache.forget();
      dispatch({ type: "left" });
    }
    signedIn(participant);
  }

  /** Lets the server see who the visitor is said to be. What is refused does not keep the visitor from chatting. */
  async function prove(answer: Answer): Promise<Answer> {
    const claim = claimed;
    if (!claim) return answer;
    try {
      answer = await (claim.proof ??= session.identify(claim.token));
      claim.settle();
    } catch (error) {
      const why = unreachable(error);
      delete claim.proof;
      if (why.passing) throw why;
      claim.settle(why);
    }
    if (claimed === claim) claimed = undefined;
    return answer;
  }

  /** Connects anew, as whoever the server then says one is; without a session there is nothing to connect. */
  function reopen(): void {
    connection.stop();
    session.doubt();
    if (load(true)) connection.start();
  }

  function signedIn(me: Participant): void {
    const before = store.state.me;
    show({ me });
    if (before?.id === me.id) return;
    if (before) outbox.setAside();
    outbox.load();
  }

  /** Forgets the visitor and the conversation. */
  function leave(): void {
    history.forget();
    signals.forget();
    cache.forget();
    ladder.forget();
    dispatch({ type: "left" }, { type: "state", state: { me: null } });
  }

  // What the connection tells.

  function receive(frames: readonly ServerFrame[]): void {
    const at = new Date(env.now()).toISOString();
    history.receive(frames.map((frame) => (frame.type === "delta" ? { ...frame, at } : frame)));
    courier.heard(frames);
    expiry.heard(frames);
    cache.changed();
    const [welcome] = frames;
    if (welcome?.type !== "welcome") return;
    const { me, reads } = store.state;
    if (me) signals.known(welcome.reads.find((r) => r.participant === me.id)?.offset ?? 0, reads[me.id] ?? 0);
    if (welcome.session !== session.id) askWho();
  }

  /** Another page has signed the visitor in, or out and in: the connection is that session's already. */
  function askWho(): void {
    session.doubt();
    session.open(false).then(({ participant }) => {
      signedIn(participant);
      void outbox.send();
    }).catch((why: unknown) => connection.drop(unreachable(why)));
  }

  function changed(connection: ConnectionState): void {
    if (!store.state.leads) return;
    show({ connection });
    void outbox.send();
  }

  /** Reports whether another attempt can come out differently. */
  function refused(why: ChatError): boolean {
    const { code } = why;
    if (code === "signed_out") outbox.clear();
    if (code === "signed_out" || code === "unauthenticated") {
      session.forget();
      leave();
      if (code === "unauthenticated") outbox.load(true); // nobody is signed in: whoever is here sees what waits
    } else if (store.state.conversation !== null && (code === "forbidden" || code === "not_found")) {
      cache.forget();
      session.doubt();
      dispatch({ type: "left" });
      return true;
    }
    outbox.refuseAll(why);
    return false;
  }

  // The page.

  const unlisten = [
    ...(["online", "offline"] as const).map((event) => env.on(event, () => connection.networkChanged())),
    env.on("show", () => {
      if (!started) return;
      void start();
      if (store.state.leads) connection.resume();
      else tabs.ask();
    }),
    env.on("hide", () => {
      cache.write();
      tabs.leave();
    }),
  ];

  return {
    get state() { return store.state; },
    subscribe,
    start,
    retry,
    discard,
    typing,
    stop: () => stop(),
    read,

    send(message) {
      typing(false);
      const parts = (typeof message === "string" ? [{ type: "text", text: message }] : message) as (Command & { type: "send" })["parts"];
      return submit({ type: "send", key: env.id(), parts });
    },

    action: (message, value) => submit({ type: "action", key: env.id(), event: message.id, value }),

    async loadOlder() {
      session.load();
      if (!closed) await history.older();
    },

    identify: (token) => new Promise((resolve, reject) => {
      if (closed) return reject(closedError());
      claim(token, (refused) => (refused ? reject(refused) : resolve()));
    }),

    async logout() {
      session.load();
      tabs.order("forget");
      await forget(!!session.me);
    },

    close() {
      closed = true;
      cache.write();
      outbox.close();
      tabs.leave();
      connection.stop();
      expiry.close();
      show({ connection: EMPTY.state.connection });
      for (const stop of unlisten.splice(0)) stop();
    },
  };
}
