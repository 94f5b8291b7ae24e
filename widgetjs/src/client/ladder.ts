import type { Environment } from "./environment.js";
import { number, object, string } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Via } from "./state.js";

/** How long it is remembered which transport works, in milliseconds. Better ones are probed long before. */
const MEMORY = 24 * 3_600_000;

/**
 * The order in which transports are tried: the best first, but after it did not get through, the one that did. That is
 * remembered for the server, so that the next page need not wait for the others to fail.
 */
export interface Ladder {
  /**
   * The transports to try in one round. Right after the loss of a connection it is the transport of that alone:
   * when a server restarts, the others would find it up a moment later and be taken for better.
   */
  round(failures: number): readonly Via[];
  /** The transports that are better than one. */
  above(via: Via): readonly Via[];
  worked(via: Via): void;
  /** Forgets a transport that does not work any more. */
  failed(via: Via): void;
  /** Forgets for the next page which one works. */
  forget(): void;
}

/** Rungs are the transports that may be used, the best first. */
export function createLadder(env: Environment, shelf: Shelf, rungs: readonly Via[]): Ladder {
  /** The transport that worked last on this page. */
  let proven: Via | undefined;
  const remembered = () => {
    const memory = shelf.get("via", isMemory);
    return memory && memory.until >= env.now() ? memory.via : undefined;
  };

  const forget = () => shelf.remove("via");

  return {
    forget,
    round(failures) {
      if (proven && failures <= 1) return [proven];
      const first = remembered();
      return [...rungs.filter((via) => via === first), ...rungs.filter((via) => via !== first)];
    },
    above: (via) => rungs.slice(0, rungs.indexOf(via)),
    worked(via) {
      proven = via;
      if (via === rungs[0]) forget();
      else shelf.set("via", { via, until: env.now() + MEMORY });
    },
    failed(via) {
      if (remembered() === via) forget();
    },
  };
}

const isMemory = object<{ via: string; until: number }>({ via: string, until: number });
