import type { PartContext } from "../parts/context.js";
import { link } from "../parts/link.js";
import { focus, h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { picture } from "./media.js";

/**
 * Shows a picture over the whole page, until Escape, its button or a click beside it. The focus returns to the
 * opener, which is still where it was.
 */
export function lightbox(opener: HTMLElement, url: string, alt: string, context: PartContext): void {
  const { t } = context.i18n;
  const close = h("button", { class: "close", "aria-label": t("closeImage"), click: () => dialog.close() }, icon("close"));
  const dialog = h(
    "dialog",
    {
      class: "lightbox",
      part: "lightbox",
      "aria-label": alt || t("image"),
      click: ({ target }: Event) => (target as Element).matches("dialog, figure") && dialog.close(),
      keydown: (event: Event) => event.stopPropagation(), // its keys are not the window's
      close: () => {
        dialog.remove();
        focus(opener);
      },
    },
    h("div", { class: "tools" }, link(url, t("original"), { class: "original" }), close),
    h("figure", null, picture(url, alt, context), alt && h("figcaption", { dir: "auto" }, alt)),
  );
  (opener.getRootNode() as ShadowRoot).querySelector(".root")!.append(dialog);
  dialog.showModal();
  focus(close);
}
