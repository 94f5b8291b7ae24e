import { sheet } from "../styles/sheet.js";
import { focus } from "./dom.js";

/** Screens on which the window takes all the room; the style sheet has the same condition. */
const small = "(max-width: 480px), (max-height: 480px)";

let lock: CSSStyleSheet | undefined;

/** What opens and closes the dialog. */
export type Dialog = ReturnType<typeof controlDialog>;

/**
 * Opens and closes the window. On a large screen it is a dialog beside the page; on a phone it is
 * modal and fills the screen: the browser keeps the focus in and the page behind inert.
 * @param inline the window is part of the page, always where it stands
 * @param signal ends it
 */
export function controlDialog(element: HTMLDialogElement, inline: boolean, signal: AbortSignal) {
  const phone = matchMedia(small);
  /** It is modal, and the page behind is locked; a dialog that was taken off the page would not say so itself. */
  let modal = false;
  /** What had the focus when the window was opened. */
  let opener: HTMLElement | null = null;

  /** Keeps the window above the keyboard of a phone. */
  const fitViewport = () => {
    const { scale, height, offsetTop } = visualViewport!;
    if (scale > 1.01) return; // zoomed by hand: the person looks at a part of it
    element.style.setProperty("--view-height", `${height}px`);
    element.style.setProperty("--view-top", `${offsetTop}px`);
  };

  const show = () => {
    modal = phone.matches && !inline;
    if (!modal) element.open = true; // unlike show(), this leaves the focus alone
    else {
      element.showModal();
      focus(element); // instead of its first button
      lockPage(true);
      fitViewport();
    }
  };

  const hide = () => {
    if (modal) lockPage(false);
    modal = false;
    element.close();
  };

  // The screen became small or large, e.g. a phone was turned: the focus stays.
  const changeMode = () => {
    if (!element.open) return;
    const focused = (element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    hide();
    show();
    focus(focused);
  };

  phone.addEventListener("change", changeMode, { signal });
  for (const type of ["resize", "scroll"]) visualViewport!.addEventListener(type, fitViewport, { signal });
  signal.addEventListener("abort", hide);

  return {
    open(): void {
      opener = document.activeElement as HTMLElement | null;
      show();
    },

    /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
    close(launcher: HTMLElement): void {
      const hadFocus = element.matches(":focus-within");
      hide();
      if (!hadFocus) return;
      const { host } = element.getRootNode() as ShadowRoot;
      focus(opener?.isConnected && opener !== document.body && opener !== host ? opener : launcher);
    },
  };
}

/** Stops the page from scrolling behind a modal window, without touching its attributes. */
function lockPage(on: boolean): void {
  lock ??= sheet(":root{overflow:hidden}");
  const others = document.adoptedStyleSheets.filter((other) => other !== lock);
  document.adoptedStyleSheets = on ? [...others, lock] : others;
}
