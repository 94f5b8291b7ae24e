import type { Message, Part, Receipt, State, Via } from "./state.js";
/** How a client is made. */
export interface ClientOptions {
    /** URL of the server's mount, absolute or relative to the page, e.g. "/chat". */
    server: string;
    /** Keep the session as a bearer token in this origin's storage instead of a cookie; for pages of another site. Default false. */
    bearer?: boolean;
    /** Which transports may be used, the preferred one first. Default: websocket, sse, longpoll. */
    transports?: readonly Via[];
    /**
     * Where the outbox and the newest messages are kept. Default: localStorage. null: nothing outlives the page. Tabs share
     * one connection only where it is the default.
     */
    storage?: Storage | null;
}
/** A conversation with a server. Its methods may be called at any time; after close they do nothing. */
export interface Client {
    /** The current snapshot. */
    readonly state: State;
    /** Calls the listener after every change, with the new and the previous snapshot; returns what ends it. */
    subscribe(listener: (state: State, previous: State) => void): () => void;
    /**
     * Takes up an existing session: shows the stored messages at once and connects. It makes no session, and without
     * any trace of an earlier one in the storage it sends no request at all. Resolves once it is online, or once it
     * is clear that there is nothing to take up; it never rejects.
     */
    start(): Promise<void>;
    /**
     * Sends a message; text is sent as a text part. The first one creates the session. Resolves when it is durable on
     * the server, however long that takes; rejects with a ChatError when it was refused for good or discarded, when the session
     * ended before (unauthenticated: it stays stored, and is sent when its author is back), or when the client was closed.
     */
    send(message: string | readonly Part[]): Promise<Receipt>;
    /** Presses a button of a message; otherwise like send. */
    action(message: Message, value: string): Promise<Receipt>;
    /** Sends a failed message again, under its key. */
    retry(key: string): void;
    /** Drops a message that failed or was not sent yet, in all tabs. If it was under way, that is not undone. */
    discard(key: string): void;
    /** Says that one types, or has stopped to; call it with each key press. */
    typing(on: boolean): void;
    /** Ends the answer that the bot is giving: what was said of it stays, marked as truncated. Without one nothing happens. */
    stop(): void;
    /** Says that everything up to an offset was seen. */
    read(offset: number): void;
    /** Puts a page of earlier messages before the list; resolves when it is there, and never rejects. */
    loadOlder(): Promise<void>;
    /**
     * Says who the visitor is, by a token that the server's Identify takes. Where there is a session it is replaced by the
     * user's at once, else as soon as the first message makes one. Resolves when the server has taken the token, or another tab
     * that leads was told it; rejects with a ChatError when it was refused, and the visitor stays who it was.
     */
    identify(token: string): Promise<void>;
    /** Ends the session, in all tabs, and forgets everything that was stored about it. */
    logout(): Promise<void>;
    /** Ends this client for good; what is not sent yet stays in the storage, for another tab that is open or the next page. */
    close(): void;
}
