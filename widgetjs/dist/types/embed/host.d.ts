import type { LookOptions } from "./messages.js";
export type { LookOptions };
/** How the frame is placed. The look is told to the chat in it. */
export interface EmbedOptions extends LookOptions {
    /** URL of the server's mount, absolute or relative to the page, e.g. "https://chat.example/chat". */
    readonly server: string;
    /** The chat fills this element, without a launcher; its height follows the conversation, up to --chat-max-height (80vh). */
    readonly target?: Element | null;
    /** Words beside the launcher's icon. */
    readonly launcher?: string;
    /** The side of the screen. Default: where lines end. */
    readonly position?: "left" | "right";
    /** The frame's name for assistive technology. Default "Chat". */
    readonly title?: string;
}
/** The events of an embedded chat. */
export interface EmbedEventMap {
    open: Event;
    close: Event;
    /** `unread` has changed. */
    unread: Event;
}
/** A chat in a frame. */
export declare class EmbeddedChat extends EventTarget {
    #private;
    /** What was placed on the page. */
    readonly element: HTMLDivElement;
    constructor({ server, target, launcher, position, title, ...look }: EmbedOptions);
    /** How many messages were not seen yet. */
    get unread(): number;
    /** Whether the chat is shown. */
    get isOpen(): boolean;
    /** Opens the window; with focus, the focus goes into it. */
    open({ focus }?: {
        readonly focus?: boolean;
    }): void;
    /** Closes the window; the focus that was in it returns to the launcher. */
    close(): void;
    /** Opens the window, or closes it. */
    toggle(options?: {
        readonly focus?: boolean;
    }): void;
    /** Changes the look; options that are not named stay as they are. */
    configure(look: LookOptions): void;
    /**
     * Tells the chat who the visitor is, by a token that the server's Identify takes. Resolves when it was taken, which may
     * be as late as the visitor's first message; rejects with an Error when it was not.
     */
    identify(token: string): Promise<void>;
    /** Ends the visitor's session. */
    logout(): void;
    /** Takes the chat off the page. */
    destroy(): void;
    addEventListener(type: keyof EmbedEventMap, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions): void;
}
/** Places the chat in a frame on the page. */
export declare function embed(options: EmbedOptions): EmbeddedChat;
