import type { State } from "../client/index.js";
import type { Context } from "./context.js";
/** Where the visitor writes. */
export declare class Composer {
    #private;
    readonly context: Context;
    readonly sent: () => void;
    readonly input: HTMLTextAreaElement;
    readonly element: HTMLElement;
    /** @param sent called after the visitor has sent a message */
    constructor(context: Context, sent: () => void);
    update({ limits }: State): void;
    /** Makes the input as high as its text; its style bounds it. */
    fit(): void;
}
