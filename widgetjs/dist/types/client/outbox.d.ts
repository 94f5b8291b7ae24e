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
    /** Why it was refused for good. */
    readonly error?: string;
}
/** What the outbox needs to know of the client. */
export interface Place {
    readonly me: Participant | null;
    readonly conversation: string | null;
    /** Whether this tab sends. */
    readonly leads: boolean;
    readonly online: boolean;
    /** The most bytes of a payload. */
    readonly limit: number;
}
/**
 * What was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is made
 * once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped. Of several tabs
 * one sends, and keeps what is stored: all that any of them has said. The others keep in mind what they have said themselves.
 */
export declare class Outbox {
    #private;
    private readonly env;
    private readonly shelf;
    private readonly courier;
    private readonly place;
    private readonly dispatch;
    constructor(env: Environment, shelf: Shelf, courier: Courier, place: () => Place, dispatch: (...changes: Change[]) => void);
    get entries(): readonly Entry[];
    /** What is to be sent next. What another participant has said never is. */
    get next(): Entry | undefined;
    /** Whether anything is stored, whosever it is. */
    get left(): boolean;
    /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
    load(anybodys?: boolean): void;
    /** Takes over what another tab has to send. */
    take(entries: readonly Entry[]): void;
    /** Takes a command; resolves when it is durable. */
    add(command: Command): Promise<Receipt>;
    /** Lets a refused entry be sent again. */
    retry(key: string): void;
    /** Drops an entry. If it was sent already, that is not undone. */
    discard(key: string): void;
    /** Follows what has changed, in this tab or in the one that sends. */
    heard(changes: readonly Change[]): void;
    /** Sends what waits, as long as there is a connection. It may be called at any time. */
    send(): void;
    /** Marks everything that waits as refused: there will be no connection for it. */
    refuseAll(why: ChatError): void;
    /** Puts away what others than the participant have said: it stays stored, until they are back. */
    setAside(participant: string): void;
    /** Drops everything that is not another participant's. */
    clear(): void;
    /** Ends sending; what was not sent stays stored. */
    close(): void;
}
