import type { ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Change } from "./model.js";
/** Lets go of what the server told for a time only: typing, and a draft that was given up. */
export declare class Expiry {
    #private;
    private readonly env;
    private readonly dispatch;
    constructor(env: Environment, dispatch: (change: Change) => void);
    /** Looks at what the server told. */
    heard(frames: readonly ServerFrame[]): void;
    /** Ends all waiting. */
    close(): void;
}
