import type { Client, Part } from "../client/index.js";
import type { I18n } from "../i18n/index.js";
import type { PartRenderers } from "../parts/index.js";
import type { WidgetEventMap } from "../events.js";
import type { AroundOptions } from "./options.js";
/** What the user interface is made of: the conversation it shows and what the element decides about it. */
export interface Context {
    readonly client: Client;
    readonly i18n: I18n;
    /** URL of the server's mount. */
    readonly server: string;
    readonly parts: PartRenderers;
    /** What is shown around the conversation. */
    readonly options: AroundOptions;
    /** Tells the page of something. */
    tell<Name extends keyof WidgetEventMap>(name: Name, detail: WidgetEventMap[Name]["detail"]): void;
    /** Sends a message of the visitor; a page may prevent it. Returns whether it was taken. */
    send(message: string | readonly Part[]): boolean;
    /** Presses a button of a message. */
    press(message: Parameters<Client["action"]>[0], value: string): void;
    /** Opens or closes the window because a person wants it, so the focus goes along. */
    toggle(open: boolean): void;
}
