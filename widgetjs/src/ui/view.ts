import type { Message, State } from "../client/index.js";
import type { Around } from "../extra/around.js";
import { loadExtra } from "../parts/rich.js";
import { styles } from "../styles/index.js";
import { Announcer } from "./announcer.js";
import { ChatWindow } from "./chatwindow.js";
import type { Context } from "./context.js";
import { attribute, h } from "./dom.js";
import { Launcher } from "./launcher.js";
import { place } from "./place.js";
import { head, received } from "./received.js";

/** How many of the messages that came at once are spoken. */
const mostSpoken = 3;

/** What the element's attributes decide. */
export interface Look {
  readonly heading: string | null;
  /** Words beside the launcher's icon; "none": no launcher. */
  readonly launcher: string | null;
  /** Distances from the edges of the screen in pixels: "20", or "20 80" for the side and the bottom. */
  readonly offset: string | null;
  /** "answer-top": a long answer is read from its beginning instead of followed to its end. */
  readonly scroll: string | null;
  /** The language decides which way the widget runs, as the element's `dir` does not. */
  readonly setDirection: boolean;
  /** The window is part of the page instead of floating over it. */
  readonly inline: boolean;
}

/** Shows a conversation in a shadow root. The window is made when it is first opened. */
export class View {
  readonly root: HTMLElement;
  readonly #announcer = new Announcer();
  readonly launcher: Launcher;
  readonly #unsubscribe: () => void;
  readonly #visible = () => this.#read();
  /** null before it was opened. */
  window: ChatWindow | null = null;
  #loading: Promise<Around | null> | null = null;
  #around: Around | null = null;
  #destroyed = false;
  #look: Look;
  #frame = 0;
  /** Others' messages that were not announced yet. */
  #news: Message[] = [];

  constructor(readonly shadow: ShadowRoot, readonly context: Context, look: Look) {
    this.#look = look;
    this.root = h("section", { class: "root", "aria-label": context.i18n.t("launcher") });
    this.launcher = new Launcher(context);
    this.root.append(this.launcher.element, this.#announcer.element);
    const hadFocus = shadow.activeElement;
    shadow.adoptedStyleSheets = [styles()];
    shadow.replaceChildren(this.root); // the script tag's launcher has stood here, or an earlier view
    this.#unsubscribe = context.client.subscribe((state, previous) => this.#changed(state, previous));
    document.addEventListener("visibilitychange", this.#visible);
    this.update(look);
    if (hadFocus) this.launcher.element.focus({ preventScroll: true });
    if (Object.values(context.options).some(Boolean)) void this.around();
  }

  get isOpen(): boolean {
    return this.window?.panel.isOpen ?? false;
  }

  /** Loads what stands around the conversation; null where it cannot be loaded. */
  around(): Promise<Around | null> {
    return (this.#loading ??= loadExtra().then(
      ({ createAround }) => (this.#destroyed ? null : (this.#around = createAround(this))),
      () => (this.#loading = null),
    ));
  }

  /** Takes over changed attributes. */
  update(look: Look): void {
    this.#look = look;
    place(this.root, look.offset);
    attribute(this.root, "dir", look.setDirection && this.context.i18n.rtl && "rtl");
    this.#render();
  }

  /**
   * Opens the window, and says whether this call did.
   * @param focus a person opens it: the focus goes in
   */
  open(focus: boolean): boolean {
    if (this.isOpen) return false;
    const window = (this.window ??= this.#makeWindow());
    window.panel.open(this.#look.inline);
    window.panel.element.append(this.#announcer.element); // what is outside a modal window is not spoken
    this.#render();
    this.#around?.render(this.context.client.state);
    window.scroll.toEnd();
    window.composer.fit();
    // The keyboard of a touch screen would cover half of what the person wants to see first.
    const fields = window.composer.element.hidden && window.log.after.querySelector<HTMLElement>("input, select, textarea");
    const target = matchMedia("(pointer: coarse)").matches ? window.panel.element : fields || window.composer.input;
    if (focus) target.focus({ preventScroll: true });
    return true;
  }

  /** Closes the window, unless it is part of the page, and says whether this call did. */
  close(): boolean {
    if (!this.window || !this.isOpen || this.#look.inline) return false;
    this.root.append(this.#announcer.element);
    this.#render(false);
    this.window.panel.close(this.launcher.element);
    return true;
  }

  destroy(): void {
    this.#destroyed = true;
    this.#around?.destroy();
    cancelAnimationFrame(this.#frame);
    this.#unsubscribe();
    document.removeEventListener("visibilitychange", this.#visible);
    this.window?.destroy();
    this.root.remove();
  }

  #makeWindow(): ChatWindow {
    const window = new ChatWindow(this.context, () => this.#look.scroll === "answer-top", () => this.#read(), (button) => void this.around().then((around) => around?.toggleMenu(button)));
    this.root.prepend(window.panel.element);
    return window;
  }

  #changed(state: State, previous: State): void {
    const news = received(state, previous);
    this.#news.push(...news);
    if (news.length > 0 && !this.#loading && !(this.isOpen && document.visibilityState === "visible")) {
      void this.around().then((around) => around?.changed(state, previous)); // it hears of later ones by itself
    }
    this.window?.changed(state, previous, news.length);
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }

  #render(open = this.isOpen): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { state } = this.context.client;
    const { launcher, inline, heading } = this.#look;
    this.launcher.update(inline ? "none" : launcher, open, state.unread);
    if (open) this.window?.render(state, heading);
    this.#announce(open);
    if (open) this.#read();
  }

  #announce(open: boolean): void {
    const { i18n, client } = this.context;
    const news = this.#news.splice(0);
    if (news.length === 0) return;
    if (open) for (const message of news.slice(-mostSpoken)) this.#announcer.say(this.window!.log.spokenText(message));
    else if (client.state.unread > 0) this.#announcer.say(i18n.count("unread", client.state.unread));
  }

  /** Tells the others how far the visitor has read: what is on a visible screen. */
  #read(): void {
    const { client } = this.context;
    const looking = this.isOpen && document.visibilityState === "visible" && this.window?.scroll.following;
    if (looking && client.state.unread > 0) client.read(head(client.state));
  }
}
