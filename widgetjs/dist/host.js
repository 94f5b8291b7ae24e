import {
  chatShape,
  draw,
  sheet
} from "./chunk-DPN46NZF.js";

// src/embed/host.css
var host_default = ':host{all:initial;--size:var(--chat-launcher-size,60px);color-scheme:inherit}iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}:host([data-inline]) iframe{min-height:320px;max-height:var(--chat-max-height,80vh)}button{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:20px;bottom:20px;display:flex;align-items:center;justify-content:center;gap:10px;box-sizing:border-box;min-width:var(--size);height:var(--size);border:1px solid transparent;border-radius:var(--size);padding:0;background:var(--chat-primary,light-dark(#3d50e0,#4c5de6));color:var(--chat-on-primary,#fff);box-shadow:0 12px 40px #080a1e38,0 1px 3px #080a1e1f;font:600 var(--chat-font-size,15px)/1.45 var(--chat-font,system-ui,sans-serif);cursor:pointer}button:not([data-label=""]){padding-inline:20px 24px}:focus-visible{outline:auto;outline-offset:2px}svg{width:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}span{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;box-sizing:border-box;padding:2px 6px;border-radius:11px;background:#d11f36;color:#fff;font-size:12px;line-height:18px;text-align:center}[hidden]{display:none}dialog{position:fixed;z-index:var(--chat-z-index,2147483000);inset:auto;inset-inline-end:20px;bottom:calc(var(--size) + 36px);width:min(var(--chat-width,400px),480px,100vw - 40px);height:min(var(--chat-height,680px),100dvh - var(--size) - 52px);max-width:none;max-height:none;margin:0;padding:0;border:0;overflow:hidden;background:none;border-radius:18px;box-shadow:0 12px 40px #080a1e38,0 1px 3px #080a1e1f}:host([data-chatmount="left"]) :is(button,dialog){inset-inline:auto;left:20px}:host([data-chatmount="right"]) :is(button,dialog){inset-inline:auto;right:20px}@media(max-width:480px),(max-height:480px){dialog{inset:0!important;width:100%;height:100dvh;border-radius:0}}';

// src/embed/messages.ts
var greeting = "chatmount:embed:1";
var lookOptions = ["theme", "locale", "dir", "heading", "scroll"];
var longest = 8192;
function fromFrame(data) {
  const { type, unread, height, error } = members(data);
  if (type === "open" || type === "close") return { type };
  if (type === "unread" && isCount(unread)) return { type, unread };
  if (type === "resize" && isCount(height)) return { type, height };
  if (type === "identified" && (error === null || isText(error))) return { type, error };
  return null;
}
function lookOf(from) {
  const given = members(from);
  return Object.fromEntries(lookOptions.filter((name) => given[name] === null || isText(given[name])).map((name) => [name, given[name]]));
}
function members(of) {
  return Object.assign(/* @__PURE__ */ Object.create(null), typeof of === "object" ? of : null);
}
function isText(value) {
  return typeof value === "string" && value.length <= longest;
}
function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

// src/embed/host.ts
var EmbeddedChat = class extends EventTarget {
  constructor({ server, target, launcher = "", position, title = "Chat", ...look }) {
    super();
    /** What was placed on the page. */
    this.element = document.createElement("div");
    this.#frame = document.createElement("iframe");
    this.#dialog = document.createElement("dialog");
    this.#launcher = document.createElement("button");
    this.#badge = document.createElement("span");
    this.#small = matchMedia("(max-width: 480px), (max-height: 480px)");
    // the style sheet has the same condition
    /** Page transitions (Turbo, Astro, htmx) replace the body, or what is in it. A frame that was moved loads again. */
    this.#stay = new MutationObserver(() => this.element.isConnected || document.body?.append(this.element));
    this.#port = null;
    this.#unread = 0;
    /** The token that the visitor is known by, whether a logout is still to be told, and who waits to hear whether the token was taken. */
    this.#token = null;
    this.#signedOut = false;
    this.#identified = [];
    const url = new URL(`${server.replace(/\/$/, "")}/embed`, document.baseURI);
    this.#origin = url.origin;
    this.#inline = target != null;
    url.hash = this.#inline ? "inline" : "window";
    this.#url = url.href;
    this.#look = lookOf(look);
    this.#drawFrame(title);
    const shadow = this.element.attachShadow({ mode: "closed" });
    shadow.adoptedStyleSheets = [sheet(host_default)];
    this.element.dataset["chatmount"] = position ?? "";
    this.element.toggleAttribute("data-inline", this.#inline);
    this.#place = this.#inline ? shadow : this.#dialog;
    if (!this.#inline) shadow.append(this.#drawWindow(), this.#drawLauncher(launcher));
    (target ?? document.body).append(this.element);
    if (this.#inline) this.#load();
    else {
      this.#stay.observe(document, { childList: true, subtree: true });
      (globalThis.requestIdleCallback ?? setTimeout)(() => this.#load());
    }
  }
  #origin;
  #url;
  #inline;
  #frame;
  /** Where the frame is put when it is needed. */
  #place;
  #dialog;
  #launcher;
  #badge;
  #small;
  #stay;
  #look;
  #port;
  #unread;
  #token;
  #signedOut;
  #identified;
  /** How many messages were not seen yet. */
  get unread() {
    return this.#unread;
  }
  /** Whether the chat is shown. */
  get isOpen() {
    return this.#inline || this.#dialog.open;
  }
  /** Opens the window; with focus, the focus goes into it. */
  open({ focus = false } = {}) {
    if (this.isOpen) return;
    this.#load();
    if (this.#small.matches) this.#dialog.showModal();
    else this.#dialog.open = true;
    if (focus) this.#frame.focus({ preventScroll: true });
    this.#changed("open");
    this.#say({ type: "open", focus });
  }
  /** Closes the window; the focus that was in it returns to the launcher. */
  close() {
    if (this.#inline || !this.isOpen) return;
    const hadFocus = this.#dialog.matches(":focus-within");
    this.#dialog.close();
    if (hadFocus) this.#launcher.focus({ preventScroll: true });
    this.#changed("close");
    this.#say({ type: "close" });
  }
  /** Opens the window, or closes it. */
  toggle(options) {
    if (this.isOpen) this.close();
    else this.open(options);
  }
  /** Changes the look; options that are not named stay as they are. */
  configure(look) {
    this.#look = { ...this.#look, ...lookOf(look) };
    this.#say({ type: "configure", look: this.#look });
  }
  /**
   * Tells the chat who the visitor is, by a token that the server's Identify takes. Resolves when it was taken, which may
   * be as late as the visitor's first message; rejects with an Error when it was not.
   */
  identify(token) {
    this.#token = token;
    return new Promise((resolve, reject) => {
      this.#identified.push((error) => error === null ? resolve() : reject(new Error(error)));
      this.#load();
      this.#say({ type: "identify", token });
    });
  }
  /** Ends the visitor's session. */
  logout() {
    this.#token = null;
    this.#signedOut = this.#port === null;
    this.#hear({ type: "identified", error: "The session has ended." });
    this.#load();
    this.#say({ type: "logout" });
  }
  /** Takes the chat off the page. */
  destroy() {
    this.#port?.close();
    this.#port = null;
    this.#stay.disconnect();
    this.element.remove();
  }
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
  }
  #load() {
    if (this.#frame.src) return;
    this.#frame.src = this.#url;
    this.#place.append(this.#frame);
  }
  #drawFrame(title) {
    const frame = this.#frame;
    frame.title = title;
    frame.allow = "clipboard-write";
    if (this.#origin !== location.origin) frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-forms", "allow-popups", "allow-popups-to-escape-sandbox", "allow-downloads");
    frame.addEventListener("load", () => this.#greet());
  }
  #drawWindow() {
    this.#dialog.ariaLabel = this.#frame.title;
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    return this.#dialog;
  }
  #drawLauncher(words) {
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
  #greet() {
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
  #say(message) {
    this.#port?.postMessage(message);
  }
  #hear(data) {
    const said = fromFrame(data);
    if (said?.type === "close") this.close();
    else if (said?.type === "open" && this.#dialog.matches(":focus-within")) this.#frame.contentWindow?.focus();
    else if (said?.type === "resize" && this.#inline) this.#frame.style.height = `${said.height}px`;
    else if (said?.type === "identified") for (const settle of this.#identified.splice(0)) settle(said.error);
    else if (said?.type === "unread" && said.unread !== this.#unread) {
      this.#unread = said.unread;
      this.#changed("unread");
    }
  }
  #changed(what) {
    this.#render();
    this.dispatchEvent(new Event(what));
  }
  #render() {
    const news = this.#unread > 0 && !this.isOpen;
    const name = this.#launcher.dataset["label"] || this.#frame.title;
    this.#badge.hidden = !news;
    this.#badge.textContent = this.#unread > 99 ? "99+" : String(this.#unread);
    this.#launcher.ariaExpanded = String(this.isOpen);
    this.#launcher.ariaLabel = news ? `${name} (${this.#badge.textContent})` : name;
  }
};
function embed(options) {
  return new EmbeddedChat(options);
}
export {
  EmbeddedChat,
  embed
};
