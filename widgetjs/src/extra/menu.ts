import { attribute, h } from "../ui/dom.js";
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
 * A menu under a button: arrows go through it, Escape closes it and nothing else.
 * @param button is said to have it, and gets the focus back
 */
export class Menu {
  readonly element: HTMLElement;
  readonly #said = h("p", { class: "said", role: "status" });

  constructor(private readonly button: HTMLElement, items: readonly Item[]) {
    this.element = h(
      "div",
      { class: "menu", part: "menu", hidden: true, keydown: (event: KeyboardEvent) => this.#key(event), focusout: (event: FocusEvent) => this.#left(event) },
      h("div", { role: "menu", "aria-label": button.getAttribute("aria-label") }, ...items.map((item) => this.#item(item))),
      this.#said,
    );
  }

  toggle(): void {
    if (this.element.hidden) this.#open();
    else this.#close();
  }

  #open(): void {
    this.element.hidden = false;
    this.#said.textContent = "";
    attribute(this.button, "aria-expanded", "true");
    for (const item of this.#items) item.dispatchEvent(new Event("show"));
    this.#items[0]?.focus({ preventScroll: true });
  }

  #close(): void {
    const hadFocus = this.element.matches(":focus-within");
    this.element.hidden = true;
    attribute(this.button, "aria-expanded", "false");
    if (hadFocus) this.button.focus({ preventScroll: true });
  }

  #item({ label, checked, press }: Item): HTMLElement {
    const show = () => attribute(item, "aria-checked", checked && String(checked()));
    const pressed = async () => {
      const said = await press();
      show();
      if (typeof said === "string") this.#said.textContent = said;
      else if (!checked) this.#close();
    };
    const item: HTMLElement = h("button", { role: checked ? "menuitemcheckbox" : "menuitem", tabindex: -1, click: () => void pressed(), show }, h("span", null, label), checked ? icon("check") : null);
    return item;
  }

  get #items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("button")];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") this.#close();
    else if (to === undefined) return;
    else items.at(to % items.length)!.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
  }

  #left({ relatedTarget }: FocusEvent): void {
    if (relatedTarget !== this.button && !this.element.contains(relatedTarget as Node | null)) this.#close();
  }
}
