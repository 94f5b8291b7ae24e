import type { Message, Participant } from "../client/index.js";
import type { Context } from "./context.js";
/** How a message stands among its neighbours. */
export interface Place {
    /** The first of its day. */
    readonly day: boolean;
    /** The first and the last of a run by the same author. */
    readonly first: boolean;
    readonly last: boolean;
    /** What became of it, for the newest message of one's own that the server has. */
    readonly receipt: "sent" | "seen" | null;
}
/** A message in the list: made once, then changed where the message changed. */
export declare class Row {
    #private;
    readonly context: Context;
    readonly answered: ReadonlySet<string>;
    readonly element: HTMLDivElement;
    message: Message;
    date: Date;
    /** @param answered ids of the forms that were answered */
    constructor(message: Message, context: Context, answered: ReadonlySet<string>);
    /** Who stands at the message: for a note of the system nobody does. */
    get author(): string;
    /** Whether it tells what happened instead of what somebody said. */
    get isNote(): boolean;
    /** Shows the message as it is now. */
    update(message: Message, place: Place): void;
    /** Who says what, for those who listen. */
    get spokenText(): string;
    /** Marks the choice that was made and the forms that were answered. */
    mark(): void;
}
/** How a participant is called; one without a name by the role. */
export declare function nameOf({ name, role }: Participant, { i18n: { t } }: Context): string;
