import type { ClientFrame, ServerFrame, WelcomeFrame } from "../protocol.gen.js";
import { ChatError } from "./errors.js";
import type { Via } from "./state.js";
import type { Open, Opening } from "./transport.js";
/** One connection over one transport, from opening it to its end. */
export declare class Link {
    #private;
    readonly via: Via;
    /** Resolves with why it ended; it never rejects. */
    readonly ended: Promise<ChatError>;
    /** What the server said when it opened; undefined until then. */
    welcome: WelcomeFrame | undefined;
    constructor(via: Via, open: Open, opening: Opening);
    /** Waits for the welcome, so many milliseconds; throws the ChatError for which there is none. */
    opened(timeout: number): Promise<this>;
    /** Hands over the payloads, those that have come already and, from now on, each as it comes. */
    listen(receive: (frames: readonly ServerFrame[]) => void): void;
    /** Whether frames can be sent over it. */
    get sends(): boolean;
    send(frames: readonly ClientFrame[]): void;
    /** Finds out whether it still works, which after sleep and changes of the network it may not; if not, it ends. */
    check(): void;
    /** Ends it. */
    close(why: ChatError): void;
}
