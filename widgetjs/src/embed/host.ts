/**
 * Places the chat in a frame, with a launcher, on a page of any site: the npm entry `chatmount/embed`. The page gets no
 * code of the chat's but this, and the chat gets no access to the page. Importing it touches nothing.
 */
import { sheet } from "../styles/sheet.js";
import { chatShape, draw } from "../ui/draw.js";
import css from "./host.css" with { type: "text" };
import { fromFrame, greeting, lookOf } from "./messages.js";
import type { LookOptions, ToFrame } from "./messages.js";

export type { LookOptions };

/** How the frame is placed. The look is told to the chat in it. */
export interface EmbedOptions extends LookOptions {
  /** URL of the server's mount, absolute or relative to the page, e.g. "https://chat.example/chat". */
  readonly server: string;
  /** The chat fills this element, without a launcher; its height follows the conversation, up to --chat-max-height (80vh). */
  readonly target?: Element | null;
  /** Words beside the launcher's icon. */
  readonly launcher?: string;
  /** The side of the screen. Default: where lines end. */
  readonly position?: "left" | "right";
  /** The frame's name for assistive technology. Default "Chat". */
  readonly title?: string;
}

/** The events of an embedded chat. */
export interface EmbedEventMap {
  open: Event;
  close: Event;
  /** `unread` has changed. */
  unread: Event;
}

/** A chat in a frame. */
export class EmbeddedChat extends EventTarget {
  /** What was placed on the page. */
  readonly element = document.createElement("div");
  readonly #origin: string;
  readonly #url: string;
  readonly #inline: boolean;
  readonly #frame = document.createElement("iframe");
  /** Where the frame is put when it is needed. */
  readonly #place: ParentNode;
  readonly #dialog = document.createElement("dialog");
  readonly #launcher = document.createElement("button");
  readonly #badge = document.createElement("span");
  readonly #small = matchMedia("(max-width: 480px), (max-height: 480px)"); // the style sheet has the same condition
  /** Page transitions (Turbo, Astro, htmx) replace the body, or what is in it. A frame that was moved loads again. */
  readonly #stay = new MutationObserver(() => this.element.isConnected || document.body?.append(this.element));
  #look: LookOptions;
  #port: MessagePort | null = null;
  #unread = 0;
  /** The token that the visitor is known by, whether a logout is still to be told, and who waits to hear whether the token was taken. */
  #token: string | null = null;
  #signedOut = false;
  #identified: ((error: string | null) => void)[] = [];

  constructor({ server, target, launcher = "", position, title = "Chat", ...look }: EmbedOptions) {
    super();
    const url = new URL(`${server.replace(/\/$/, "")}/embed`, document.baseURI);
    this.#origin = url.origin;
    this.#inline = target != null;
    url.hash = this.#inline ? "inline" : "window";
    this.#url = url.href;
    this.#look = lookOf(look);
    this.#drawFrame(title);
    const shadow = this.element.attachShadow({ mode: "closed" });
    shadow.adoptedStyleSheets = [sheet(css)];
    this.element.dataset["chatmount"] = position ?? "";
    this.element.toggleAttribute("data-inline", this.#inline);
    this.#place = this.#inline ? shadow : this.#dialog;
    if (!this.#inline) shadow.append(this.#drawWindow(), this.#drawLauncher(launcher));
    (target ?? document.body).append(this.element);
    if (this.#inline) this.#load();
    else {
      this.#stay.observe(document, { childList: true, subtree: true });
      (globalThis.requestIdleCallback ?? setTimeout)(() => this.#load()); // for the number of unread messages
    }
  }

  /** How many messages were not seen yet. */
  get unread(): number {
    return this.#unread;
  }

  /** Whether the chat is shown. */
  get isOpen(): boolean {
    return this.#inline || this.#dialog.open;
  }

  /** Opens the window; with focus, the focus goes into it. */
  open({ focus = false }: { readonly focus?: boolean } = {}): void {
    if (this.isOpen) return;
    this.#load();
    if (this.#small.matches) this.#dialog.showModal();
    else this.#dialog.open = true; // unlike show(), this leaves the focus alone
    if (focus) this.#frame.focus({ preventScroll: true });
    this.#changed("open");
    this.#say({ type: "open", focus });
  }

  /** Closes the window; the focus that was in it returns to the launcher. */
  close(): void {
    if (this.#inline || !this.isOpen) return;
    const hadFocus = this.#dialog.matches(":focus-within");
    this.#dialog.close();
    if (hadFocus) this.#launcher.focus({ preventScroll: true });
    this.#changed("close");
    this.#say({ type: "close" });
  }

  /** Opens the window, or closes it. */
  toggle(options?: { readonly focus?: boolean }): void {
    if (this.isOpen) this.close();
    else this.open(options);
  }

  /** Changes the look; options that are not named stay as they are. */
  configure(look: LookOptions): void {
    this.#look = { ...this.#look, ...lookOf(look) };
    this.#say({ type: "configure", look: this.#look });
  }

  /**
   * Tells the chat who the visitor is, by a token that the server's Identify takes. Resolves when it was taken, which may
   * be as late as the visitor's first message; rejects with an Error when it was not.
   */
  identify(token: string): Promise<void> {
    this.#token = token;
    return new Promise((resolve, reject) => {
      this.#identified.push((error) => (error === null ? resolve() : reject(new Error(error))));
      this.#load();
      this.#say({ type: "identify", token });
    });
  }

  /** Ends the visitor's session. */
  logout(): void {
    this.#token = null;
    this.#signedOut = this.#port === null; // then it is told when it is there
    this.#hear({ type: "identified", error: "The session has ended." });
    this.#load();
    this.#say({ type: "logout" });
  }

  /** Takes the chat off the page. */
  destroy(): void {
    this.#port?.close();
    this.#port = null;
    this.#stay.disconnect();
    this.element.remove();
  }

  override addEventListener(type: keyof EmbedEventMap, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions): void {
    super.addEventListener(type, listener, options);
  }

  #load(): void {
    if (this.#frame.src) return;
    this.#frame.src = this.#url;
    this.#place.append(this.#frame);
  }

  #drawFrame(title: string): void {
    const frame = this.#frame;
    frame.title = title;
    frame.allow = "clipboard-write";
    // The chat does not need to lead the page elsewhere, so it cannot. In a frame of the page's own origin that would be no hindrance.
    if (this.#origin !== location.origin) frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-forms", "allow-popups", "allow-popups-to-escape-sandbox", "allow-downloads");
    frame.addEventListener("load", () => this.#greet());
  }

  #drawWindow(): HTMLElement {
    this.#dialog.ariaLabel = this.#frame.title;
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    return this.#dialog;
  }

  #drawLauncher(words: string): HTMLElement {
    const button = this.#launcher;
    button.ariaHasPopup = "dialog";
    button.dataset["label"] = words;
    button.addEventListener("pointerenter", () => this.#load());
    button.addEventListener("click", () => this.toggle({ focus: true }));
    button.append(draw(chatShape), words, this.#badge);
    this.#render();
    return button;
  }

  /** Gives the page in the frame one end of a new channel, if it is the server's; each page that is loaded there gets its own. */
  #greet(): void {
    this.#port?.close();
    this.#hear({ type: "unread", unread: 0 });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.addEventListener("message", ({ data }) => this.#port === port1 && this.#hear(data));
    port1.start();
    this.#frame.contentWindow?.postMessage(greeting, this.#origin, [port2]);
    this.#say({ type: "configure", look: this.#look });
    if (this.#signedOut) this.#say({ type: "logout" });
    this.#signedOut = false;
    if (this.#token !== null) this.#say({ type: "identify", token: this.#token });
    if (this.isOpen && !this.#inline) this.#say({ type: "open", focus: this.#dialog.matches(":focus-within") });
  }

  #say(message: ToFrame): void {
    this.#port?.postMessage(message);
  }

  #hear(data: unknown): void {
    const said = fromFrame(data);
    if (said?.type === "close") this.close();
    // Where the frame is of another process, the focus can get lost on its way there, though the frame is the active element.
    else if (said?.type === "open" && this.#dialog.matches(":focus-within")) this.#frame.contentWindow?.focus();
    else if (said?.type === "resize" && this.#inline) this.#frame.style.height = `${said.height}px`;
    else if (said?.type === "identified") for (const settle of this.#identified.splice(0)) settle(said.error);
    else if (said?.type === "unread" && said.unread !== this.#unread) {
      this.#unread = said.unread;
      this.#changed("unread");
    }
  }

  #changed(what: keyof EmbedEventMap): void {
    this.#render();
    this.dispatchEvent(new Event(what));
  }

  #render(): void {
    const news = this.#unread > 0 && !this.isOpen;
    const name = this.#launcher.dataset["label"] || this.#frame.title;
    this.#badge.hidden = !news;
    this.#badge.textContent = this.#unread > 99 ? "99+" : String(this.#unread);
    this.#launcher.ariaExpanded = String(this.isOpen);
    this.#launcher.ariaLabel = news ? `${name} (${this.#badge.textContent})` : name;
  }
}

/** Places the chat in a frame on the page. */
export function embed(options: EmbedOptions): EmbeddedChat {
  return new EmbeddedChat(options);
}
