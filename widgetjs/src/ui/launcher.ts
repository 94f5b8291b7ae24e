import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { icon } from "./icons.js";

/** The button that floats over the page, with the number of unread messages. */
export class Launcher {
  readonly #badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true" });
  readonly #label = h("span", { class: "label" });
  readonly element: HTMLButtonElement;

  constructor(readonly context: Context) {
    this.element = h(
      "button",
      {
        class: "launcher",
        part: "launcher",
        "aria-haspopup": "dialog",
        "aria-controls": "panel",
        click: () => context.toggle(this.element.getAttribute("aria-expanded") !== "true"),
      },
      h("slot", { name: "launcher" }, icon("chat")),
      icon("chevron"),
      this.#label,
      this.#badge,
    );
  }

  /** @param label what it says beside its icon, null for nothing; "none" hides it */
  update(label: string | null, open: boolean, unread: number): void {
    const { t, count } = this.context.i18n;
    const name = label || t("launcher");
    const news = unread > 0 && !open;
    this.element.hidden = label === "none";
    setText(this.#label, label ?? "");
    this.#badge.hidden = !news;
    setText(this.#badge, unread > 99 ? "99+" : String(unread));
    attribute(this.element, "aria-expanded", String(open));
    attribute(this.element, "aria-label", news ? `${name}, ${count("unread", unread)}` : name);
  }
}
