import type { Message, State } from "../client/index.js";
/**
 * Returns what others have said since the previous snapshot: what is to be
 * announced and told to the page, each exactly once. A conversation that is
 * taken up again, and pages of its history, are not news.
 */
export declare function received(state: State, previous: State): readonly Message[];
/** The offset of the newest event of the log. */
export declare function head(state: State): number;
