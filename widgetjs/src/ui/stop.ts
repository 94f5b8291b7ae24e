import type { State } from "../client/index.js";
import type { Context } from "./context.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** The button that ends the answer which a bot is giving; it is there for as long as there is one. */
export class Stop {
  readonly element: HTMLButtonElement;

  /** @param left called when the button goes away with the focus on it */
  constructor(context: Context, readonly left: () => void) {
    this.element = h(
      "button",
      {
        class: "stop",
        part: "stop",
        hidden: true,
        "aria-label": context.i18n.t("stop"),
        mousedown: (event: Event) => event.preventDefault(), // the focus stays where one writes
        click: () => context.client.stop(),
      },
      icon("stop"),
    );
  }

  update({ messages, typing }: State): void {
    const answers = typing.some(({ role }) => role === "bot") || messages.some(({ draft, author }) => draft && author.role === "bot");
    if (!answers && this.element.matches(":focus")) this.left();
    this.element.hidden = !answers;
  }
}
