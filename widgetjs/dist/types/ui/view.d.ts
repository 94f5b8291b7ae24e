import type { Around } from "../extra/around.js";
import { ChatWindow } from "./chatwindow.js";
import type { Context } from "./context.js";
import { Launcher } from "./launcher.js";
/** What the element's attributes decide. */
export interface Look {
    readonly heading: string | null;
    /** Words beside the launcher's icon; "none": no launcher. */
    readonly launcher: string | null;
    /** Distances from the edges of the screen in pixels: "20", or "20 80" for the side and the bottom. */
    readonly offset: string | null;
    /** "answer-top": a long answer is read from its beginning instead of followed to its end. */
    readonly scroll: string | null;
    /** The language decides which way the widget runs, as the element's `dir` does not. */
    readonly setDirection: boolean;
    /** The window is part of the page instead of floating over it. */
    readonly inline: boolean;
}
/** Shows a conversation in a shadow root. The window is made when it is first opened. */
export declare class View {
    #private;
    readonly shadow: ShadowRoot;
    readonly context: Context;
    readonly root: HTMLElement;
    readonly launcher: Launcher;
    /** null before it was opened. */
    window: ChatWindow | null;
    constructor(shadow: ShadowRoot, context: Context, look: Look);
    get isOpen(): boolean;
    /** Loads what stands around the conversation; null where it cannot be loaded. */
    around(): Promise<Around | null>;
    /** Takes over changed attributes. */
    update(look: Look): void;
    /**
     * Opens the window, and says whether this call did.
     * @param focus a person opens it: the focus goes in
     */
    open(focus: boolean): boolean;
    /** Closes the window, unless it is part of the page, and says whether this call did. */
    close(): boolean;
    destroy(): void;
}
