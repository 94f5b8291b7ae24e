import type { Message, State } from "../client/index.js";
import type { Around } from "../extra/around.js";
import type { Context } from "./context.js";
import type { ChatWindow } from "./window.js";
/** A conversation that is shown. */
export interface View {
    readonly context: Context;
    readonly root: HTMLElement;
    readonly launcher: {
        readonly element: HTMLElement;
    };
    /** null before it was opened. */
    readonly window: ChatWindow | null;
    readonly isOpen: boolean;
    /** Loads what stands around the conversation; null where it cannot be loaded. */
    around(): Promise<Around | null>;
    /** Shows what is now, attributes of the element included. */
    render(): void;
    /**
     * Takes over a change of the client.
     * @param news what others have said with it
     */
    changed(state: State, previous: State, news: readonly Message[]): void;
    /**
     * Opens the window, and says whether this call did.
     * @param takesFocus a person opens it: the focus goes in
     */
    open(takesFocus: boolean): boolean;
    /** Closes the window, unless it is part of the page, and says whether this call did. */
    close(): boolean;
    destroy(): void;
}
/** Shows a conversation in a shadow root. The window is made when it is first opened. */
export declare function createView(shadow: ShadowRoot, context: Context): View;
