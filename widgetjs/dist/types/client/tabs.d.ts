import type { Environment } from "./environment.js";
import type { Change, Model } from "./model.js";
import type { Entry } from "./outbox.js";
/** What the leader does for the others. take: what they have to send. */
export interface Orders {
    take(entries: readonly Entry[]): void;
    retry(key: string): void;
    discard(key: string): void;
    typing(on: boolean): void;
    read(offset: number): void;
    claim(token: string): void;
    forget(): void;
}
/** What the tabs need of the client that they belong to. */
export interface Member extends Orders {
    readonly model: Model;
    /** What this tab has to send. */
    readonly entries: readonly Entry[];
    dispatch(...changes: Change[]): void;
    /** From now on this tab leads: it connects and sends, for all of them. */
    lead(): void;
    /** It leads no longer. */
    follow(): void;
}
/**
 * Lets the tabs of one visitor share one connection. The tab that holds a lock leads; it tells the others every change
 * of its model, and they apply them in the same order, so that each can take its place at any time. A tab that has
 * missed one is told everything. Where tabs cannot find one another, each of them leads itself.
 */
export declare class Tabs {
    #private;
    private readonly env;
    private readonly name;
    private readonly member;
    /** Whether this tab leads. */
    leads: boolean;
    /** Tabs of the same name share, unless the name is null. */
    constructor(env: Environment, name: string | null, member: Member);
    /** Hears whether another tab has begun to talk, and joins it then. */
    listen(): void;
    /** Takes part: follows the tab that leads, or leads. */
    join(): void;
    /** Lets the others go on without this tab. */
    leave(): void;
    /** Tells the others what has changed here, if this tab leads. */
    tell(changes: Change[]): void;
    /** Makes sure that this tab has missed nothing, and that there is a leader who knows what it has to send. */
    ask(): void;
    /** Has the leader do something. Reports whether that is this tab, which then does it itself. */
    order<Name extends keyof Orders>(order: Name, ...[arg]: Parameters<Orders[Name]>): boolean;
}
