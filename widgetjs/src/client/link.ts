import type { ClientFrame, ServerFrame, WelcomeFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import { ChatError, told } from "./errors.js";
import type { Via } from "./state.js";
import type { Open, Opening, Wire } from "./transport.js";

/** How much longer than the heartbeat silence may last, and how long an answer to a ping may take; milliseconds. */
const PATIENCE = 10_000;
const PONG = 5_000;

/** One connection over one transport, from opening it to its end. */
export class Link {
  /** Resolves with why it ended; it never rejects. */
  readonly ended: Promise<ChatError>;
  /** What the server said when it opened; undefined until then. */
  welcome: WelcomeFrame | undefined;

  readonly #env: Environment;
  readonly #wire: Wire;
  #end: (why: ChatError) => void = () => {};
  #over = false;
  #welcomed: () => void = () => {};
  #receive: ((frames: readonly ServerFrame[]) => void) | undefined;
  #waiting: ServerFrame[][] = [];
  #heard: number;
  #said: number;
  #silence: () => void = () => {};
  #pulse: () => void = () => {};

  constructor(readonly via: Via, open: Open, opening: Opening) {
    this.#env = opening.env;
    this.#heard = this.#said = opening.env.now();
    this.ended = new Promise((resolve) => { this.#end = resolve; });
    this.#wire = open(opening, { payload: (frames) => this.#payload(frames), closed: (why) => this.close(why) });
  }

  /** Waits for the welcome, so many milliseconds; throws the ChatError for which there is none. */
  async opened(timeout: number): Promise<this> {
    const stop = this.#env.after(timeout, () => this.close(new ChatError("unreachable", `No welcome came by ${this.via}.`)));
    const welcomed = new Promise<void>((resolve) => { this.#welcomed = resolve; });
    const why = await Promise.race([welcomed, this.ended]);
    stop();
    if (why !== undefined) throw why;
    return this;
  }

  /** Hands over the payloads, those that have come already and, from now on, each as it comes. */
  listen(receive: (frames: readonly ServerFrame[]) => void): void {
    this.#receive = receive;
    for (const frames of this.#waiting.splice(0)) receive(frames);
  }

  /** Whether frames can be sent over it. */
  get sends(): boolean {
    return this.#wire.send !== undefined && !this.#over;
  }

  send(frames: readonly ClientFrame[]): void {
    if (this.#over) return;
    this.#said = this.#env.now();
    this.#wire.send?.(frames);
  }

  /** Finds out whether it still works, which after sleep and changes of the network it may not; if not, it ends. */
  check(): void {
    if (this.#over || this.welcome === undefined) return;
    const asked = this.#env.now();
    if (this.sends) {
      this.send([{ type: "ping" }]);
      this.#env.after(PONG, () => { if (this.#heard < asked) this.close(silent()); });
    } else if (asked - this.#heard > this.#limit) {
      this.close(silent());
    }
  }

  /** Ends it. */
  close(why: ChatError): void {
    if (this.#over) return;
    this.#over = true;
    this.#silence();
    this.#pulse();
    this.#wire.close();
    this.#end(why);
  }

  #payload(frames: ServerFrame[]): void {
    this.#heard = this.#env.now();
    const first = frames[0];
    if (this.welcome === undefined) {
      if (first?.type === "welcome") this.#begin(first);
      else if (!frames.some((f) => f.type === "bye")) return this.close(new ChatError("unreachable", "The connection did not begin with a welcome."));
    }
    if (this.#receive !== undefined) this.#receive(frames);
    else this.#waiting.push(frames);
    const bye = frames.findLast((f) => f.type === "bye");
    if (bye !== undefined) this.close(told({ ...bye, message: bye.reason }));
  }

  #begin(welcome: WelcomeFrame): void {
    this.welcome = welcome;
    this.#watch();
    if (this.sends) this.#keepAlive(welcome.heartbeat * 1000);
    this.#welcomed();
  }

  /** Ends the link when nothing is heard for too long. */
  #watch(): void {
    const left = this.#heard + this.#limit - this.#env.now();
    if (left < 0) return this.close(silent());
    this.#silence = this.#env.after(left + 1, () => this.#watch());
  }

  /** Pings when nothing was sent for a while, so that the server and what stands between know that somebody is here. */
  #keepAlive(every: number): void {
    const left = Math.max(this.#said + every - this.#env.now(), 1000);
    this.#pulse = this.#env.after(left, () => {
      if (this.#env.now() - this.#said >= every) this.send([{ type: "ping" }]);
      this.#keepAlive(every);
    });
  }

  get #limit(): number {
    return (this.welcome?.heartbeat ?? 0) * 1000 + PATIENCE;
  }
}

function silent(): ChatError {
  return new ChatError("unreachable", "Nothing was heard of the server for too long.");
}
