import { type Change, type Model } from "./model.js";
import type { State } from "./state.js";
/** Called after a change. */
export type Listener = (state: State, previous: State) => void;
/** Holds the one model there is, and tells when its state has changed. */
export interface Store {
    readonly model: Model;
    readonly state: State;
    /** Applies changes all together or, when one of them throws, none; listeners see the outcome only. */
    dispatch(...changes: Change[]): void;
    subscribe(listener: Listener): () => void;
}
/** After is called with all changes, before the listeners. */
export declare function createStore(after?: (changes: Change[]) => void): Store;
