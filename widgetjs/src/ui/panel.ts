import type { Context } from "./context.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import type { Child } from "./dom.js";

/** Screens on which the window takes all the room; the style sheet has the same condition. */
const small = "(max-width: 480px), (max-height: 480px)";

let lock: CSSStyleSheet | undefined;

/**
 * The window. On a large screen it is a dialog beside the page; on a phone it is
 * modal and fills the screen: the browser keeps the focus in and the page behind inert.
 */
export class Panel {
  readonly title = h("h2", { id: "title" });
  readonly element: HTMLDialogElement;
  readonly #small = matchMedia(small);
  #inline = false;
  /** Ends what the open window listens to. */
  #listening: AbortController | undefined;
  /** What had the focus when a person opened the window. */
  #opener: Element | null = null;

  constructor(readonly context: Context, openMenu: (button: HTMLElement) => void, status: HTMLElement, ...body: Child[]) {
    const { t } = context.i18n;
    const menu: HTMLElement = h(
      "button",
      { class: "close more", "aria-label": t("menu"), "aria-haspopup": "menu", "aria-expanded": "false", click: () => openMenu(menu) },
      icon("more"),
    );
    const close = h(
      "button",
      { class: "close", "aria-label": t("close"), click: () => context.toggle(false) },
      icon("close"),
    );
    const header = h(
      "div",
      { class: "header", part: "header" },
      h("slot", { name: "avatar" }, h("div", { class: "brand" }, icon("chat"))),
      h("slot", { name: "header" }, h("div", { class: "heading" }, this.title, status)),
      menu,
      close,
    );
    this.element = h(
      "dialog",
      {
        id: "panel",
        class: "panel",
        part: "panel",
        tabindex: -1,
        "aria-labelledby": "title",
        cancel: (event: Event) => this.#escape(event),
        keydown: (event: KeyboardEvent) => event.key === "Escape" && !event.isComposing && this.#escape(event),
      },
      header,
      ...body,
    );
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  /** @param inline the window is part of the page, always where it stands */
  open(inline: boolean): void {
    this.#inline = inline;
    this.#opener = document.activeElement;
    this.#show();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#small.addEventListener("change", () => this.#changeMode(), { signal });
    for (const type of ["resize", "scroll"]) visualViewport?.addEventListener(type, () => this.#fitViewport(), { signal });
  }

  /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
  close(launcher: HTMLElement): void {
    const opener = this.#opener as HTMLElement | null;
    const hadFocus = this.element.matches(":focus-within");
    this.destroy();
    if (!hadFocus) return;
    const host = (this.element.getRootNode() as ShadowRoot).host;
    const back = opener?.isConnected && opener !== document.body && opener !== host ? opener : launcher;
    back.focus({ preventScroll: true });
  }

  destroy(): void {
    this.#hide();
    this.#listening?.abort();
  }

  #show(): void {
    const modal = this.#small.matches && !this.#inline;
    if (modal) {
      this.element.showModal();
      this.element.focus({ preventScroll: true }); // instead of its first button
      lockPage(true);
      this.#fitViewport();
    } else this.element.open = true; // unlike show(), this leaves the focus alone
  }

  #hide(): void {
    lockPage(false);
    this.element.close();
  }

  /** The screen became small or large, e.g. a phone was turned: the focus stays. */
  #changeMode(): void {
    const focused = (this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    this.#hide();
    this.#show();
    focused?.focus({ preventScroll: true });
  }

  /** Keeps the window above the keyboard of a phone. */
  #fitViewport(): void {
    if (!visualViewport || visualViewport.scale > 1.01) return; // zoomed by hand: the person looks at a part of it
    this.element.style.setProperty("--view-height", `${visualViewport.height}px`);
    this.element.style.setProperty("--view-top", `${visualViewport.offsetTop}px`);
  }

  #escape(event: Event): void {
    event.preventDefault();
    if (!this.#inline) this.context.toggle(false);
  }
}

/** Stops the page from scrolling behind a modal window, without touching its attributes. */
function lockPage(on: boolean): void {
  if (!lock) {
    lock = new CSSStyleSheet();
    lock.replaceSync(":root{overflow:hidden}");
  }
  const others = document.adoptedStyleSheets.filter((sheet) => sheet !== lock);
  if (on) others.push(lock);
  if (on || others.length < document.adoptedStyleSheets.length) document.adoptedStyleSheets = others;
}
