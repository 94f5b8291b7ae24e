import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
import { textOf } from "../parts/fields.js";
import { h } from "../ui/dom.js";
import { lightbox } from "./lightbox.js";
import { picture } from "./media.js";

/** Shows a picture that opens in full. */
export function image(part: Part, context: PartContext): HTMLElement | null {
  const { t } = context.i18n;
  const alt = textOf(part["alt"]);
  const shown = picture(part["url"], alt, context, part);
  if (!shown) return null;
  const url = shown.src;
  const open = () => lightbox(button, url, alt, context);
  const button = h("button", { class: "image", part: "image", "aria-haspopup": "dialog", "aria-label": `${t("enlarge")}: ${alt || t("image")}`, click: open }, shown);
  return button;
}
