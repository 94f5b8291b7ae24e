import type { EventFrame, ServerFrame } from "../protocol.gen.js";
import { type ChatError } from "./errors.js";
import type { Http } from "./http.js";
import type { Store } from "./store.js";
/**
 * Applies payloads to the store, each whole, and keeps the log without holes: where there may be one, it reads the newest
 * page and holds back what comes meanwhile, so that log and cursor always belong together. Fail is called when the log
 * cannot be read: the connection has to begin anew.
 */
export declare function createHistory(http: Http, store: Store, fail: (why: ChatError) => void): {
    forget: () => void;
    /** Takes the next payload. One that begins with welcome is the first of a connection. */
    receive(frames: readonly ServerFrame[]): void;
    /** Puts the page before the oldest event into the log. It never rejects. */
    older(): Promise<void>;
};
/** Whether a value is a list of events without holes. */
export declare function isRun(events: unknown): events is EventFrame[];
