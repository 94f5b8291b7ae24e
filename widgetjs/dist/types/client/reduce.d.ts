import { type Change, type Model } from "./model.js";
/** An event came whose predecessors are missing: the log has to be read again. */
export declare class Gap extends Error {
}
/**
 * Makes the model that follows from changes; neither is modified, and what stays as it was keeps its identity.
 * Every change may come twice. Throws Gap, and nothing else.
 */
export declare function reduce(model: Model, changes: readonly Change[]): Model;
