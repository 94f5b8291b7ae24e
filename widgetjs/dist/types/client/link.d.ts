import type { ServerFrame } from "../protocol.gen.js";
import { type ChatError } from "./errors.js";
import type { Open, Opening, Send } from "./transport.js";
/** One connection over one transport, from opening it to its end. */
export interface Link {
    /** Resolves with why it ended; it never rejects. */
    readonly ended: Promise<ChatError>;
    /** Whether frames can be sent over it. */
    readonly sends: boolean;
    send: Send;
    /** Finds out whether it still works, which after sleep and changes of the network it may not; if not, it ends. */
    check(): void;
    /** Ends it. */
    close(why: ChatError): void;
}
/**
 * Opens a connection over a transport; it ends when no welcome has come after so many milliseconds. Receive takes each
 * payload, the first one begins with welcome; welcomed is called after that one.
 */
export declare function openLink(open: Open, opening: Opening, patience: number, receive: (frames: readonly ServerFrame[]) => void, welcomed: () => void): Link;
