import type { Message, State } from "../client/index.js";
import type { Keep } from "../parts/rich.js";
import type { Context } from "./context.js";
/** The list of messages. */
export type Log = ReturnType<typeof createLog>;
/**
 * Makes the list of messages. Rows are kept by key: a snapshot changes only the rows
 * whose messages or neighbours changed, and moves none that is in place.
 * @param keep makes a change without moving what is being read
 */
export declare function createLog(context: Context, keep: Keep): {
    element: HTMLDivElement;
    list: HTMLDivElement;
    after: HTMLDivElement;
    /** Shows a snapshot. */
    render(state: State): void;
    /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
    answerTop({ messages }: State): number;
    /** Calls a function when what is shown does not wait to be shown as it should be. */
    whenShown: (then: () => void) => void;
    /** What a message says, for those who listen. */
    spokenText: (message: Message) => string;
};
