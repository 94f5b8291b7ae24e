import type { Message } from "../client/index.js";
import type { Context } from "../ui/context.js";
import { h, setText } from "../ui/dom.js";
import { drawn } from "../ui/icons.js";

const up = "M7 21V10l5-8c1.7 0 2.5 1.3 2.2 3L13.5 9H19a2 2 0 0 1 2 2.3l-1.3 8A2 2 0 0 1 17.7 21zM3 10h4v11H3z";
const down = "M17 3v11l-5 8c-1.7 0-2.5-1.3-2.2-3l.7-4H5a2 2 0 0 1-2-2.3l1.3-8A2 2 0 0 1 6.3 3zM21 14h-4V3h4z";

/** Two thumbs under an answer. What is pressed is told to the page; pressed again it is taken back. */
export function thumbs(message: Message, context: Context): HTMLElement {
  const { t } = context.i18n;
  const said = h("span", { class: "hidden", role: "status" });
  const thumb = (value: "up" | "down", label: string, shape: string) => {
    const button: HTMLElement = h("button", { class: "thumb", "aria-pressed": "false", "aria-label": label, click: () => press(button, value) }, drawn(shape));
    return button;
  };
  const press = (pressed: HTMLElement, value: "up" | "down") => {
    const on = pressed.getAttribute("aria-pressed") === "false";
    for (const button of both) button.setAttribute("aria-pressed", String(on && button === pressed));
    setText(said, on ? t("thanks") : "");
    context.tell("chat:feedback", { message, value: on ? value : null });
  };
  const both = [thumb("up", t("helpful"), up), thumb("down", t("unhelpful"), down)];
  return h("div", { class: "thumbs" }, ...both, said);
}
