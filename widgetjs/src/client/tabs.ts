import type { Environment } from "./environment.js";
import type { Change, Model } from "./model.js";
import type { Entry } from "./outbox.js";

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
  readonly model: Model;
  /** What this tab has to send. */
  readonly entries: readonly Entry[];
  dispatch(...changes: Change[]): void;
  /** From now on this tab leads: it connects and sends, for all of them. */
  lead(): void;
  /** It leads no longer. */
  follow(): void;
}

/** Of the leader: changes that lead from one place in the row of all its changes to another; without from it is everything. */
interface News {
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
 */
export class Tabs {
  /** Whether this tab leads. */
  leads = false;
  #joined = false;
  #channel: BroadcastChannel | undefined;
  /** Aborted, it ends the wait for the lock, or the hold of it. */
  #turn = new AbortController();
  /** The place of this tab's model in the row of the leader's changes. */
  #place = "";
  #told = 0;
  /** Whether the leader owes an answer; then the timer waits for that, else for the time to ask. */
  #asked = false;
  #timer = (): void => {};
  readonly #id: string;

  /** Tabs of the same name share, unless the name is null. */
  constructor(private readonly env: Environment, private readonly name: string | null, private readonly member: Member) {
    this.#id = env.id();
  }

  /** Hears whether another tab has begun to talk, and joins it then. */
  listen(): void {
    const { BroadcastChannel, locks } = this.env;
    if (this.name === null || this.#channel !== undefined || BroadcastChannel === undefined || locks === undefined) return;
    this.#channel = new BroadcastChannel(this.name);
    this.#channel.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }

  /** Takes part: follows the tab that leads, or leads. */
  join(): void {
    if (this.#joined) return;
    this.#joined = true;
    this.listen();
    if (this.#channel === undefined) return this.#lead();
    this.#queue();
    this.ask();
  }

  /** Lets the others go on without this tab. */
  leave(): void {
    this.#turn.abort();
    this.#timer();
    this.#channel?.close();
    this.#channel = undefined;
    this.#joined = this.#asked = false;
    this.#follow();
  }

  /** Tells the others what has changed here, if this tab leads. */
  tell(changes: Change[]): void {
    if (!this.leads) return;
    const from = this.#place;
    this.#place = `${this.#id}.${this.#told++}`;
    this.#post({ at: this.#place, from, changes });
  }

  /** Makes sure that this tab has missed nothing, and that there is a leader who knows what it has to send. */
  ask(): void {
    this.order("take", this.member.entries);
  }

  /** Has the leader do something. Reports whether that is this tab, which then does it itself. */
  order<Name extends keyof Orders>(order: Name, ...[arg]: Parameters<Orders[Name]>): boolean {
    if (this.#joined && !this.leads) {
      this.#post({ place: this.#place, order, arg });
      if (!this.#asked) this.#wait(PATIENCE * (1 + this.env.random()), () => this.#queue(true)); // whoever is silent has lost the lead
      this.#asked = true;
    }
    return this.leads;
  }

  #hear(said: News | Order): void {
    if ("order" in said) return this.leads ? this.#obey(said) : undefined;
    if (this.leads) return;
    this.join();
    const { at, from, changes } = said;
    if (from !== undefined && from !== this.#place) return this.#asked ? undefined : this.ask();
    this.#asked = false;
    this.#wait(this.member.entries.some((e) => e.error === undefined) ? PATIENCE : PERIOD, () => this.ask());
    if (at === this.#place) return;
    this.#place = at;
    try {
      this.member.dispatch(...changes);
    } catch {
      this.#place = ""; // they do not fit what is here
      this.ask();
    }
  }

  #obey({ place, order, arg }: Order): void {
    const missed = place !== this.#place;
    (this.member[order] as (arg: unknown) => void)(arg);
    const at = this.#place;
    this.#post(missed ? { at, changes: [{ type: "model", model: this.member.model }] } : { at, from: at, changes: [] });
  }

  /** Waits for the lock. A leader that does not answer is frozen, or hangs: the lock is taken from it. */
  #queue(steal = false): void {
    this.#turn.abort();
    const { signal } = (this.#turn = new AbortController());
    const held = () => new Promise<void>((release) => {
      if (signal.aborted) return release();
      signal.onabort = () => release();
      this.#lead();
    });
    this.env.locks?.request(this.name ?? "", steal ? { steal } : { signal }, held).catch((error: unknown) => {
      if (signal.aborted) return;
      if ((error as Error).name !== "AbortError") return this.#lead(); // locks are there but forbidden
      this.#follow();
      this.#queue();
      this.ask();
    });
  }

  #lead(): void {
    this.#timer();
    this.#asked = false;
    this.member.dispatch({ type: "leads", on: true });
    this.leads = true;
    this.tell([]);
    this.member.lead();
  }

  #follow(): void {
    if (!this.leads) return;
    this.leads = false;
    this.member.dispatch({ type: "leads", on: false });
    this.member.follow();
  }

  #post(said: News | Order): void {
    this.#channel?.postMessage(JSON.stringify(said));
  }

  #wait(ms: number, f: () => void): void {
    this.#timer();
    this.#timer = this.env.after(ms, f);
  }
}
