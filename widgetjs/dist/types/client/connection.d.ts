import type { ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import { type ChatError } from "./errors.js";
import type { Http } from "./http.js";
import type { Ladder } from "./ladder.js";
import { type Link } from "./link.js";
import type { Connection as ConnectionState } from "./state.js";
/** What a connection needs of the client that it belongs to. */
export interface Owner {
    /** What to follow, and from where. */
    place(): {
        readonly conversation: string | null;
        readonly cursor: string | null;
    };
    /** Makes sure that there is a session; throws a ChatError. */
    session(): Promise<void>;
    /** Takes a payload. */
    receive(frames: readonly ServerFrame[]): void;
    /** Is told the state to show. */
    changed(connection: ConnectionState): void;
    /** Is told that the server does not want it so; reports whether another attempt will be a different one. */
    refused(why: ChatError): boolean;
}
/** Keeps a connection to the server: climbs the ladder of transports, comes back when it is lost, looks for a better one. */
export interface Connection {
    /** The connection in use; undefined while there is none. */
    readonly link: Link | undefined;
    /** Connects, or connects again, and stays connected until stop or until the server does not want it. */
    start(again?: boolean): void;
    /** Ends the connection. */
    stop(): void;
    /** Gives the present connection up, for a reason, and comes back. */
    drop(why: ChatError): void;
    /** Lets go of the server until resume: the page is put away, or another tab has the connection. */
    pause(): void;
    /** The connection is wanted again, or the page is looked at again: whether it works is found out at once. */
    resume(): void;
    /** The network came or went. */
    networkChanged(): void;
}
export declare function createConnection(env: Environment, http: Http, ladder: Ladder, owner: Owner): Connection;
