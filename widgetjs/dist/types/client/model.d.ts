import type { DeltaFrame, EventFrame, ServerFrame } from "../protocol.gen.js";
import type { Connection, Message, Participant, State } from "./state.js";
/** Everything the client knows. What is shown, the state, is a function of the rest. */
export interface Model {
    readonly state: State;
    /** A run of the conversation's log without holes, as it was received. */
    readonly log: readonly EventFrame[];
    /** The place after the log, to go on from; null: none is known, then the log is not complete at its end. */
    readonly cursor: string | null;
    /** Those entries of the list that events of the log make. */
    readonly logged: readonly Message[];
    /** One's own messages whose event has not come yet, in the order they were sent. */
    readonly pending: readonly Message[];
    /** Streamed answers that still grow. */
    readonly drafts: readonly Message[];
}
/** Nothing is known yet. */
export declare const EMPTY: Model;
/** What is kept of a conversation across reloads. */
export interface Snapshot {
    readonly conversation: string;
    readonly cursor: string;
    readonly participants: readonly Participant[];
    readonly reads: Readonly<Record<string, number>>;
    readonly events: readonly EventFrame[];
}
/** A page of the log as REST gives it. */
export interface Page {
    readonly type: "page";
    /** newest replaces the log, older goes before it. */
    readonly place: "newest" | "older";
    readonly conversation: string;
    readonly events: readonly EventFrame[];
    /** newest: the place to go on from; absent: the one that the payload behind it has. */
    readonly cursor?: string;
}
/** What changes the model without coming from the connection. */
export type Local = Page | {
    readonly type: "session";
    readonly me: Participant;
} | {
    readonly type: "restored";
    readonly snapshot: Snapshot;
} | {
    readonly type: "connection";
    readonly connection: Connection;
} | {
    readonly type: "queued";
    readonly message: Message;
} | {
    readonly type: "refused";
    readonly key: string;
    readonly error: string;
    readonly code: string;
} | {
    readonly type: "retried";
    readonly key: string;
} | {
    readonly type: "discarded";
    readonly key: string;
}
/** It is another participant's, and waits in the storage. */
 | {
    readonly type: "set aside";
    readonly key: string;
} | {
    readonly type: "loading";
    readonly on: boolean;
}
/** A typing indicator or a draft that nothing came of. */
 | {
    readonly type: "expired";
    readonly participant?: string;
    readonly draft?: string;
}
/** The conversation is not one's own any more, or is another one. What was not sent stays. */
 | {
    readonly type: "left";
}
/** The session is over. What was not sent stays. */
 | {
    readonly type: "signed out";
}
/** This tab leads from now on, or does no longer. */
 | {
    readonly type: "leads";
    readonly on: boolean;
}
/** Everything that another tab, which leads, knows. */
 | {
    readonly type: "model";
    readonly model: Model;
};
/** A frame of the server or something local: whatever changes the model. A delta may say when it came. */
export type Change = ServerFrame | Local | (DeltaFrame & {
    readonly at: string;
});
/** The offset of the last event that the model has; 0: none. */
export declare function lastOffset(model: Pick<Model, "log">): number;
