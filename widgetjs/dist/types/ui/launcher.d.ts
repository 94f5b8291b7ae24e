import type { PageContext } from "./context.js";
/** The button that floats over the page, with the number of unread messages. */
export declare class Launcher {
    #private;
    readonly context: PageContext;
    readonly element: HTMLButtonElement;
    /** @param near somebody is about to press it */
    constructor(context: PageContext, near: () => void);
    /** @param label what it says beside its icon, null for nothing; "none" hides it */
    update(label: string | null, open: boolean, unread: number): void;
}
