/**
 * The text in the composer, by server. It outlives a reload where the browser lets it, and a rebuild of the window
 * always.
 */
/** Returns what was being written to a server. */
export declare function loadDraft(server: string): string;
/** Keeps what is being written. */
export declare function keepDraft(server: string, text: string): void;
