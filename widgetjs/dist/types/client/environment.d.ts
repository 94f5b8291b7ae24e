/** What happens to the page. show: it is looked at again, or was brought back; hide: it is put away, perhaps for good. */
export type PageEvent = "online" | "offline" | "show" | "hide";
/** Everything the client asks of the world, so that tests can be the world. */
export interface Environment {
    fetch(url: string, init: RequestInit): Promise<Response>;
    /** undefined where there is none. */
    readonly WebSocket: (new (url: string, protocols: string) => WebSocket) | undefined;
    /** null where there is none, or it may not be used. */
    readonly storage: Storage | null;
    /** undefined where there are none (only secure contexts have them). */
    readonly locks: Pick<LockManager, "request"> | undefined;
    /** undefined where there is none. */
    readonly BroadcastChannel: (new (name: string) => BroadcastChannel) | undefined;
    /** The page's URL, which relative server URLs refer to; undefined where there is no page. */
    readonly base: string | undefined;
    /** Milliseconds since 1970. */
    now(): number;
    /** Calls f once after so many milliseconds; returns what prevents it. */
    after(ms: number, f: () => void): () => void;
    /** A number from 0 to below 1. */
    random(): number;
    /** A new random id, unique for ever. */
    id(): string;
    /** false only when there is surely no network. */
    online(): boolean;
    /** Calls f whenever the event happens; returns what ends it. */
    on(event: PageEvent, f: () => void): () => void;
}
/** The browser's environment; in Node.js what there is of it. It is looked up at the call, so that importing is safe anywhere. */
export declare function browser(): Environment;
