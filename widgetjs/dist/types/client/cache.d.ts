import type { Environment } from "./environment.js";
import type { Model, Snapshot } from "./model.js";
import type { Shelf } from "./shelf.js";
/** Keeps the newest messages of the conversation, so that the next page shows them at once. */
export declare class Cache {
    #private;
    private readonly env;
    private readonly shelf;
    private readonly model;
    /** Model gives what is to be kept at the time of writing. */
    constructor(env: Environment, shelf: Shelf, model: () => Model);
    /** Reads what was kept for a participant; anything else is nothing. */
    load(participant: string): Snapshot | undefined;
    /** Writes soon. */
    changed(): void;
    /** Writes now what has changed. */
    write(): void;
    /** Drops what was kept. */
    forget(): void;
}
