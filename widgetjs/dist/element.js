// src/element.ts
import { createClient } from "./client.js";

// src/events.ts
function changedStatus({ messages }, previous) {
  if (messages === previous.messages) return [];
  const pending = previous.messages.filter(({ own, status }) => own && status !== "sent");
  const before = new Map(pending.map(({ key, status }) => [key, status]));
  return messages.filter(({ own, key, status, offset }) => own && (before.get(key) ?? (offset ? status : null)) !== status);
}

// src/i18n/page.ts
var page = {
  launcher: "Chat",
  unavailable: "Chat could not load. Try again.",
  unread_one: "{n} unread message",
  unread_other: "{n} unread messages"
};

// src/i18n/words.ts
function usableLocale(wanted) {
  try {
    return Intl.getCanonicalLocales(wanted || [])[0];
  } catch {
    return void 0;
  }
}
function createWords(english, locale, translation) {
  const words = { ...english, ...translation };
  const plural = new Intl.PluralRules(locale);
  const fill = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
  return {
    t: (word, values = {}) => fill(words[word], values),
    count: (word, n) => fill(words[`${word}_${plural.select(n)}`] ?? words[`${word}_other`], { n: n.toLocaleString(locale) })
  };
}

// src/ui/draft.ts
var Draft = class {
  /** @param server Drafts are kept per server. */
  constructor(server) {
    this.server = server;
  }
  server;
  #text = null;
  get text() {
    return this.#text ??= guarded((storage) => storage.getItem(this.#key)) ?? "";
  }
  set text(text) {
    this.#text = text;
    guarded((storage) => text ? storage.setItem(this.#key, text) : storage.removeItem(this.#key));
  }
  get #key() {
    return `chatmount:draft:${this.server}`;
  }
};
function guarded(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

// src/ui/received.ts
function received(state, previous) {
  if (!isLive(state, previous)) return [];
  const known = head(previous);
  return state.messages.filter((message) => message.offset > known && !message.own);
}
function isLive(state, previous) {
  if (state.messages === previous.messages) return false;
  if (previous.conversation !== null && previous.conversation !== state.conversation) return false;
  const { state: before } = previous.connection;
  return before !== "idle" && before !== "connecting" || previous.messages.some(({ own, offset }) => own && offset === 0);
}
function head(state) {
  return state.messages.findLast(({ offset }) => offset > 0)?.offset ?? 0;
}

// src/styles/base.css
var base_default = '@layer base,frame,log,parts;@layer base{:host{display:contents}:host([hidden]){display:none}.root{all:initial;display:contents;color-scheme:light dark;--primary: var(--chat-primary, light-dark(#3d50e0, #4c5de6));--on-primary: var(--chat-on-primary, #fff);--background: var(--chat-background, light-dark(#fff, #15161c));--text: var(--chat-text, light-dark(#1a1c26, #eceef6));--muted: var(--chat-muted, light-dark(#5c6174, #a3a8bc));--border: var(--chat-border, light-dark(#e3e5ee, #2e313d));--bubble: var(--chat-agent-bubble, light-dark(#f0f1f7, #252833));--on-bubble: var(--chat-on-agent-bubble, var(--text));--radius: var(--chat-radius, 18px);--gap: var(--chat-gap, 16px);--size: var(--chat-launcher-size, 60px);--shadow: var(--chat-shadow, 0 12px 40px #080a1e38, 0 1px 3px #080a1e1f);--field: light-dark(#868b9e, #6b7086);--danger: light-dark(#c0232c, #ff8d8d);--tint: color-mix(in srgb, currentColor 9%, transparent);--accent: light-dark(var(--primary), color-mix(in srgb, var(--primary) 55%, #fff));font:var(--chat-font-size, 15px)/1.45 var(--chat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);color:var(--text);-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}:host([theme="light"]) .root{color-scheme:light}:host([theme="dark"]) .root{color-scheme:dark}*{box-sizing:border-box}[hidden]{display:none!important}button,input,textarea,select{font:inherit;color:inherit}button{border:0;padding:0;background:none;cursor:pointer}a{color:inherit;text-underline-offset:2px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.icon{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}@media(prefers-reduced-motion:reduce){*,:before,:after{animation-duration:1ms!important;animation-iteration-count:1!important;transition:none!important}}@media(forced-colors:active){.launcher,.panel,.send,.composer,.header,.bubble,.avatar,.pill{border-color:CanvasText}[aria-disabled=true]{border-color:GrayText;color:GrayText}.dots i{background:CanvasText}}}';

// src/styles/launcher.css
var launcher_default = '@layer frame{.launcher{position:fixed;z-index:var(--chat-z-index, 2147483000);inset-inline-end:var(--side, 20px);bottom:var(--end, 20px);display:flex;align-items:center;justify-content:center;gap:10px;min-width:var(--size);height:var(--size);border-radius:calc(var(--size) / 2);background:var(--primary);color:var(--on-primary);box-shadow:var(--shadow);border:1px solid transparent;font-weight:600;transition:scale .2s}.launcher:hover{scale:1.05}.launcher:active{scale:.96}.launcher .icon{width:28px;height:28px}.label:empty{display:none}.launcher:has(.label:not(:empty)){padding-inline:20px 24px}.launcher[aria-expanded=true] slot,.launcher[aria-expanded=false]>.icon{display:none}.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border:2px solid var(--background);border-radius:11px;background:#d11f36;color:#fff;font-size:12px;font-weight:700;line-height:18px;text-align:center;animation:pop .3s}:host([position="left"]) :is(.launcher,.panel){inset-inline:auto;left:var(--side, 20px)}:host([position="right"]) :is(.launcher,.panel){inset-inline:auto;right:var(--side, 20px)}@keyframes pop{0%{scale:0}}}';

// src/styles/sheet.ts
function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

// src/styles/page.ts
var styles;
function pageStyles() {
  return styles ??= sheet(base_default + launcher_default);
}

// src/ui/dom.ts
var invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;
function clean(text) {
  return text.replace(invisible, "");
}
function attribute(element, name, value) {
  if (value === false || value == null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== (value === true ? "" : String(value))) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}
function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else attribute(element, name, value);
  }
  append(element, ...children);
  return element;
}
function append(parent, ...children) {
  for (const child of children) {
    if (child) parent.appendChild(typeof child === "string" ? document.createTextNode(clean(child)) : child);
  }
}
function setText(element, text) {
  const cleaned = clean(text);
  if (element.textContent !== cleaned) element.textContent = cleaned;
}

// src/ui/announcer.ts
var lifetime = 8e3;
var Announcer = class {
  element = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  say(text) {
    const line = h("p", null, text);
    this.element.append(line);
    setTimeout(() => line.remove(), lifetime);
  }
};

// src/ui/draw.ts
var svg = "http://www.w3.org/2000/svg";
var launcherShapes = {
  chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z",
  chevron: "m6 9 6 6 6-6"
};
function draw(name, shape) {
  const picture = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  picture.append(path);
  return picture;
}

// src/ui/launcher.ts
var Launcher = class {
  /** @param near somebody is about to press it */
  constructor(context, near) {
    this.context = context;
    this.element = h(
      "button",
      {
        class: "launcher",
        part: "launcher",
        "aria-haspopup": "dialog",
        "aria-controls": "panel",
        pointerenter: near,
        focus: near,
        click: () => context.toggle(this.element.getAttribute("aria-expanded") !== "true")
      },
      h("slot", { name: "launcher" }, draw("chat", launcherShapes.chat)),
      draw("chevron", launcherShapes.chevron),
      this.#label,
      this.#badge
    );
  }
  context;
  #badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
  #label = h("span", { class: "label" });
  element;
  /** @param label what it says beside its icon, null for nothing; "none" hides it */
  update(label, open, unread) {
    const { t, count } = this.context.words;
    const name = label || t("launcher");
    this.element.hidden = label === "none";
    setText(this.#label, label ?? "");
    this.#badge.hidden = unread === 0 || open;
    setText(this.#badge, unread > 99 ? "99+" : String(unread));
    attribute(this.element, "aria-expanded", String(open));
    attribute(this.element, "aria-label", unread && !open ? `${name}, ${count("unread", unread)}` : name);
  }
};

// src/ui/view.ts
var mostSpoken = 3;
var windowModule;
function loadWindow() {
  windowModule ??= import("./window.js").catch((error) => {
    windowModule = void 0;
    throw error;
  });
  return windowModule;
}
var View = class {
  constructor(shadow, context, look) {
    this.shadow = shadow;
    this.context = context;
    this.#look = look;
    this.#root = h("section", { class: "root", "aria-label": context.words.t("launcher") });
    this.#launcher = new Launcher(context, () => void loadWindow().catch(() => {
    }));
    this.#root.append(this.#launcher.element, this.#announcer.element);
    shadow.adoptedStyleSheets = [pageStyles()];
    shadow.append(this.#root);
    this.#unsubscribe = context.client.subscribe((state, previous) => this.#changed(state, previous));
    document.addEventListener("visibilitychange", this.#visible);
    this.update(look);
  }
  shadow;
  context;
  #root;
  #announcer = new Announcer();
  #launcher;
  #unsubscribe;
  #visible = () => this.#read();
  #window = null;
  /** The last call of open or close asked for an open window. */
  #wanted = false;
  /** The window could not be loaded. */
  #failed = false;
  #look;
  #frame = 0;
  /** Others' messages that were not announced yet. */
  #news = [];
  get isOpen() {
    return this.#window?.panel.isOpen ?? false;
  }
  /** Takes over changed attributes. */
  update(look) {
    this.#look = look;
    const [side, end] = (look.offset ?? "").split(/[\s,]+/).map(Number.parseFloat);
    this.#length("--side", side);
    this.#length("--end", end ?? side);
    this.#render();
  }
  /**
   * Opens the window, and says whether this call did; rejects, and lets the launcher say so, when it cannot be loaded.
   * @param focus a person opens it: the focus goes in
   */
  async open(focus) {
    this.#wanted = true;
    const { ChatWindow, windowStyles } = await this.#load();
    if (!this.#wanted || this.isOpen || !this.#root.isConnected) return false;
    this.shadow.adoptedStyleSheets = [pageStyles(), windowStyles()];
    const window = this.#window ??= this.#makeWindow(ChatWindow);
    window.panel.open(this.#look.inline);
    window.panel.element.append(this.#announcer.element);
    this.#render();
    window.scroll.toEnd();
    window.composer.fit();
    const target = matchMedia("(pointer: coarse)").matches ? window.panel.element : window.composer.input;
    if (focus) target.focus({ preventScroll: true });
    return true;
  }
  /** Closes the window, unless it is part of the page, and says whether this call did. */
  close() {
    this.#wanted = this.#look.inline;
    if (!this.#window || !this.isOpen || this.#wanted) return false;
    this.#root.append(this.#announcer.element);
    this.#render(false);
    this.#window.panel.close(this.#launcher.element);
    return true;
  }
  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#unsubscribe();
    document.removeEventListener("visibilitychange", this.#visible);
    this.#window?.destroy();
    this.#root.remove();
  }
  async #load() {
    this.#failed = false;
    try {
      return await loadWindow();
    } catch (error) {
      this.#failed = true;
      this.#announcer.say(this.context.words.t("unavailable"));
      this.#render();
      throw error;
    }
  }
  #makeWindow(Made) {
    const window = new Made(this.context, () => this.#look.scroll === "answer-top", () => this.#read());
    this.#root.prepend(window.panel.element);
    return window;
  }
  #changed(state, previous) {
    const news = received(state, previous);
    this.#news.push(...news);
    this.#window?.changed(state, previous, news.length);
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }
  #render(open = this.isOpen) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { state } = this.context.client;
    const { launcher, inline, heading } = this.#look;
    const label = this.#failed ? this.context.words.t("unavailable") : launcher;
    this.#launcher.update(inline ? "none" : label, open, state.unread);
    if (open) this.#window?.render(state, heading);
    this.#announce(open);
    if (open) this.#read();
  }
  #announce(open) {
    const { words, client } = this.context;
    const news = this.#news.splice(0);
    if (news.length === 0) return;
    if (open) for (const message of news.slice(-mostSpoken)) this.#announcer.say(this.#window.log.spokenText(message));
    else if (client.state.unread > 0) this.#announcer.say(words.count("unread", client.state.unread));
  }
  /** Tells the others how far the visitor has read: what is on a visible screen. */
  #read() {
    const { client } = this.context;
    const looking = this.isOpen && document.visibilityState === "visible" && this.#window?.scroll.following;
    if (looking && client.state.unread > 0) client.read(head(client.state));
  }
  #length(name, pixels) {
    if (pixels !== void 0 && Number.isFinite(pixels)) this.#root.style.setProperty(name, `${pixels}px`);
    else this.#root.style.removeProperty(name);
  }
};

// src/element.ts
var options = ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"];
var Base = globalThis.HTMLElement ?? class {
};
var ChatWidget = class _ChatWidget extends Base {
  static observedAttributes = [...options, "open"];
  /** The server of an element that names none. */
  static defaultServer = "/chat";
  // `scroll` is an attribute and an option only: as a property it is Element.scroll().
  #client = null;
  /** The client that the page has given. */
  #given = null;
  #view = null;
  #unsubscribe = () => {
  };
  #draft = null;
  #strings = {};
  #bearer;
  #transports;
  #parts = /* @__PURE__ */ new Map();
  #focus = false;
  #settle;
  #ready = new Promise((resolve) => this.#settle = resolve);
  /** The messages that are loaded, oldest first. */
  get messages() {
    return this.#client?.state.messages ?? [];
  }
  /** How many of others' messages were not seen yet. */
  get unread() {
    return this.#client?.state.unread ?? 0;
  }
  /** Whether and how the server is reached. */
  get connection() {
    return this.#client?.state.connection ?? { state: "idle", attempt: 0 };
  }
  /** Resolves when an existing session was taken up, or it is clear that there is none. */
  get ready() {
    return this.#ready;
  }
  /** The headless client. One may be given before the element is connected; who made it closes it. */
  get client() {
    return this.#client ?? this.#given;
  }
  set client(client) {
    if (!this.#view) this.#given = client;
    else {
      this.#stop();
      this.#given = client;
      this.#start();
    }
  }
  /** Opens the window. */
  open({ focus = isPersonActing() } = {}) {
    this.#focus = focus;
    this.toggleAttribute("open", true);
    this.#focus = false;
  }
  /** Closes the window; the focus that was in it returns. */
  close() {
    this.toggleAttribute("open", false);
  }
  /** Opens the window, or closes it. */
  toggle(options2) {
    if (this.hasAttribute("open")) this.close();
    else this.open(options2);
  }
  /** Shows the widget after hide. */
  show() {
    this.hidden = false;
  }
  /** Hides the widget, launcher and all; the connection goes on. */
  hide() {
    this.close();
    this.hidden = true;
  }
  /** Ends the connection and removes the element. What is not sent yet is sent by the next widget of the page's origin. */
  destroy() {
    this.remove();
    this.#stop();
  }
  /**
   * Sends a message of the visitor; the first one makes the session.
   * Resolves when the server has it for good; rejects when it was refused, discarded or prevented.
   */
  async send(message) {
    const parts = this.#accept(message);
    if (!parts) throw new Error("A listener of chat:beforesend prevented the message.");
    return this.#deliver(parts);
  }
  /** Loads earlier messages. */
  async loadOlder() {
    await this.#client?.loadOlder();
  }
  /** Ends the session and forgets what is stored about it. */
  async logout() {
    if (this.#draft) this.#draft.text = "";
    await this.#client?.logout();
    this.#rebuild();
  }
  /** Changes options; names that are not known are ignored. */
  configure(changes) {
    for (const name of options) if (Object.hasOwn(changes, name)) attribute(this, name, changes[name]);
    const { strings, bearer, transports, open } = changes;
    if (bearer !== void 0) this.#bearer = bearer;
    if (transports) this.#transports = transports;
    if (bearer !== void 0 || transports) this.#restart();
    if (strings) {
      this.#strings = { ...this.#strings, ...strings };
      this.#rebuild();
    }
    if (open !== void 0) this.toggleAttribute("open", open);
  }
  /** Shows parts of a type by a function of the page's; it wins over a built-in one. */
  registerPart(type, render) {
    this.#parts.set(type, render);
    this.#rebuild();
  }
  connectedCallback() {
    this.#upgrade();
    if (!this.#view) this.#start();
  }
  disconnectedCallback() {
    setTimeout(() => this.isConnected || this.#stop());
  }
  attributeChangedCallback(name, before, value) {
    if (before === value || !this.#view) return;
    if (name === "open") void this.#opened(value !== null);
    else if (name === "server") this.#restart();
    else if (name === "locale" || name === "position") this.#rebuild();
    else this.#view.update(this.#look());
  }
  /** Takes over properties that were set before the element was defined. */
  #upgrade() {
    for (const [name, value] of Object.entries(this)) {
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }
  #start() {
    const server = this.server ?? _ChatWidget.defaultServer;
    const client = this.#client = this.#given ?? this.#makeClient(server);
    this.#draft = new Draft(server);
    this.#unsubscribe = client.subscribe((state, previous) => this.#changed(state, previous));
    this.#makeView();
    void client.start().then(() => {
      if (client !== this.#client) return;
      this.#settle();
      this.#emit("chat:ready", null);
    });
  }
  #makeClient(server) {
    const foreign = new URL(server, document.baseURI).origin !== location.origin;
    const transports = this.#transports && { transports: this.#transports };
    return createClient({ server, bearer: this.#bearer ?? foreign, ...transports });
  }
  #stop() {
    this.#view?.destroy();
    this.#view = null;
    this.#unsubscribe();
    if (this.#client !== this.#given) this.#client?.close();
    this.#client = null;
  }
  #restart() {
    if (!this.#view) return;
    this.#stop();
    this.#start();
  }
  #makeView() {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#view = new View(shadow, this.#context(), this.#look());
    if (this.hasAttribute("open") || this.#look().inline) void this.#show(false);
  }
  /** Opens the window, which may have to be loaded first; returns whether this call did. */
  async #show(focus) {
    try {
      return await this.#view.open(focus);
    } catch (error) {
      this.removeAttribute("open");
      this.#emit("chat:error", { error });
      return false;
    }
  }
  #rebuild() {
    if (!this.#view) return;
    this.#view.destroy();
    this.#makeView();
  }
  async #opened(open) {
    if (open ? await this.#show(this.#focus) : this.#view.close()) this.#emit(open ? "chat:open" : "chat:close", null);
  }
  #look() {
    const { heading, launcher, offset, position } = this;
    return { heading, launcher, offset, scroll: this.getAttribute("scroll"), inline: position === "inline" };
  }
  #context() {
    const locale = this.locale || this.closest("[lang]")?.getAttribute("lang");
    return {
      client: this.#client,
      words: createWords(page, usableLocale(locale), this.#strings),
      locale,
      translation: this.#strings,
      server: this.server ?? _ChatWidget.defaultServer,
      parts: this.#parts,
      draft: this.#draft,
      send: (message) => this.#sendByHand(message),
      press: (message, value) => {
        this.#emit("chat:action", { message, value });
        this.#report(this.#client.action(message, value));
      },
      toggle: (open) => open ? this.open({ focus: true }) : this.close()
    };
  }
  #sendByHand(message) {
    const parts = this.#accept(message);
    if (parts) this.#report(this.#deliver(parts));
    return parts !== null;
  }
  /** Lets the page see a message before it is sent; returns what is to be sent, null when the page prevents it. */
  #accept(message) {
    const detail = { parts: typeof message === "string" ? [{ type: "text", text: message }] : message };
    return this.#emit("chat:beforesend", detail, true) ? detail.parts : null;
  }
  async #deliver(parts) {
    if (!this.#client) throw new Error("The chat widget is in no document: append it first.");
    const receipt = await this.#client.send(parts);
    this.#emit("chat:send", { receipt });
    return receipt;
  }
  #report(sent) {
    sent.catch((error) => this.#emit("chat:error", { error }));
  }
  #changed(state, previous) {
    for (const message of received(state, previous)) this.#emit("chat:receive", { message });
    for (const message of changedStatus(state, previous)) this.#emit("chat:status", { message });
    if (state.unread !== previous.unread) this.#emit("chat:unread", { unread: state.unread });
    if (state.connection !== previous.connection) this.#emit("chat:connection", state.connection);
  }
  #emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }
};
for (const name of options) {
  if (name === "dir" || name === "scroll") continue;
  Object.defineProperty(ChatWidget.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name);
    },
    set(value) {
      attribute(this, name, value);
    }
  });
}
function isPersonActing() {
  const event = globalThis.event;
  return event !== void 0 && event.isTrusted && (event.type === "click" || event.type.startsWith("key"));
}
export {
  ChatWidget
};
