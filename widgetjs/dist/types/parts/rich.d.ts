import type { Extra } from "../extra/index.js";
/** What is loaded later, when it is there already. */
export declare let extra: Extra | undefined;
/** Loads what a conversation of texts and choices does not need. It rejects where it cannot be loaded; another call tries again. */
export declare function loadExtra(): Promise<Extra>;
/** Makes a change in a list without moving what is being read there. */
export type Keep = (change: () => void) => void;
/** Calls a function when extra is loaded, or cannot be: with all others of its list at once, for each time the list is measured. */
export declare function whenLoaded(keep: Keep, show: () => void): void;
/** Calls a function after all that waits in a list, or at once. */
export declare function afterLoading(keep: Keep, then: () => void): void;
