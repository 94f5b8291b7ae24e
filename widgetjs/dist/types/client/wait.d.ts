import type { Environment } from "./environment.js";
/** A wait for a time, which may be cut short. */
export declare class Wait {
    #private;
    /** Resolves when the wait is over. */
    readonly over: Promise<void>;
    /** Without a time it lasts until end. */
    constructor(env: Environment, ms?: number);
    /** Lets it last no longer than so many milliseconds from now. */
    shorten(ms: number): void;
    /** Ends it now. */
    end(): void;
}
