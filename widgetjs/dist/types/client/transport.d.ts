import type { ClientFrame, ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { ChatError } from "./errors.js";
import type { Http } from "./http.js";
import type { Via } from "./state.js";
/** What a connection is opened with. */
export interface Opening {
    readonly env: Environment;
    readonly http: Http;
    /** The conversation to follow; null: the visitor's current one. */
    readonly conversation: string | null;
    /** Where events begin; null: after the head. */
    readonly cursor: string | null;
    /** Names this client to the server, the same for as long as the page lives. */
    readonly tab: string;
}
/** What a transport tells. After closed it tells nothing more. */
export interface Told {
    payload(frames: ServerFrame[]): void;
    closed(why: ChatError): void;
}
/** An opened transport. It only moves payloads; whether it works is seen by the welcome that comes through it. */
export interface Wire {
    /** Sends a payload. Only a transport that goes both ways has it. */
    send?(frames: readonly ClientFrame[]): void;
    /** Ends it at once and without a word: closed is not told. */
    close(): void;
}
/** Opens a transport. It does not throw; what goes wrong is told by closed, and not before open has returned. */
export type Open = (opening: Opening, told: Told) => Wire;
/** The transports by their names. */
export type Transports = Readonly<Record<Via, Open>>;
