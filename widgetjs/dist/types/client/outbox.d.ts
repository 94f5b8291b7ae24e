import { type Command, type Courier } from "./courier.js";
import type { Environment } from "./environment.js";
import { ChatError } from "./errors.js";
import { type Change, type Entry } from "./model.js";
import type { Shelf } from "./shelf.js";
import type { Receipt } from "./state.js";
import type { Store } from "./store.js";
export type Outbox = ReturnType<typeof createOutbox>;
/**
 * Sends what was said and is not acknowledged. It is stored before the first try and until it is acknowledged, its key is
 * made once, and one after the other is sent: so that, across reloads, nothing is lost, repeated or swapped. All tabs know
 * what any of them has said; one of them sends, and keeps what is stored. Ready tells whether this one does, and can.
 */
export declare function createOutbox(env: Environment, shelf: Shelf, courier: Courier, store: Store, ready: () => boolean): {
    waiting: () => Entry[];
    next: () => Entry | undefined;
    send: () => Promise<void>;
    take: (entries: readonly Entry[]) => void;
    discard: (key: string) => void;
    /** Whether anything is stored, whosever it is. */
    left(): boolean;
    /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
    load(anybodys?: boolean): void;
    /** Goes on for the tab that has sent so far, which knew more of what it has stored. */
    lead(): void;
    /** Takes a command; resolves when it is durable. */
    add(command: Command): Promise<Receipt>;
    /** Lets a refused entry be sent again. What somebody else has said and is sent again by hand is one's own from then on. */
    retry(key: string): void;
    /** Follows what has changed, in this tab or in the one that sends. */
    heard(changes: readonly Change[]): void;
    /** Marks everything that waits as refused: there will be no connection for it. */
    refuseAll(why: ChatError): void;
    /** Puts away what others than who is signed in have said. */
    setAside(): void;
    /** Drops everything that is shown, and what is stored and not another participant's. */
    clear(): void;
    /** Ends the waiting for receipts; what was not sent stays stored. */
    close(): void;
};
