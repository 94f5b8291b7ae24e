import type { ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Change } from "./model.js";
/** Lets go of what the server told for a time only: typing, and a draft that was given up. */
export interface Expiry {
    /** Looks at what the server told. */
    heard(frames: readonly ServerFrame[]): void;
    /** Ends all waiting. */
    close(): void;
}
export declare function createExpiry(env: Environment, dispatch: (change: Change) => void): Expiry;
