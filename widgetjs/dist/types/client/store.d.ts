import { type Change, type Model } from "./model.js";
import type { State } from "./state.js";
/** Called after a change. */
export type Listener = (state: State, previous: State) => void;
/** Holds the one model there is, and tells when its state has changed. */
export declare class Store {
    #private;
    private readonly after;
    /** After is called with all changes, before the listeners. */
    constructor(after?: (changes: Change[]) => void);
    get model(): Model;
    get state(): State;
    /** Applies changes all together or, when one of them throws, none; listeners see the outcome only. */
    dispatch(...changes: Change[]): void;
    subscribe(listener: Listener): () => void;
}
