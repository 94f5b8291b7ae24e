import type { Message, Part } from "../client/index.js";
import type { I18n } from "../i18n/index.js";
/** What a part may need of the widget around it. */
export interface PartContext {
    /** The message the part belongs to, as it was when the part was shown. */
    readonly message: Message;
    /** URL of the server's mount. */
    readonly server: string;
    readonly i18n: I18n;
    /** Presses one of the message's buttons. */
    press(value: string): void;
    /** Sends a message of the visitor; returns whether it was taken. */
    send(parts: readonly Part[]): boolean;
}
/** Shows a part: as a node, as plain text, or, with null, by its fallback. */
export type PartRenderer = (part: Part, context: PartContext) => Node | string | null;
