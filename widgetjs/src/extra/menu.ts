import { attribute, focus, h, setText } from "../ui/dom.js";
import { icon } from "../ui/icons.js";

/** Something that the menu offers. */
export interface Item {
  readonly label: string;
  /** Whether it is on; undefined where there is nothing to turn on. */
  checked?(): boolean;
  /** May return a text to say instead of closing. */
  press(): unknown;
}

/**
 * Makes a menu under a button: arrows go through it, Escape closes it and nothing else. Returns what opens or closes it.
 * @param button is said to have it, and gets the focus back
 */
export function createMenu(button: HTMLElement, items: readonly Item[]): () => void {
  const said = h("p", { class: "said", role: "status" });

  const show = () => items.forEach(({ checked }, i) => attribute(buttons[i]!, "aria-checked", checked && `${checked()}`));

  const toggle = (open = element.hidden) => {
    const hadFocus = element.matches(":focus-within");
    element.hidden = !open;
    attribute(button, "aria-expanded", `${open}`);
    setText(said, "");
    show();
    if (open || hadFocus) focus(open ? buttons[0] : button);
  };

  const buttons = items.map(({ label, checked, press }) => {
    const pressed = async () => {
      const text = await press();
      show();
      if (typeof text === "string") setText(said, text);
      else if (!checked) toggle(false);
    };
    return h("button", { role: checked ? "menuitemcheckbox" : "menuitem", tabindex: -1, click: () => void pressed() }, h("span", null, label), checked && icon("check"));
  });

  const keydown = (event: KeyboardEvent) => {
    const at = buttons.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") toggle(false);
    else if (to === undefined) return;
    else focus(buttons.at(to % buttons.length));
    event.preventDefault();
    event.stopPropagation();
  };

  const focusout = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget !== button && !element.contains(relatedTarget as Node | null)) toggle(false);
  };

  const element: HTMLElement = h(
    "div",
    { class: "menu", part: "menu", hidden: true, keydown, focusout },
    h("div", { role: "menu", "aria-label": button.getAttribute("aria-label") }, ...buttons),
    said,
  );
  button.after(element);
  return toggle;
}
