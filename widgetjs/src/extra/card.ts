import type { Part } from "../client/index.js";
import { attribute, h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { buttons } from "../parts/buttons.js";
import type { PartContext } from "../parts/context.js";
import { listOf, textOf } from "../parts/fields.js";
import { linkify } from "../parts/link.js";
import { picture } from "./media.js";

/** Shows a picture, a title, a text and choices as one thing. */
export function card(part: Readonly<Record<string, unknown>>, context: PartContext): HTMLElement {
  const text = h("p");
  linkify(text, textOf(part["text"]));
  return h(
    "div",
    { class: "card" },
    picture(part["image"], "", context),
    h("div", { class: "card-text", dir: "auto" }, h("strong", null, textOf(part["title"])), text.firstChild && text),
    buttons(part["buttons"], context),
  );
}

/** Shows cards side by side; they are scrolled by finger, by arrow keys and by two buttons. */
export function carousel(part: Part, context: PartContext): HTMLElement | null {
  const { t } = context.i18n;
  const cards = listOf(part["cards"]).map((item) => h("li", null, card(item, context)));
  if (cards.length === 0) return null;
  const moved = () => {
    const at = Math.abs(track.scrollLeft); // from right to left it is negative
    attribute(previous, "aria-disabled", at < 8 && "true");
    attribute(next, "aria-disabled", at + track.clientWidth > track.scrollWidth - 8 && "true");
  };
  const track: HTMLElement = h("ul", { class: "track", tabindex: 0, scroll: moved }, ...cards);
  const turn = (name: "previous" | "next", by: number) => {
    const move = () => {
      const forward = getComputedStyle(track).direction === "rtl" ? -by : by;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      track.scrollBy({ left: forward * (cards[0]!.offsetWidth + 8), behavior: still ? "auto" : "smooth" });
    };
    return h("button", { class: `turn ${name}`, "aria-label": t(name), click: move }, icon("chevron"));
  };
  const [previous, next] = [turn("previous", -1), turn("next", 1)];
  attribute(previous, "aria-disabled", "true");
  return h("div", { class: "carousel" }, track, ...(cards.length > 1 ? [previous, next] : []));
}
