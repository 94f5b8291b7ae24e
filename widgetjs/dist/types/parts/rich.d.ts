import type { Extra } from "../extra/index.js";
/** Whether a type of part is shown by what is loaded later. */
export declare function isRich(type: string): boolean;
/** What is loaded later, when it is there already. */
export declare function extraIfLoaded(): Extra | undefined;
/** Loads what a conversation of texts and choices does not need. It rejects where it cannot be loaded; another call tries again. */
export declare function loadExtra(): Promise<Extra>;
