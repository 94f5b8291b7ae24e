import type { ClientFrame, ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Http } from "./http.js";
/** What a connection is opened with. */
export interface Opening {
    readonly env: Environment;
    readonly http: Http;
    /** The conversation to follow, absent: the visitor's current one; and where events begin, absent: after the head. */
    readonly place: {
        readonly conversation?: string;
        readonly cursor?: string;
    };
    /** Names this client to the server, the same for as long as the page lives. */
    readonly tab: string;
}
/** Sends a payload. */
export type Send = (frames: readonly ClientFrame[]) => void;
/** Takes a payload and returns what it says; throws a ChatError when it is none. Only a transport that goes both ways has send. */
export type Payload = (text: string, send?: Send) => ServerFrame[];
/**
 * Opens a transport and moves payloads until it ends, by itself or by the signal; then it resolves, or rejects with why.
 * Whether it works is seen by the welcome that comes through it.
 */
export type Open = (opening: Opening, payload: Payload, signal: AbortSignal) => Promise<unknown>;
