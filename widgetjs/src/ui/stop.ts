import type { State } from "../client/index.js";
import type { Context } from "./context.js";
import { focus, h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Makes the button that ends the answer which a bot is giving; it is there for as long as there is one.
 * @param input gets the focus when the button goes away with it
 */
export function createStop({ client, i18n: { t } }: Context, input: HTMLElement) {
  const element = h(
    "button",
    {
      class: "stop",
      part: "stop",
      hidden: true,
      "aria-label": t("stop"),
      mousedown: (event: Event) => event.preventDefault(), // the focus stays where one writes
      click: () => client.stop(),
    },
    icon("stop"),
  );
  return {
    element,
    update({ messages, typing }: State): void {
      const answers = typing.some(({ role }) => role === "bot") || messages.some(({ draft, author }) => draft && author.role === "bot");
      if (!answers && element.matches(":focus")) focus(input);
      element.hidden = !answers;
    },
  };
}
