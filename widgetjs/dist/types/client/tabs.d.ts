import type { Environment } from "./environment.js";
import type { Change, Entry } from "./model.js";
import type { Store } from "./store.js";
/** What the leader does for the others. take: what they have to send. */
export interface Orders {
    take(entries: readonly Entry[]): void;
    retry(key: string): void;
    discard(key: string): void;
    typing(on: boolean): void;
    stop(draft?: string): void;
    read(offset: number): void;
    claim(token: string): void;
    forget(): void;
}
/** What the tabs need of the client that they belong to. */
export interface Member extends Orders {
    /** What is to be sent. */
    waiting(): readonly Entry[];
    /** From now on this tab leads: it connects and sends, for all of them. */
    lead(): void;
    /** It leads no longer. */
    follow(): void;
    /** Another tab has shown that it leads. */
    heard(): void;
}
/**
 * Lets the tabs of one visitor share one connection. The tab that holds a lock leads; it tells the others every change
 * of its model, and they apply them in the same order, so that each can take its place at any time. A tab that has
 * missed one is told everything. Where tabs cannot find one another, each of them leads itself.
 *
 * Tabs of the same name share, unless the name is null.
 */
export declare function createTabs(env: Environment, name: string | null, store: Store, member: Member): {
    listen: () => void;
    join: () => void;
    ask: () => void;
    order: <Name extends keyof Orders>(order: Name, ...[arg]: Parameters<Orders[Name]>) => boolean;
    /** Lets the others go on without this tab. */
    leave(): void;
    /** Tells the others what has changed here, if this tab leads. */
    tell(changes: Change[]): void;
};
