import type { Message, State } from "../client/index.js";
import type { Around } from "../extra/around.js";
import { loadExtra } from "../parts/rich.js";
import { styles } from "../styles/index.js";
import type { Context } from "./context.js";
import { attribute, focus, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { head } from "./received.js";
import { createWindow } from "./window.js";
import type { ChatWindow } from "./window.js";

/** How many of the messages that came at once are spoken. */
const mostSpoken = 3;

/** How long a spoken text stays where assistive technology finds it, in milliseconds. */
const spokenFor = 8000;

/** A conversation that is shown. */
export interface View {
  readonly context: Context;
  readonly root: HTMLElement;
  readonly launcher: { readonly element: HTMLElement };
  /** null before it was opened. */
  readonly window: ChatWindow | null;
  readonly isOpen: boolean;
  /** Loads what stands around the conversation; null where it cannot be loaded. */
  around(): Promise<Around | null>;
  /** Shows what is now, attributes of the element included. */
  render(): void;
  /**
   * Takes over a change of the client.
   * @param news what others have said with it
   */
  changed(state: State, previous: State, news: readonly Message[]): void;
  /**
   * Opens the window, and says whether this call did.
   * @param takesFocus a person opens it: the focus goes in
   */
  open(takesFocus: boolean): boolean;
  /** Closes the window, unless it is part of the page, and says whether this call did. */
  close(): boolean;
  destroy(): void;
}

/** Shows a conversation in a shadow root. The window is made when it is first opened. */
export function createView(shadow: ShadowRoot, context: Context): View {
  const { client, toggle, i18n } = context;
  const { t, count } = i18n;
  const { prechat, nudges, feedback, rating } = context.options;
  const host = shadow.host as HTMLElement;
  const setting = (name: string) => host.getAttribute(name);
  const inline = setting("position") === "inline";
  const stop = new AbortController();
  const { signal } = stop;
  let window: ChatWindow | null = null;
  let loading: Promise<Around | null> | null = null;
  let around: Around | null = null;
  let frame = 0;
  /** Others' messages that were not announced yet. */
  let unspoken: Message[] = [];

  // It speaks politely, each text once. The log itself is silent, as it would read its history aloud.
  const announcer = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  const badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true" });
  const label = h("bdi", { class: "label" });
  const launcher = h(
    "button",
    { class: "launcher", part: "launcher", "aria-haspopup": "dialog", "aria-controls": "panel", click: () => toggle(!view.isOpen) },
    h("slot", { name: "launcher" }, icon("chat")),
    icon("chevron"),
    label,
    badge,
  );
  const root = h("section", { class: "root", "aria-label": t("launcher") }, launcher, announcer);

  const renderLauncher = (open: boolean, unread: number) => {
    const text = setting("launcher");
    const name = text || t("launcher");
    const news = unread > 0 && !open;
    launcher.hidden = text === "none" || inline;
    setText(label, text ?? "");
    badge.hidden = !news;
    setText(badge, unread > 99 ? "99+" : `${unread}`);
    attribute(launcher, "aria-expanded", `${open}`);
    attribute(launcher, "aria-label", news ? `${name}, ${count("unread", unread)}` : name);
  };

  /** Sets how far from the edges of the screen things stand; offset: "20", or "20 80" for the side and the bottom, in pixels. */
  const place = () => {
    const [side = "", end = side] = setting("offset")?.match(/-?\d+(\.\d+)?/g) ?? [];
    root.style.setProperty("--side", side && `${side}px`); // "" takes it away
    root.style.setProperty("--end", end && `${end}px`);
  };

  const announce = (open: boolean, unread: number) => {
    const news = unspoken;
    unspoken = [];
    const speak = (texts: readonly string[]) => {
      for (const text of texts) {
        const line = h("p", null, text);
        announcer.append(line);
        setTimeout(() => line.remove(), spokenFor);
      }
    };
    if (news.length === 0) return;
    if (!open) return speak(unread > 0 ? [count("unread", unread)] : []);
    const { log } = window!;
    log.whenShown(() => speak(news.slice(-mostSpoken).map(log.spokenText)));
  };

  const isLookedAt = () => view.isOpen && document.visibilityState === "visible";

  /** Tells the others how far the visitor has read: what is on a visible screen. */
  const read = () => {
    if (isLookedAt() && window!.scroll.following() && client.state.unread > 0) client.read(head(client.state));
  };

  const render = (open = view.isOpen) => {
    cancelAnimationFrame(frame);
    frame = 0;
    const { state } = client;
    attribute(root, "dir", !host.dir && i18n.rtl && "rtl");
    place();
    renderLauncher(open, state.unread);
    if (open) window!.render(state);
    announce(open, state.unread);
    if (open) read();
  };

  const view: View = {
    context,
    root,
    launcher: { element: launcher },
    render,

    get window() {
      return window;
    },

    get isOpen() {
      return window?.element.open ?? false;
    },

    around: () =>
      (loading ??= loadExtra().then(
        ({ createAround }) => (signal.aborted ? null : (around = createAround(view))),
        () => (loading = null),
      )),

    changed(state, previous, news) {
      unspoken.push(...news);
      if (news.length > 0 && !loading && !isLookedAt()) {
        void view.around().then((loaded) => loaded?.changed(state, previous)); // it hears of later ones by itself
      }
      window?.changed(state, previous, news.length);
      frame ||= requestAnimationFrame(() => render());
    },

    open(takesFocus) {
      if (view.isOpen) return false;
      if (!window) {
        window = createWindow(context, inline, setting, read, (button) => void view.around().then((loaded) => loaded?.toggleMenu(button)), signal);
        root.prepend(window.element);
      }
      const { element, log, composer, scroll } = window;
      window.open();
      element.append(announcer); // what is outside a modal window is not spoken
      render();
      around?.render(client.state);
      scroll.toEnd();
      composer.fit();
      // The keyboard of a touch screen would cover half of what the person wants to see first.
      const field = composer.element.hidden && log.after.querySelector<HTMLElement>("input, select, textarea");
      if (takesFocus) focus(matchMedia("(pointer: coarse)").matches ? element : field || composer.input);
      return true;
    },

    close() {
      if (!view.isOpen || inline) return false;
      root.append(announcer);
      render(false);
      window!.close(launcher);
      return true;
    },

    destroy() {
      cancelAnimationFrame(frame);
      stop.abort();
      around?.destroy();
      root.remove();
    },
  };

  shadow.adoptedStyleSheets = [styles()];
  shadow.replaceChildren(root); // the script tag's launcher has stood here, or an earlier view
  document.addEventListener("visibilitychange", read, { signal });
  render();
  if (prechat || nudges || feedback || rating) void view.around();
  return view;
}
