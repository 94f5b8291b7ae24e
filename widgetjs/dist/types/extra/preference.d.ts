/**
 * What the visitor has chosen, for all pages of this origin. It is written only when the visitor does choose, and
 * outside of what tells that a chat was used.
 */
/** What was chosen last; null: nothing. */
export declare function preference(name: string): string | null;
/** Keeps a choice; null takes it back. */
export declare function prefer(name: string, value: string | null): void;
