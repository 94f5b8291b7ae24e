import type { Part } from "../client/index.js";
import { attribute, h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import type { PartContext } from "./context.js";
import { listOf, textOf } from "./fields.js";
import { link } from "./link.js";

/** Shows a row of choices: buttons that answer, and links. Null when there is none. */
export function buttons(list: unknown, context: PartContext): HTMLElement | null {
  const choices = listOf(list).map(({ title, value, url }) => {
    const label = textOf(title);
    if (typeof value !== "string") return link(url, label, { class: "choice", part: "quick" });
    const press = () => {
      if (button.getAttribute("aria-disabled") !== "true") context.press(value);
    };
    const button = h("button", { class: "choice", part: "quick", "data-value": value, click: press }, icon("check"), label);
    return button;
  });
  return choices.some(Boolean) ? h("div", { class: "choices" }, ...choices) : null;
}

/**
 * Marks the button of a message that was pressed, and the others as no longer
 * available. They stay visible and can still be reached by keyboard, so that
 * nothing moves under the reader and the focus stays where it was.
 */
export function markChosen(within: Element, chosen: string | undefined): void {
  for (const button of within.querySelectorAll<HTMLElement>("button[data-value]")) {
    attribute(button, "aria-disabled", chosen !== undefined && "true");
    attribute(button, "aria-pressed", button.dataset["value"] === chosen && "true");
  }
}

/** Returns the title of the button with a value, among the buttons of a message and of its cards. */
export function buttonTitle(parts: readonly Part[], value: string): string | undefined {
  const holders = parts.flatMap((part) => [part, ...listOf(part["cards"])]);
  const pressed = holders.flatMap(({ buttons: list }) => listOf(list)).find((button) => button["value"] === value);
  return pressed && textOf(pressed["title"]);
}
