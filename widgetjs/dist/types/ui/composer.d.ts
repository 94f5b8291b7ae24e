import type { State } from "../client/index.js";
import type { Context } from "./context.js";
/** Where the visitor writes. */
export type Composer = ReturnType<typeof createComposer>;
/**
 * Makes the composer.
 * @param fitted called when its height may have changed
 */
export declare function createComposer(context: Context, fitted: () => void): {
    element: HTMLDivElement;
    input: HTMLTextAreaElement;
    fit: () => void;
    update(state: State): void;
};
