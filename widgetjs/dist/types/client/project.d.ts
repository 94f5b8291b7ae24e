import type { EventFrame } from "../protocol.gen.js";
import type { Message } from "./state.js";
/**
 * Makes the entries of the list that a log and the presses on their way stand for. An entry that is as it was
 * in `previous` is the same object.
 */
export declare function project(log: readonly EventFrame[], pending: readonly Message[], me: string | undefined, previous: readonly Message[]): Message[];
/** Puts finished events, one's own on their way and growing drafts into the order of the list. */
export declare function arrange(logged: readonly Message[], pending: readonly Message[], drafts: readonly Message[]): readonly Message[];
/** Counts the messages of others beyond one's own read mark. */
export declare function countUnread(logged: readonly Message[], mark: number): number;
/** Whether the conversation was ended and no visitor has spoken since. */
export declare function isEnded(log: readonly EventFrame[]): boolean;
