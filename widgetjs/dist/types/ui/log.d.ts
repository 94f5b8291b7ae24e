import type { Message, State } from "../client/index.js";
import type { Context } from "./context.js";
/**
 * The list of messages. Rows are kept by key: a snapshot changes only the rows
 * whose messages or neighbours changed, and moves none that is in place.
 */
export declare class Log {
    #private;
    readonly context: Context;
    readonly list: HTMLDivElement;
    /** What stands below the messages. */
    readonly after: HTMLDivElement;
    /** The scrolling element. */
    readonly element: HTMLElement;
    constructor(context: Context);
    /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
    answerTop({ messages }: State): number;
    /** What a message says, for those who listen. */
    spokenText(message: Message): string;
    /** Whether a snapshot puts messages before the first one in the list. */
    prepends({ messages }: State): boolean;
    /** Shows a snapshot. */
    render(state: State): void;
}
