import type { Client, Connection, Message, Part, Receipt, Via } from "./client/index.js";
import type { WidgetEventMap } from "./events.js";
import type { Translation } from "./i18n/index.js";
import type { PartRenderer } from "./parts/context.js";
import type { AroundOptions, Nudge } from "./ui/options.js";
/** The attributes that are also options of configure and properties (without `open`, which is a method). */
declare const options: readonly ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"];
type Option = (typeof options)[number];
/** What configure takes. What is left out stays as it is; null takes an option back to its default. */
export type WidgetOptions = {
    readonly [Name in Option]?: string | null;
} & {
    /** Whether the window is open. */
    readonly open?: boolean;
    /** Words to put in place of the built-in ones, and of those that were given before. */
    readonly strings?: Translation | null;
    /** Keep the session as a bearer token instead of a cookie. Default: only when the server is another origin's. */
    readonly bearer?: boolean;
    /** Which transports may be used, the preferred one first. */
    readonly transports?: readonly Via[];
} & AroundOptions;
/** What `open` takes. */
export interface OpenOptions {
    /** Whether the focus goes into the window. Default: when it is called while a click or a key press is handled. */
    readonly focus?: boolean;
}
declare const Base: typeof HTMLElement;
/**
 * The chat widget as a custom element. It makes no session, sends nothing and
 * stores nothing before the visitor uses it; a session of an earlier visit is taken up.
 */
export declare class ChatWidget extends Base {
    #private;
    static readonly observedAttributes: string[];
    /** The server of an element that names none. */
    static defaultServer: string;
    server: string | null;
    position: string | null;
    theme: string | null;
    locale: string | null;
    heading: string | null;
    launcher: string | null;
    offset: string | null;
    /** Resolves when an existing session was taken up, or it is clear that there is none. */
    readonly ready: Promise<void>;
    /** The messages that are loaded, oldest first. */
    get messages(): readonly Message[];
    /** How many of others' messages were not seen yet. */
    get unread(): number;
    /** Whether and how the server is reached. */
    get connection(): Connection;
    /** The headless client. One may be given before the element is connected; who made it closes it. */
    get client(): Client | null;
    set client(client: Client | null);
    /** Opens the window. */
    open({ focus }?: OpenOptions): void;
    /** Closes the window; the focus that was in it returns. */
    close(): void;
    /** Opens the window, or closes it. */
    toggle(options?: OpenOptions): void;
    /** Shows the widget after hide. */
    show(): void;
    /** Hides the widget, launcher and all; the connection goes on. */
    hide(): void;
    /** Ends the connection and removes the element. What is not sent yet is sent by the next widget of the page's origin. */
    destroy(): void;
    /**
     * Sends a message of the visitor; the first one makes the session.
     * Resolves when the server has it for good; rejects when it was refused, discarded or prevented.
     */
    send(message: string | readonly Part[]): Promise<Receipt>;
    /** Loads earlier messages. */
    loadOlder(): Promise<void>;
    /** Ends the session and forgets what is stored about it. */
    logout(): Promise<void>;
    /** Changes options; names that are not known are ignored. */
    configure(changes?: WidgetOptions | null): void;
    /** Brings up words beside the launcher now, unless the visitor talks already. */
    nudge(nudge: string | Nudge): Promise<void>;
    /** Writes down the whole conversation, from its first message on. It rejects where the code for it cannot be loaded. */
    exportTranscript(format?: "text" | "json"): Promise<string>;
    /** Shows parts of a type by a function of the page's; it wins over a built-in one. */
    registerPart(type: string, render: PartRenderer): void;
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(name: string, before: string | null, value: string | null): void;
}
export type { WidgetEventMap };
declare global {
    interface HTMLElementTagNameMap {
        "chat-widget": ChatWidget;
    }
    interface GlobalEventHandlersEventMap extends WidgetEventMap {
    }
}
