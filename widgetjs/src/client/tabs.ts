import type { Environment } from "./environment.js";
import type { Change, Entry } from "./model.js";
import type { Store } from "./store.js";

/** How long the leader may take to answer, and how often the others ask for it, with nothing to send; milliseconds. */
const PATIENCE = 3_000;
const PERIOD = 15_000;

/** What the leader does for the others. take: what they have to send. */
export interface Orders {
  take(entries: readonly Entry[]): void;
  retry(key: string): void;
  discard(key: string): void;
  typing(on: boolean): void;
  stop(draft?: string): void;
  read(offset: number): void;
  claim(token: string): void;
  forget(): void;
}

/** What the tabs need of the client that they belong to. */
export interface Member extends Orders {
  /** What is to be sent. */
  waiting(): readonly Entry[];
  /** From now on this tab leads: it connects and sends, for all of them. */
  lead(): void;
  /** It leads no longer. */
  follow(): void;
  /** Another tab has shown that it leads. */
  heard(): void;
}

/** Of the leader: changes that lead from one place in the row of all its changes to another; without from it is everything. */
interface News {
  readonly order?: undefined;
  readonly at: string;
  readonly from?: string;
  readonly changes: Change[];
}

/** Of another tab: something to do, and the place where that tab is. It is always answered, if only by where the leader is. */
interface Order {
  readonly place: string;
  readonly order: keyof Orders;
  readonly arg?: unknown;
}

/**
 * Lets the tabs of one visitor share one connection. The tab that holds a lock leads; it tells the others every change
 * of its model, and they apply them in the same order, so that each can take its place at any time. A tab that has
 * missed one is told everything. Where tabs cannot find one another, each of them leads itself.
 *
 * Tabs of the same name share, unless the name is null.
 */
export function createTabs(env: Environment, name: string | null, store: Store, member: Member) {
  const id = env.id();
  let joined = false;
  let channel: BroadcastChannel | undefined;
  /** Aborted, it ends the wait for the lock, or the hold of it. */
  let turn = new AbortController();
  /** The place of this tab's model in the row of the leader's changes. */
  let place = "";
  let told = 0;
  /** Whether the leader owes an answer; then the timer waits for that, else for the time to ask. */
  let asked = false;
  let timer = (): void => {};

  const leads = (): boolean => store.state.leads;

  /** Hears whether another tab has begun to talk, and joins it then. */
  function listen(): void {
    const { BroadcastChannel, locks } = env;
    if (name === null || channel || !BroadcastChannel || !locks) return;
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => hear(JSON.parse(data));
  }

  /** Takes part: follows the tab that leads, or leads. */
  function join(): void {
    if (joined) return;
    joined = true;
    listen();
    if (!channel) return lead();
    queue();
    ask();
  }

  /** Makes sure that this tab has missed nothing, and that there is a leader who knows what is to be sent. */
  function ask(): void {
    order("take", member.waiting());
  }

  /** Has the leader do something. Reports whether that is this tab, which then does it itself. */
  function order<Name extends keyof Orders>(order: Name, ...[arg]: Parameters<Orders[Name]>): boolean {
    if (joined && !leads()) {
      post({ place, order, arg });
      if (!asked) wait(PATIENCE * (1 + env.random()), () => queue(true)); // whoever is silent has lost the lead
      asked = true;
    }
    return leads();
  }

  function hear(said: News | Order): void {
    if (said.order) return leads() ? obey(said) : undefined;
    if (leads()) return;
    join();
    member.heard();
    const { at, from, changes } = said;
    if (from !== undefined && from !== place) return asked ? undefined : ask();
    asked = false;
    wait(member.waiting().some((e) => e.error === undefined) ? PATIENCE : PERIOD, ask);
    if (at === place) return;
    place = at;
    try {
      store.dispatch(...changes, { type: "state", state: { leads: false } });
    } catch {
      place = ""; // they do not fit what is here
      ask();
    }
  }

  function obey({ place: from, order, arg }: Order): void {
    const missed = from !== place;
    (member[order] as (arg: unknown) => void)(arg);
    post(missed ? { at: place, changes: [{ type: "model", model: store.model }] } : { at: place, from: place, changes: [] });
  }

  /** Waits for the lock. A leader that does not answer is frozen, or hangs: the lock is taken from it. */
  function queue(steal = false): void {
    turn.abort();
    turn = new AbortController();
    const { signal } = turn;
    const held = () => new Promise<void>((release) => {
      if (signal.aborted) return release();
      signal.onabort = () => release();
      lead();
    });
    env.locks!.request(name!, steal ? { steal } : { signal }, held).catch((error: unknown) => {
      if (signal.aborted) return;
      if ((error as Error).name !== "AbortError") return lead(); // locks are there but forbidden
      follow();
      queue();
      ask();
    });
  }

  function lead(): void {
    timer();
    asked = false;
    store.dispatch({ type: "state", state: { leads: true } });
    member.lead();
  }

  function follow(): void {
    if (!leads()) return;
    store.dispatch({ type: "state", state: { leads: false } });
    member.follow();
  }

  function post(said: News | Order): void {
    channel?.postMessage(JSON.stringify(said)); // oxlint-disable-line unicorn/require-post-message-target-origin -- it is no window
  }

  function wait(ms: number, f: () => void): void {
    timer();
    timer = env.after(ms, f);
  }

  return {
    listen,
    join,
    ask,
    order,

    /** Lets the others go on without this tab. */
    leave(): void {
      turn.abort();
      timer();
      channel?.close();
      channel = undefined;
      joined = asked = false;
      follow();
    },

    /** Tells the others what has changed here, if this tab leads. */
    tell(changes: Change[]): void {
      if (!leads()) return;
      const from = place;
      place = `${id}.${told++}`;
      post({ at: place, from, changes });
    },
  };
}
