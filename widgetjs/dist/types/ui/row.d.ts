import type { Message, Participant } from "../client/index.js";
import type { Keep } from "../parts/rich.js";
import type { Context } from "./context.js";
/** What became of the newest message of one's own that the server has. */
export type Receipt = "sent" | "seen" | false;
/** A message in the list: made once, then changed where the message changed. */
export type Row = ReturnType<typeof createRow>;
/**
 * Makes a row; update fills it.
 * @param keep makes a change of the row without moving what is being read
 */
export declare function createRow(context: Context, keep: Keep): {
    element: HTMLDivElement;
    mark: () => void;
    /** Shows the message as it is now, and as it stands among its neighbours. */
    update(now: Message, nowBefore: Message | undefined, nowAfter: Message | undefined, nowReceipt: Receipt): void;
    /** Who says what, for those who listen. */
    spokenText(): string;
};
/** How a participant is called; one without a name by the role. */
export declare function nameOf({ name, role }: Participant, { i18n: { t } }: Context): string;
