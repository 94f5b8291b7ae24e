import type { ServerFrame } from "../protocol.gen.js";
import { type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError } from "./errors.js";
import type { Change } from "./model.js";
import type { Shelf } from "./shelf.js";
import type { Participant, Receipt } from "./state.js";
/** A command that is not acknowledged yet, as it is stored. */
export interface Entry {
    readonly command: Command;
    /** When it was given, RFC 3339. */
    readonly at: string;
    /** Grows with each entry, also when the clock is set back. */
    readonly turn: number;
    /** Where it belongs and whose it is, null while that is not known: it must not be repeated elsewhere. */
    readonly conversation: string | null;
    readonly participant: string | null;
    /** The tab that sends it. */
    readonly tab: string;
    /** Why it was refused for good. */
    readonly error?: string;
}
/** What the outbox needs to know of the client. */
export interface Place {
    readonly me: Participant | null;
    readonly conversation: string | null;
    readonly online: boolean;
    /** The most bytes of a payload. */
    readonly limit: number;
}
/**
 * What was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is made
 * once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped.
 */
export declare class Outbox {
    #private;
    private readonly env;
    private readonly shelf;
    private readonly courier;
    private readonly place;
    private readonly dispatch;
    constructor(env: Environment, shelf: Shelf, courier: Courier, place: () => Place, dispatch: (...changes: Change[]) => void, server: string);
    /** Whether something waits to be sent, once that is known of what earlier pages have left. */
    waiting(): Promise<boolean>;
    /** Whether earlier pages have left something, sent by this one or another. */
    get left(): boolean;
    /** Takes over what earlier pages have left; what belongs to a page that still lives stays its own until it ends. */
    load(): void;
    /** Takes a command; resolves when it is durable. */
    add(command: Command): Promise<Receipt>;
    /** Lets a refused entry be sent again. */
    retry(key: string): void;
    /** Drops an entry. If it was sent already, that is not undone. */
    discard(key: string): void;
    /** Settles what the server shows to be in the log. */
    heard(frames: readonly ServerFrame[]): void;
    /** Sends what waits, as long as there is a connection. It may be called at any time. */
    send(): void;
    /** Marks everything that waits as refused: there will be no connection for it. */
    refuseAll(why: ChatError): void;
    /** Drops everything. */
    clear(): void;
    /** Ends sending; what was not sent stays stored. */
    close(): void;
}
