import type { Http } from "./http.js";
import type { Shelf } from "./shelf.js";
import type { Participant } from "./state.js";
/** What the server says about the session. */
export interface Answer {
    readonly session: {
        readonly id: string;
    };
    readonly participant: Participant;
    readonly conversation: {
        readonly id: string;
    } | null;
    readonly token?: string;
}
/** The session: whose it is, and what proves it. */
export interface Session {
    /** Whose session it is; null: there is none as far as is known. */
    readonly me: Participant | null;
    /** The session's id. */
    readonly id: string | undefined;
    /** Whether the server has confirmed the session since the page was loaded. */
    readonly confirmed: boolean;
    /** Takes up the session that this or another page has stored, unless the server has confirmed one. */
    load(): void;
    /**
     * Asks the server who one is, at most once at a time; with `create` set it makes a session where there is none,
     * else that is an error with the code unauthenticated. Throws a ChatError.
     */
    open(create: boolean): Promise<Answer>;
    /**
     * Has the server replace the session by one of the host's user that a token names. Throws a ChatError; then the
     * session is what it was.
     */
    identify(token: string): Promise<Answer>;
    /** Makes the server's word be asked for again. */
    doubt(): void;
    /** Forgets the session here, and whatever the server still answers about it. */
    forget(): void;
    /**
     * Forgets the session and ends it on the server, if it is known; what is asked for just now is ended when it is there.
     * While that could not be done (throws a ChatError) it is remembered, and done before there is another session: else
     * the cookie would bring the old one back.
     */
    end(known: boolean): Promise<void>;
}
/** Bearer: what proves it is a token kept here, not a cookie. */
export declare function createSession(http: Http, shelf: Shelf, bearer: boolean): Session;
