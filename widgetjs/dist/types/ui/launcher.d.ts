import type { Context } from "./context.js";
/** The button that floats over the page, with the number of unread messages. */
export declare class Launcher {
    #private;
    readonly context: Context;
    readonly element: HTMLButtonElement;
    constructor(context: Context);
    /** @param label what it says beside its icon, null for nothing; "none" hides it */
    update(label: string | null, open: boolean, unread: number): void;
}
