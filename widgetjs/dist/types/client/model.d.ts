import type { AckFrame, DeltaFrame, EventFrame, ServerFrame } from "../protocol.gen.js";
import type { Command } from "./courier.js";
import type { Message, State } from "./state.js";
/** Everything the client knows. What is shown, the state, is for the most part a function of the rest. */
export interface Model {
    readonly state: State;
    /** A run of the conversation's log without holes, as it was received. */
    readonly log: readonly EventFrame[];
    /** The place after the log, to go on from; null: none is known, then the log is not complete at its end. */
    readonly cursor: string | null;
    /** What was said and whose event has not come yet, in the order it was said. */
    readonly outbox: readonly Entry[];
    /** Streamed answers that still grow. */
    readonly drafts: readonly Message[];
}
/** Something said, as it is stored until it is acknowledged. */
export interface Entry {
    readonly command: Command;
    /** When it was given, RFC 3339. */
    readonly at: string;
    /** Grows with each entry, also when the clock is set back. */
    readonly turn: number;
    /** Where it belongs and whose it is, null while that is not known: it must not be repeated elsewhere. */
    readonly conversation: string | null;
    readonly participant: string | null;
    /** Why it was refused for good: a sentence, and a code. */
    readonly error?: string;
    readonly code?: string;
    /** It is durable, and waits in its place for its event. Never stored. */
    readonly ack?: Pick<AckFrame, "offset" | "id" | "at">;
}
/** What is shown of no conversation. */
export declare const NOWHERE: {
    conversation: null;
    participants: never[];
    typing: never[];
    reads: {};
};
/** Nothing is known yet. */
export declare const EMPTY: Model;
/** What changes the model without coming from the connection. */
export type Local = {
    readonly type: "state";
    readonly state: Partial<State>;
}
/** The newest page of the log as REST gives it, without holes, which replaces the log; cursor is the place after it. */
 | {
    readonly type: "page";
    readonly conversation: string | null;
    readonly events: readonly EventFrame[];
    readonly cursor?: string | undefined;
}
/** A page before the log. */
 | {
    readonly type: "older";
    readonly conversation: string;
    readonly events: readonly EventFrame[];
}
/** Something was said, or something else is known about it. */
 | {
    readonly type: "entry";
    readonly entry: Entry;
}
/** It was discarded, or put away because it is somebody else's; why is for who waits for its receipt. */
 | {
    readonly type: "gone";
    readonly key: string;
    readonly code: "discarded" | "unauthenticated";
    readonly error: string;
}
/** The conversation is not one's own any more, or is another one. What was not sent stays. */
 | {
    readonly type: "left";
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
/** Whether an entry is not acknowledged yet. */
export declare function isWaiting({ ack }: Entry): boolean;
/** The offset of the last event of a log; 0: it has none. */
export declare function lastOffset(log: readonly EventFrame[]): number;
