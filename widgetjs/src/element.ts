import { createClient } from "./client/index.js";
import type { Client, Connection, Message, Part, Receipt, State, Via } from "./client/index.js";
import { changedStatus } from "./events.js";
import type { WidgetEventMap } from "./events.js";
import { createI18n } from "./i18n/index.js";
import type { Translation } from "./i18n/index.js";
import { noWords, wordsOf } from "./i18n/languages.js";
import type { PartRenderer } from "./parts/context.js";
import { attribute, focus } from "./ui/dom.js";
import { keepDraft } from "./ui/draft.js";
import type { AroundOptions, Nudge } from "./ui/options.js";
import { isPersonActing } from "./ui/person.js";
import { received } from "./ui/received.js";
import { createView } from "./ui/view.js";
import type { View } from "./ui/view.js";

/** The attributes that are also options of configure and properties (without `open`, which is a method). */
const options = ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"] as const;

type Option = (typeof options)[number];

/** What configure takes. What is left out stays as it is; null takes an option back to its default. */
export type WidgetOptions = { readonly [Name in Option]?: string | null } & {
  /** Whether the window is open. */
  readonly open?: boolean;
  /** Words to put in place of the built-in ones, and of those that were given before. */
  readonly strings?: Translation | null;
  /** Keep the session as a bearer token instead of a cookie. Default: only when the server is another origin's. */
  readonly bearer?: boolean;
  /** Which transports may be used, the preferred one first. */
  readonly transports?: readonly Via[];
} & AroundOptions;

/** What `open` takes. */
export interface OpenOptions {
  /** Whether the focus goes into the window. Default: when it is called while a click or a key press is handled. */
  readonly focus?: boolean;
}

// Where there is no DOM the module can still be imported.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * The chat widget as a custom element. It makes no session, sends nothing and
 * stores nothing before the visitor uses it; a session of an earlier visit is taken up.
 */
export class ChatWidget extends Base {
  static readonly observedAttributes = [...options, "open"];
  /** The server of an element that names none. */
  static defaultServer = "/chat";

  declare server: string | null;
  declare position: string | null;
  declare theme: string | null;
  declare locale: string | null;
  declare heading: string | null;
  declare launcher: string | null;
  declare offset: string | null;
  // `scroll` is an attribute and an option only: as a property it is Element.scroll().

  #client: Client | null = null;
  /** The client that the page has given. */
  #given: Client | null = null;
  #view: View | null = null;
  #unsubscribe = () => {};
  /** What configure was given that is no attribute. */
  #options: Omit<WidgetOptions, "strings"> & { readonly strings?: Translation | false } = {};
  /** The words of the language that is loaded. */
  #words = noWords;
  #worded: Promise<void> | undefined;
  readonly #parts = new Map<string, PartRenderer>();
  #focus = false;
  #settle!: () => void;

  /** Resolves when an existing session was taken up, or it is clear that there is none. */
  readonly ready = new Promise<void>((resolve) => (this.#settle = resolve));

  /** The messages that are loaded, oldest first. */
  get messages(): readonly Message[] {
    return this.#client?.state.messages ?? [];
  }

  /** How many of others' messages were not seen yet. */
  get unread(): number {
    return this.#client?.state.unread ?? 0;
  }

  /** Whether and how the server is reached. */
  get connection(): Connection {
    return this.#client?.state.connection ?? { state: "idle", attempt: 0 };
  }

  /** The headless client. One may be given before the element is connected; who made it closes it. */
  get client(): Client | null {
    return this.#client ?? this.#given;
  }

  set client(client: Client | null) {
    const started = this.#view !== null;
    this.#stop();
    this.#given = client;
    if (started) this.#start();
  }

  /** Opens the window. */
  open({ focus = isPersonActing() }: OpenOptions = {}): void {
    this.#focus = focus;
    this.toggleAttribute("open", true);
    this.#focus = false;
  }

  /** Closes the window; the focus that was in it returns. */
  close(): void {
    this.toggleAttribute("open", false);
  }

  /** Opens the window, or closes it. */
  toggle(options?: OpenOptions): void {
    if (this.hasAttribute("open")) this.close();
    else this.open(options);
  }

  /** Shows the widget after hide. */
  show(): void {
    this.hidden = false;
  }

  /** Hides the widget, launcher and all; the connection goes on. */
  hide(): void {
    this.close();
    this.hidden = true;
  }

  /** Ends the connection and removes the element. What is not sent yet is sent by the next widget of the page's origin. */
  destroy(): void {
    this.remove();
    this.#stop();
  }

  /**
   * Sends a message of the visitor; the first one makes the session.
   * Resolves when the server has it for good; rejects when it was refused, discarded or prevented.
   */
  async send(message: string | readonly Part[]): Promise<Receipt> {
    const parts = this.#accept(message);
    if (!parts) throw new Error("A listener of chat:beforesend prevented the message.");
    return this.#deliver(parts);
  }

  /** Loads earlier messages. */
  async loadOlder(): Promise<void> {
    await this.#client?.loadOlder();
  }

  /** Ends the session and forgets what is stored about it. */
  async logout(): Promise<void> {
    keepDraft(this.#server, "");
    const ended = this.#client?.logout();
    this.#rebuild(); // what was being written is gone at once, and also where the server cannot be told
    await ended;
  }

  /** Changes options; names that are not known are ignored. */
  configure(changes?: WidgetOptions | null): void {
    changes ??= {};
    const has = (...names: (keyof WidgetOptions)[]) => names.some((name) => Object.hasOwn(changes, name));
    for (const name of options) if (has(name)) attribute(this, name, changes[name]);
    this.#options = { ...this.#options, ...changes, strings: changes.strings !== null && { ...this.#options.strings, ...changes.strings } };
    if (has("bearer", "transports")) this.#restart();
    else if (has("strings", "prechat", "nudges", "feedback", "rating")) this.#rebuild();
    if (changes.open !== undefined) this.toggleAttribute("open", changes.open);
  }

  /** Brings up words beside the launcher now, unless the visitor talks already. */
  async nudge(nudge: string | Nudge): Promise<void> {
    await this.#worded;
    (await this.#view?.around())?.nudge(typeof nudge === "string" ? { text: nudge } : nudge);
  }

  /** Writes down the whole conversation, from its first message on. It rejects where the code for it cannot be loaded. */
  async exportTranscript(format: "text" | "json" = "text"): Promise<string> {
    const around = await this.#view?.around();
    if (!around) throw new Error("The chat is in no document, or could not be loaded.");
    return around.export(format);
  }

  /** Shows parts of a type by a function of the page's; it wins over a built-in one. */
  registerPart(type: string, render: PartRenderer): void {
    this.#parts.set(type, render);
    this.#rebuild();
  }

  connectedCallback(): void {
    // Takes over properties that were set before the element was defined.
    for (const [name, value] of Object.entries(this)) {
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    if (!this.#view) this.#start();
  }

  disconnectedCallback(): void {
    // A move in the document, as page transitions do it, is no end.
    setTimeout(() => this.isConnected || this.#stop());
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    const view = this.#view;
    if (before === value) return;
    if (!view) {
      if (name === "server" && before !== null && this.isConnected) this.#start(); // the one before was no address
      return;
    }
    const open = value !== null;
    if (name === "server") this.#restart();
    else if (name === "locale" || name === "position") {
      this.#rebuild();
      this.#loadWords();
    } else if (name !== "open") view.render();
    else if (open ? view.open(this.#focus) : view.close()) this.#emit(open ? "chat:open" : "chat:close", null);
  }

  get #server(): string {
    return this.server ?? ChatWidget.defaultServer;
  }

  /** The locale that is wanted: the element's, else that of the page around it. */
  get #locale(): string | null | undefined {
    return this.locale || this.closest("[lang]")?.getAttribute("lang");
  }

  #start(): void {
    const server = this.#server;
    if (!URL.canParse(server, document.baseURI)) throw new TypeError(`chat-widget: the server "${server}" is no address. Name the path or URL that the chat is mounted at, such as "/chat".`);
    const foreign = new URL(server, document.baseURI).origin !== location.origin;
    const { bearer, transports } = this.#options;
    const client = this.#given ?? createClient({ server, bearer: bearer ?? foreign, ...(transports && { transports }) });
    this.#client = client;
    this.#unsubscribe = client.subscribe((state, previous) => this.#changed(state, previous));
    this.#show();
    this.#loadWords();
    void client.start().then(() => {
      if (client !== this.#client) return;
      this.#settle();
      this.#emit("chat:ready", null);
    });
  }

  #stop(): void {
    this.#view?.destroy();
    this.#view = null;
    this.#unsubscribe();
    if (this.#client !== this.#given) this.#client?.close();
    this.#client = null;
  }

  #restart(): void {
    if (!this.#view) return;
    this.#stop();
    this.#start();
  }

  #rebuild(): void {
    if (this.#view) this.#show();
  }

  #show(): void {
    const client = this.#client!;
    // It stays where it is: on the launcher, the script tag's too, or in the window.
    const focused = this.shadowRoot?.activeElement;
    const onLauncher = focused?.matches("[part=launcher]");
    this.#view?.destroy();
    const view = createView(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      client,
      i18n: createI18n(this.#locale, { ...this.#words, ...this.#options.strings }),
      server: this.#server,
      parts: this.#parts,
      options: this.#options,
      tell: (name, detail) => void this.#emit(name, detail),
      send: (message) => {
        const parts = this.#accept(message);
        if (parts) this.#report(this.#deliver(parts));
        return parts !== null;
      },
      press: (message, value) => {
        // The second click of two comes before the first is drawn.
        if (client.state.messages.find(({ id }) => id === message.id)?.chosen !== undefined) return;
        this.#emit("chat:action", { message, value });
        this.#report(client.action(message, value));
      },
      toggle: (open) => (open ? this.open({ focus: true }) : this.close()),
    });
    this.#view = view;
    if (this.hasAttribute("open") || this.position === "inline") view.open(!!focused && !onLauncher);
    if (onLauncher) focus(view.launcher.element);
  }

  #loadWords(): void {
    const locale = this.#locale;
    this.#worded = wordsOf(locale).then((words) => {
      if (words === this.#words || locale !== this.#locale) return;
      this.#words = words;
      this.#rebuild();
    });
  }

  /** Lets the page see a message before it is sent; returns what is to be sent, null when the page prevents it. */
  #accept(message: string | readonly Part[]): readonly Part[] | null {
    const detail = { parts: typeof message === "string" ? [{ type: "text", text: message }] : message };
    return this.#emit("chat:beforesend", detail, true) ? detail.parts : null;
  }

  async #deliver(parts: readonly Part[]): Promise<Receipt> {
    if (!this.#client) throw new Error("The chat is in no document: append it first.");
    const receipt = await this.#client.send(parts);
    this.#emit("chat:send", { receipt });
    return receipt;
  }

  #report(sent: Promise<unknown>): void {
    sent.catch((error: unknown) => this.#emit("chat:error", { error }));
  }

  #changed(state: State, previous: State): void {
    const news = received(state, previous);
    for (const message of news) this.#emit("chat:receive", { message });
    for (const message of changedStatus(state, previous)) this.#emit("chat:status", { message });
    if (state.unread !== previous.unread) this.#emit("chat:unread", { unread: state.unread });
    if (state.connection !== previous.connection) this.#emit("chat:connection", state.connection);
    this.#view?.changed(state, previous, news);
  }

  #emit<Name extends keyof WidgetEventMap>(name: Name, detail: WidgetEventMap[Name]["detail"], cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }
}

for (const name of options) {
  if (name === "dir" || name === "scroll") continue; // these names are the DOM's own
  Object.defineProperty(ChatWidget.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: ChatWidget) {
      return this.getAttribute(name);
    },
    set(this: ChatWidget, value: string | null) {
      attribute(this, name, value);
    },
  });
}

export type { WidgetEventMap };

declare global {
  interface HTMLElementTagNameMap {
    "chat-widget": ChatWidget;
  }
  interface GlobalEventHandlersEventMap extends WidgetEventMap {}
}
