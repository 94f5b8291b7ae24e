import type { ServerFrame } from "../protocol.gen.js";
import { backoff } from "./backoff.js";
import type { Environment } from "./environment.js";
import { ChatError, unreachable } from "./errors.js";
import type { Http } from "./http.js";
import type { Ladder } from "./ladder.js";
import { Link } from "./link.js";
import type { Connection as ConnectionState, Via } from "./state.js";
import type { Transports } from "./transport.js";
import { Wait } from "./wait.js";

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
export class Connection {
  #run: AbortController | undefined;
  #link: Link | undefined;
  #opening: Link | undefined;
  #failures = 0;
  #wasOnline = false;
  /** When the present connection was welcomed; undefined: there was none in this attempt. */
  #onlineSince: number | undefined;
  /** The wait before the next attempt, and whether the server has set its time. */
  #wait: Wait | undefined;
  #told = false;
  /** Lasts while the page is put away. */
  #away: Wait | undefined;
  /** The wait before better transports are probed, and whether the network has changed since they were. */
  #probe: Wait | undefined;
  #networkChanged = false;
  readonly #tab: string;

  constructor(
    private readonly env: Environment,
    private readonly http: Http,
    private readonly ladder: Ladder,
    private readonly transports: Transports,
    private readonly owner: Owner,
  ) {
    this.#tab = env.id();
  }

  /** The connection in use; undefined while there is none. */
  get link(): Link | undefined {
    return this.#link;
  }

  /** Connects, or connects again, and stays connected until stop or until the server does not want it. */
  start(again = false): void {
    if (this.#run !== undefined) return;
    this.#run = new AbortController();
    this.#failures = 0;
    this.#wasOnline = again;
    void this.#stay(this.#run.signal);
  }

  /** Ends the connection. */
  stop(): void {
    if (this.#run === undefined) return;
    this.#run.abort();
    this.#run = undefined;
    this.#closeLinks(unwanted());
    this.#wait?.end();
    this.owner.changed({ state: "idle", attempt: 0 });
  }

  /** Gives the present connection up, for a reason, and comes back. */
  drop(why: ChatError): void {
    this.#link?.close(why);
  }

  /** Lets go of the server until resume: the page is put away, or another tab has the connection. */
  pause(): void {
    this.#away ??= new Wait(this.env);
    this.#closeLinks(new ChatError("unreachable", "The page is put away."));
  }

  /** The connection is wanted again, or the page is looked at again: whether it works is found out at once. */
  resume(): void {
    this.#away?.end();
    this.#away = undefined;
    this.#hurry();
    this.#link?.check();
  }

  /** The network came or went. */
  networkChanged(): void {
    this.#networkChanged = true;
    this.#probe?.shorten(PROBE_SOON);
    this.#link?.check();
    if (this.env.online()) this.#hurry();
  }

  /** Makes the next attempt soon, but not before the time that the server set. However often, attempts keep a distance. */
  #hurry(): void {
    if (!this.#told) this.#wait?.shorten(HURRY * (1 + this.env.random()));
  }

  #closeLinks(why: ChatError): void {
    this.#link?.close(why);
    this.#opening?.close(why);
    this.#link = this.#opening = undefined;
  }

  async #stay(run: AbortSignal): Promise<void> {
    while (!run.aborted) {
      const why = await this.#connect(run);
      if (run.aborted) return;
      this.#link = undefined;
      if (!why.passing && !this.owner.refused(why)) {
        this.#run = undefined;
        this.owner.changed({ state: "offline", attempt: this.#failures, reason: why.code });
        return;
      }
      const stable = this.#onlineSince !== undefined && this.env.now() - this.#onlineSince > STABLE;
      this.#failures = stable ? 1 : this.#failures + 1;
      await this.#rest(why);
    }
  }

  /** Connects and stays connected over one link, or a row of better ones; returns why that is over. */
  async #connect(run: AbortSignal): Promise<ChatError> {
    this.#onlineSince = undefined;
    this.owner.changed({ state: this.#trying, attempt: this.#failures });
    try {
      await this.owner.session();
      let link = await this.#climb(run);
      for (;;) {
        this.#adopt(link);
        const next = await this.#hold(link, run);
        if (next instanceof ChatError) return next;
        link = next;
      }
    } catch (error) {
      return unreachable(error);
    }
  }

  /** Tries one transport after the other until one works. */
  async #climb(run: AbortSignal): Promise<Link> {
    let why = new ChatError("unreachable", "There is no transport to try.");
    for (const via of this.ladder.round(this.#failures)) {
      if (run.aborted || this.#away !== undefined) break;
      try {
        const link = await this.#open(via);
        if (run.aborted) throw unwanted();
        return link;
      } catch (error) {
        why = unreachable(error);
        if (why.code !== "unreachable") throw why; // the server spoke: no other transport will change its mind
        if (this.#away === undefined) this.ladder.failed(via);
      }
    }
    throw why;
  }

  async #open(via: Via): Promise<Link> {
    const link = new Link(via, this.transports[via], { env: this.env, http: this.http, tab: this.#tab, ...this.owner.place() });
    this.#opening = link;
    return link.opened(Math.min(WELCOME + 8 * this.http.roundTrip, 4 * WELCOME));
  }

  #adopt(link: Link): void {
    this.#link = link;
    this.#opening = undefined;
    this.#wasOnline = true;
    this.#onlineSince ??= this.env.now();
    this.ladder.worked(link.via);
    link.listen((frames) => this.owner.receive(frames));
    this.owner.changed({ state: "online", via: link.via, attempt: 0 });
  }

  /** Waits until a link ends, or has to make way for a better one; that is opened first, so that nothing is interrupted. */
  async #hold(link: Link, run: AbortSignal): Promise<Link | ChatError> {
    const better = this.ladder.above(link.via);
    if (better.length === 0) return link.ended;
    let every = this.#networkChanged ? PROBE_SOON : PROBE;
    for (;;) {
      const why = await this.#endsWithin(link, every * (0.75 + this.env.random() / 2));
      if (why !== undefined) return why;
      const found = await this.#openAny(better);
      if (found !== undefined && !run.aborted && this.#away === undefined) {
        link.close(new ChatError("superseded", "A better transport works."));
        return found;
      }
      found?.close(unwanted());
      this.#networkChanged = false;
      every = Math.min(Math.max(every, PROBE / 2) * 2, PROBE_LATE);
    }
  }

  async #openAny(rungs: readonly Via[]): Promise<Link | undefined> {
    for (const via of rungs) {
      if (this.#away !== undefined) break;
      const link = await this.#open(via).catch(() => undefined);
      if (link !== undefined) return link;
    }
    return undefined;
  }

  async #endsWithin(link: Link, ms: number): Promise<ChatError | undefined> {
    this.#probe = new Wait(this.env, ms);
    const why = await Promise.race([link.ended, this.#probe.over]);
    this.#probe.end();
    return why ?? undefined;
  }

  /** Waits until the next attempt is due, or something has changed that lets it succeed, and the page is there. */
  async #rest(why: ChatError): Promise<void> {
    const ms = backoff(this.env, this.#failures, why);
    this.#told = why.retryAfter !== undefined;
    this.#wait = new Wait(this.env, ms);
    const retryAt = this.env.now() + ms;
    this.owner.changed({ state: this.env.online() ? this.#trying : "offline", attempt: this.#failures, retryAt });
    await this.#wait.over;
    this.#wait = undefined;
    await this.#away?.over;
  }

  get #trying(): "connecting" | "reconnecting" {
    return this.#wasOnline ? "reconnecting" : "connecting";
  }
}

function unwanted(): ChatError {
  return new ChatError("closed", "The connection is not wanted any more.");
}
