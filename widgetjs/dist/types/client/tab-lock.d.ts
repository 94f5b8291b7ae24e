import type { Environment } from "./environment.js";
/**
 * Says which page is the one that sends what is stored: a page holds a lock of its own as long as it has something to
 * send, and others may take that over once the lock is free, because the page is gone or has finished. Where there are
 * no locks everyone may: the server then drops the repeats, for their keys are the same.
 */
export declare class TabLock {
    #private;
    private readonly env;
    private readonly server;
    /** Names this page. */
    readonly tab: string;
    constructor(env: Environment, server: string);
    /** Holds the page's own lock until release. */
    hold(): void;
    release(): void;
    /**
     * Calls f as soon as a page's lock is free, while nobody else is called for it; where there are no locks at once.
     * Resolves when f was called, or has to wait because the page lives.
     */
    inherit(tab: string, f: () => void): Promise<void>;
}
