import type { Environment } from "./environment.js";
import type { Shelf } from "./shelf.js";
import type { Via } from "./state.js";
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
export declare function createLadder(env: Environment, shelf: Shelf, rungs: readonly Via[]): Ladder;
