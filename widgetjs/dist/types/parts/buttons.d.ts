import type { Part } from "../client/index.js";
import type { PartContext } from "./context.js";
/** Shows a row of choices: buttons that answer, and links. Null when there is none. */
export declare function buttons(list: unknown, context: PartContext): HTMLElement | null;
/**
 * Marks the button of a message that was pressed, and the others as no longer
 * available. They stay visible and can still be reached by keyboard, so that
 * nothing moves under the reader and the focus stays where it was.
 */
export declare function markChosen(within: Element, chosen: string | undefined): void;
/** Returns the title of the button with a value, among the buttons of a message and of its cards. */
export declare function buttonTitle(parts: readonly Part[], value: string): string | undefined;
