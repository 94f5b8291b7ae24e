import type { PageContext } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { draw, launcherShapes } from "./draw.js";

/** The button that floats over the page, with the number of unread messages. */
export class Launcher {
  readonly #badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
  readonly #label = h("span", { class: "label" });
  readonly element: HTMLButtonElement;

  /** @param near somebody is about to press it */
  constructor(readonly context: PageContext, near: () => void) {
    this.element = h(
      "button",
      {
        class: "launcher",
        part: "launcher",
        "aria-haspopup": "dialog",
        "aria-controls": "panel",
        pointerenter: near,
        focus: near,
        click: () => context.toggle(this.element.getAttribute("aria-expanded") !== "true"),
      },
      h("slot", { name: "launcher" }, draw("chat", launcherShapes.chat)),
      draw("chevron", launcherShapes.chevron),
      this.#label,
      this.#badge,
    );
  }

  /** @param label what it says beside its icon, null for nothing; "none" hides it */
  update(label: string | null, open: boolean, unread: number): void {
    const { t, count } = this.context.words;
    const name = label || t("launcher");
    this.element.hidden = label === "none";
    setText(this.#label, label ?? "");
    this.#badge.hidden = unread === 0 || open;
    setText(this.#badge, unread > 99 ? "99+" : String(unread));
    attribute(this.element, "aria-expanded", String(open));
    attribute(this.element, "aria-label", unread && !open ? `${name}, ${count("unread", unread)}` : name);
  }
}
