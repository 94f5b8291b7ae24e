import type { Environment } from "./environment.js";
import type { Change } from "./model.js";
import type { Shelf } from "./shelf.js";
import type { Store } from "./store.js";
/** Keeps the newest messages of the conversation, so that the next page shows them at once. */
export declare function createCache(env: Environment, shelf: Shelf, store: Store): {
    write: () => void;
    /** Reads what was kept for a participant, as the changes that restore it; anything else is nothing. */
    load(me: string): Change[];
    /** Writes soon. */
    changed(): void;
    /** Drops what was kept. */
    forget(): void;
};
