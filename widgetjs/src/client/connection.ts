import type { ServerFrame } from "../protocol.gen.js";
import { backoff } from "./backoff.js";
import type { Environment } from "./environment.js";
import { unreachable, type ChatError } from "./errors.js";
import type { Http } from "./http.js";
import type { Ladder } from "./ladder.js";
import { openLink, type Link } from "./link.js";
import { openLongPoll } from "./longpoll.js";
import { present } from "./shape.js";
import { openSse } from "./sse.js";
import type { Connection as ConnectionState, Via } from "./state.js";
import { openWebSocket } from "./websocket.js";

const TRANSPORTS = { websocket: openWebSocket, sse: openSse, longpoll: openLongPoll };

/** A connection that lasted so long starts the backoff over; milliseconds, as all below. */
const STABLE = 10_000;
/** How long a welcome may take, on a network without delay. */
const WELCOME = 5_000;
/** When better transports than the one in use are tried again: first, after the network changed, and at the latest. */
const PROBE = 120_000;
const PROBE_SOON = 5_000;
const PROBE_LATE = 1_800_000;
/** When the page or the network comes back, the next attempt is made after this time at most, and twice it with bad luck. */
const HURRY = 250;

/** What a connection needs of the client that it belongs to. */
export interface Owner {
  /** What to follow, and from where. */
  place(): { readonly conversation: string | null; readonly cursor: string | null };
  /** Makes sure that there is a session; throws a ChatError. */
  session(): Promise<void>;
  /** Takes a payload. */
  receive(frames: readonly ServerFrame[]): void;
  /** Is told the state to show. */
  changed(connection: ConnectionState): void;
  /** Is told that the server does not want it so; reports whether another attempt will be a different one. */
  refused(why: ChatError): boolean;
}

/** Keeps a connection to the server: climbs the ladder of transports, comes back when it is lost, looks for a better one. */
export interface Connection {
  /** The connection in use; undefined while there is none. */
  readonly link: Link | undefined;
  /** Connects, or connects again, and stays connected until stop or until the server does not want it. */
  start(again?: boolean): void;
  /** Ends the connection. */
  stop(): void;
  /** Gives the present connection up, for a reason, and comes back. */
  drop(why: ChatError): void;
  /** Lets go of the server until resume: the page is put away, or another tab has the connection. */
  pause(): void;
  /** The connection is wanted again, or the page is looked at again: whether it works is found out at once. */
  resume(): void;
  /** The network came or went. */
  networkChanged(): void;
}

export function createConnection(env: Environment, http: Http, ladder: Ladder, owner: Owner): Connection {
  const tab = env.id();
  /** Stands for the time from start to its end; undefined: it is not to be connected. */
  let run: symbol | undefined;
  let link: Link | undefined;
  let opening: Link | undefined;
  /** Why the link in use ends, or the last one has. */
  let lost: Promise<ChatError>;
  let away = false;
  let failures = 0;
  let wasOnline = false;
  /** When this attempt got through. */
  let onlineSince = Infinity;
  let networkChanged = false;
  /** The transports that are better than the one in use, and how long it takes to the next probe of them, about. */
  let better: readonly Via[] = [];
  let probeEvery = PROBE;

  /** The wait for the next attempt or, while there is a link, the next probe: when it is over, and what ends it. */
  let due = 0;
  let wake = () => {};
  let cancel = () => {};
  /** Whether the wait may be cut short: the server has not set its time. */
  let mayHurry = false;

  const shorten = (ms: number) => {
    const earlier = env.now() + ms;
    if (earlier >= due) return;
    due = earlier;
    cancel();
    cancel = env.after(ms, wake);
  };
  const wait = (ms: number) => new Promise<void>((resolve) => {
    wake = resolve;
    due = Infinity;
    shorten(ms);
  });
  /** However often the page and the network come back, attempts keep a distance; but not from the end of the last wait. */
  const hurry = () => {
    if (mayHurry) shorten(due === Infinity ? 0 : HURRY * (1 + env.random()));
  };

  const closeLinks = () => {
    link?.close(unreachable());
    opening?.close(unreachable());
    link = undefined;
  };

  const trying = () => (wasOnline ? "reconnecting" : "connecting");

  const stay = async (own: symbol) => {
    while (run === own) {
      onlineSince = Infinity;
      owner.changed({ state: trying(), attempt: failures });
      const why = await connect(own).catch(unreachable);
      if (run !== own) return;
      if (!why.passing && !owner.refused(why)) {
        run = undefined;
        cancel();
        return owner.changed({ state: "offline", attempt: failures, reason: why.code });
      }
      failures = env.now() - onlineSince > STABLE ? 1 : failures + 1;
      const ms = backoff(env, failures, why);
      owner.changed({ state: env.online() ? trying() : "offline", attempt: failures, retryAt: env.now() + ms });
      mayHurry = why.retryAfter === undefined;
      await wait(ms);
      mayHurry = true;
      if (away) await wait(Infinity);
    }
  };

  /** Tries one transport after the other until one works, and stays connected; returns why that is over. */
  const connect = async (own: symbol): Promise<ChatError> => {
    const isWanted = () => run === own && !away;
    await owner.session();
    let why = unreachable();
    for (const via of isWanted() ? ladder.round(failures) : []) {
      const failed = await open(via);
      if (!failed) return hold();
      why = failed;
      if (why.code !== "unreachable" || !isWanted()) break; // if the server spoke, no other transport will change its mind
      ladder.failed(via);
    }
    return why;
  };

  /** Opens a transport and, when it is welcomed, puts it in the place of the one in use; else resolves with why it was not. */
  const open = (via: Via) => new Promise<ChatError | undefined>((resolve) => {
    const place = present(owner.place());
    const patience = Math.min(WELCOME + 8 * http.roundTrip, 4 * WELCOME);
    const opened = openLink(TRANSPORTS[via], { env, http, place, tab }, patience, owner.receive, () => {
      const worse = link;
      link = opened;
      lost = opened.ended;
      worse?.close(unreachable());
      better = ladder.above(via);
      probeEvery = networkChanged ? PROBE_SOON : PROBE;
      wasOnline = true;
      onlineSince = Math.min(onlineSince, env.now());
      ladder.worked(via);
      owner.changed({ state: "online", via, attempt: 0 });
      resolve(undefined);
    });
    opening = opened;
    void opened.ended.then((why) => {
      if (link === opened) link = undefined;
      resolve(why);
    });
  });

  /** Waits until there is no link any more. Better ones are opened while there is one, so that nothing is interrupted. */
  const hold = async (): Promise<ChatError> => {
    while (link) {
      if (await Promise.race([lost, wait(better.length > 0 ? probeEvery * (0.75 + env.random() / 2) : Infinity)])) break;
      probeEvery = Math.min(Math.max(probeEvery, PROBE / 2) * 2, PROBE_LATE);
      networkChanged = false;
      for (const via of better) if (!link || !(await open(via))) break;
    }
    return lost;
  };

  return {
    get link() { return link; },
    start(again = false) {
      if (run) return;
      failures = 0;
      wasOnline = again;
      void stay(run = Symbol());
    },
    stop() {
      if (!run) return;
      run = undefined;
      closeLinks();
      cancel();
      owner.changed({ state: "idle", attempt: 0 });
    },
    drop(why) {
      link?.close(why);
    },
    pause() {
      away = true;
      closeLinks();
    },
    resume() {
      away = false;
      if (link) link.check();
      else hurry();
    },
    networkChanged() {
      networkChanged = true;
      if (link) {
        shorten(PROBE_SOON);
        link.check();
      } else if (env.online()) {
        hurry();
      }
    },
  };
}
