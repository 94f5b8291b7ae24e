import type { State } from "../client/index.js";
import type { Context } from "./context.js";
/**
 * Makes the button that ends the answer which a bot is giving; it is there for as long as there is one.
 * @param input gets the focus when the button goes away with it
 */
export declare function createStop({ client, i18n: { t } }: Context, input: HTMLElement): {
    element: HTMLButtonElement;
    update({ messages, typing }: State): void;
};
