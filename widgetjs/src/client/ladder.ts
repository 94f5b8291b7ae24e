import type { Environment } from "./environment.js";
import { number, object, string } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Via } from "./state.js";

/** How long it is remembered which transport works, in milliseconds. Better ones are probed long before. */
const MEMORY = 24 * 3_600_000;

interface Memory {
  readonly via: Via;
  readonly until: number;
}

/**
 * The order in which transports are tried: the best first, but after it did not get through, the one that did. That is
 * remembered for the server, so that the next page need not wait for the others to fail.
 */
export class Ladder {
  /** The transport that worked last on this page. */
  #proven: Via | undefined;

  constructor(private readonly env: Environment, private readonly shelf: Shelf, private readonly rungs: readonly Via[]) {}

  /**
   * The transports to try in one round. Right after the loss of a connection it is the transport of that alone:
   * when a server restarts, the others would find it up a moment later and be taken for better.
   */
  round(failures: number): readonly Via[] {
    if (this.#proven !== undefined && failures <= 1) return [this.#proven];
    const known = this.shelf.get("via", isMemory);
    if (known === undefined || known.until < this.env.now() || !this.rungs.includes(known.via)) return this.rungs;
    return [known.via, ...this.rungs.filter((via) => via !== known.via)];
  }

  /** The transports that are better than one. */
  above(via: Via): readonly Via[] {
    return this.rungs.slice(0, this.rungs.indexOf(via));
  }

  worked(via: Via): void {
    this.#proven = via;
    if (via === this.rungs[0]) this.shelf.remove("via");
    else this.shelf.set("via", { via, until: this.env.now() + MEMORY } satisfies Memory);
  }

  /** Forgets a transport that does not work any more. */
  failed(via: Via): void {
    if (this.shelf.get("via", isMemory)?.via === via) this.shelf.remove("via");
  }
}

const isMemory = object<Memory>({ via: string, until: number });
