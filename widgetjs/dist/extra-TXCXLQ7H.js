import {
  attribute,
  buttons,
  clean,
  drawn,
  finish,
  formAnswer,
  h,
  icon,
  linkify,
  listOf,
  mediaUrl,
  nameOf,
  received,
  setText,
  textOf
} from "./chunk-OM4S4MTO.js";
import "./chunk-DPN46NZF.js";

// src/extra/preference.ts
var Preference = class {
  constructor(name) {
    this.name = name;
  }
  #value = null;
  /** null: nothing was chosen. */
  get value() {
    try {
      return localStorage.getItem(`chatmount-${this.name}`);
    } catch {
      return this.#value;
    }
  }
  set value(value) {
    this.#value = value;
    try {
      if (value === null) localStorage.removeItem(`chatmount-${this.name}`);
      else localStorage.setItem(`chatmount-${this.name}`, value);
    } catch {
    }
  }
};

// src/extra/speech.ts
function textOfMessage({ parts: parts2, value }) {
  return parts2.map(textOfPart).filter(Boolean).join("\n") || textOf(value);
}
function textOfPart(part) {
  const { type, text, title, alt, name, url, fallback, cards } = part;
  switch (type) {
    case "text":
    case "markdown":
    case "system":
      return textOf(text);
    case "image":
      return join(alt, url);
    case "file":
    case "audio":
    case "video":
      return join(name, url);
    case "card":
      return join(title, text);
    case "carousel":
      return listOf(cards).map((card2) => join(card2["title"], card2["text"])).join("\n");
    case "buttons":
      return listOf(part["buttons"]).map((button) => `[${textOf(button["title"])}]`).join(" ");
    case "form":
      return listOf(part["fields"]).map((field) => `[${textOf(field["label"])}]`).join(" ");
    case "x-form":
      return "";
    // the text part beside it says it
    default:
      return textOf(fallback);
  }
}
function join(...fields) {
  return fields.map(textOf).filter(Boolean).join(" – ");
}

// src/extra/alerts.ts
var patience = 400;
var turn = 1500;
var sound = new Preference("sound");
var notify = new Preference("notify");
var Alerts = class {
  constructor(view) {
    this.view = view;
    document.addEventListener("visibilitychange", this.#looked);
  }
  #audio;
  /** The page's title, while it is covered. */
  #title = null;
  #shown = "";
  #turns;
  #pending = /* @__PURE__ */ new Set();
  get sound() {
    return sound.value !== null;
  }
  /** To be set while a click is handled: browsers let nothing sound before. */
  set sound(on) {
    sound.value = on ? "on" : null;
    if (on) this.#chime();
  }
  get notifications() {
    return notify.value !== null && globalThis.Notification?.permission === "granted";
  }
  /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
  async allowNotifications(on) {
    const granted = on && await globalThis.Notification?.requestPermission() === "granted";
    notify.value = granted ? "on" : null;
    return granted;
  }
  changed(state, previous) {
    if (state.unread === 0) this.#uncover();
    const message = received(state, previous).at(-1);
    if (!message || this.view.isOpen && document.visibilityState === "visible") return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      this.#tell(message);
    }, patience);
    this.#pending.add(timer);
  }
  destroy() {
    document.removeEventListener("visibilitychange", this.#looked);
    for (const timer of this.#pending) clearTimeout(timer);
    this.#uncover();
    void this.#audio?.close();
  }
  #tell(message) {
    const { leads, unread } = this.view.context.client.state;
    if (!leads || unread === 0) return;
    if (this.sound) this.#chime();
    if (document.visibilityState === "visible") return;
    this.#cover();
    if (this.notifications) this.#notify(message);
  }
  #notify(message) {
    const { context } = this.view;
    try {
      const shown = new Notification(nameOf(message.author, context), { body: textOfMessage(message).slice(0, 200), tag: `chatmount ${context.server}` });
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
        context.toggle(true);
      });
    } catch {
    }
  }
  #cover() {
    const { i18n, client } = this.view.context;
    this.#title ??= document.title;
    clearInterval(this.#turns);
    const news = `(${client.state.unread}) ${i18n.count("new", client.state.unread)}`;
    const show = (text) => document.title = this.#shown = text;
    show(news);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#turns = setInterval(() => {
      if (document.title !== this.#shown) this.#title = document.title;
      show(this.#shown === news ? this.#title : news);
    }, turn);
  }
  #uncover() {
    clearInterval(this.#turns);
    if (this.#title !== null && document.title === this.#shown) document.title = this.#title;
    this.#title = null;
  }
  #looked = () => {
    if (document.visibilityState === "visible") this.#uncover();
  };
  /** Rings, where the browser lets it: a page that was not touched yet may not, and what it missed does not sound later. */
  #chime() {
    const audio = this.#audio ??= new AudioContext();
    const asked = performance.now();
    void audio.resume().then(() => performance.now() - asked < 1e3 && ring(audio), () => {
    });
  }
};
function ring(audio) {
  [660, 880].forEach((pitch, i) => {
    const start = audio.currentTime + i * 0.11;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.09, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(1e-4, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}

// src/extra/form.ts
var inputKinds = /* @__PURE__ */ new Set(["email", "tel", "number"]);
function form(part, context) {
  const fields = listOf(part["fields"]);
  const inputs = fields.map((field) => input(field, context));
  const id = textOf(part["id"]);
  const submit = (event) => {
    event.preventDefault();
    if (element.dataset["done"] !== void 0) return;
    const answers = inputs.map((entry) => answer(entry, context));
    const lines = fields.map((field, i) => `${textOf(field["label"])}: ${answers[i]}`);
    const values = Object.fromEntries(fields.map((field, i) => [textOf(field["name"]), answers[i]]));
    finish(element);
    context.send([
      { type: "text", text: lines.filter((_, i) => answers[i]).join("\n") || "–" },
      { type: formAnswer, fallback: "–", form: id, values }
    ]);
  };
  const labels = fields.map((field, i) => label(field, inputs[i]));
  const button = h("button", { type: "submit", class: "choice" }, textOf(part["submit"]) || context.i18n.t("submit"));
  const element = h("form", { class: "form", "data-form": id, submit }, ...labels, button);
  return element;
}
function input(field, { i18n }) {
  const kind = textOf(field["kind"]);
  const props = { name: textOf(field["name"]), required: field["required"] === true };
  if (kind === "textarea") return h("textarea", { ...props, rows: 3 });
  if (kind === "checkbox") return h("input", { ...props, type: kind });
  if (kind !== "select") return h("input", { ...props, type: inputKinds.has(kind) ? kind : "text" });
  const options = Array.isArray(field["options"]) ? field["options"].map(textOf) : [];
  return h("select", props, h("option", { value: "" }, i18n.t("choose")), ...options.map((o) => h("option", { value: o }, o)));
}
function label(field, entry) {
  const name = h("span", null, h("bdi", null, textOf(field["label"])), field["required"] === true && h("i", { "aria-hidden": "true" }, " *"));
  return h("label", { class: entry.type }, name, entry);
}
function answer(entry, { i18n }) {
  return entry.type === "checkbox" ? i18n.t(entry.checked ? "yes" : "no") : entry.value.trim();
}

// src/extra/menu.ts
var Menu = class {
  constructor(button, items) {
    this.button = button;
    this.element = h(
      "div",
      { class: "menu", part: "menu", hidden: true, keydown: (event) => this.#key(event), focusout: (event) => this.#left(event) },
      h("div", { role: "menu", "aria-label": button.getAttribute("aria-label") }, ...items.map((item) => this.#item(item))),
      this.#said
    );
  }
  #said = h("p", { class: "said", role: "status" });
  toggle() {
    if (this.element.hidden) this.#open();
    else this.#close();
  }
  #open() {
    this.element.hidden = false;
    this.#said.textContent = "";
    attribute(this.button, "aria-expanded", "true");
    for (const item of this.#items) item.dispatchEvent(new Event("show"));
    this.#items[0]?.focus({ preventScroll: true });
  }
  #close() {
    const hadFocus = this.element.matches(":focus-within");
    this.element.hidden = true;
    attribute(this.button, "aria-expanded", "false");
    if (hadFocus) this.button.focus({ preventScroll: true });
  }
  #item({ label: label2, checked, press }) {
    const show = () => attribute(item, "aria-checked", checked && String(checked()));
    const pressed = async () => {
      const said = await press();
      show();
      if (typeof said === "string") this.#said.textContent = said;
      else if (!checked) this.#close();
    };
    const item = h("button", { role: checked ? "menuitemcheckbox" : "menuitem", tabindex: -1, click: () => void pressed(), show }, h("span", null, label2), checked ? icon("check") : null);
    return item;
  }
  get #items() {
    return [...this.element.querySelectorAll("button")];
  }
  #key(event) {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") this.#close();
    else if (to === void 0) return;
    else items.at(to % items.length).focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
  }
  #left({ relatedTarget }) {
    if (relatedTarget !== this.button && !this.element.contains(relatedTarget)) this.#close();
  }
};

// src/extra/nudges.ts
var usualPause = 24;
var Nudges = class {
  constructor(view, nudges) {
    this.view = view;
    for (const nudge of nudges) this.#await(nudge);
  }
  #stop = new AbortController();
  #answered = new Preference("nudge");
  #timers = [];
  #shown = null;
  #spent = false;
  /** Shows one now, because the page asks for it: only who talks already is left alone. */
  show({ text, pause = usualPause }) {
    const { root, launcher, context } = this.view;
    if (this.view.isOpen || context.client.state.messages.length > 0) return;
    this.hide();
    this.#spent = true;
    const answered = () => {
      this.#answered.value = String(Date.now() + pause * 36e5);
      this.hide();
    };
    const open = () => {
      answered();
      context.toggle(true);
    };
    const dismiss = () => {
      answered();
      launcher.element.focus({ preventScroll: true });
    };
    this.#shown = h(
      "div",
      { class: "nudge", part: "nudge", role: "status" },
      h("button", { class: "nudge-text", dir: "auto", click: open }, text),
      h("button", { class: "nudge-close", "aria-label": context.i18n.t("dismiss"), click: dismiss }, icon("close"))
    );
    root.append(this.#shown);
  }
  /** Takes away what is shown. */
  hide() {
    this.#shown?.remove();
    this.#shown = null;
  }
  destroy() {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.hide();
  }
  #await(nudge) {
    const { signal } = this.#stop;
    const { after, scroll, exit } = nudge;
    const due = () => {
      if (!this.#spent && Date.now() > Number(this.#answered.value)) this.show(nudge);
    };
    if (after !== void 0) this.#timers.push(setTimeout(due, after * 1e3));
    if (scroll !== void 0) addEventListener("scroll", () => depth() >= scroll && due(), { passive: true, signal });
    if (exit) document.addEventListener("mouseout", ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && due(), { signal });
  }
};
function depth() {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight > clientHeight ? 100 * scrollTop / (scrollHeight - clientHeight) : 0;
}

// src/extra/rating.ts
function rating(context) {
  const { t, count } = context.i18n;
  const stars = [1, 2, 3, 4, 5].map(
    (n) => h("label", { class: "star" }, h("input", { type: "radio", name: "stars", value: n, required: true, "aria-label": count("stars", n) }), h("span", { "aria-hidden": "true" }, "★"))
  );
  const comment = h("textarea", { rows: 2, "aria-label": t("comment"), placeholder: t("comment") });
  const submit = (event) => {
    event.preventDefault();
    const { value } = element.querySelector(":checked");
    context.tell("chat:rating", { conversation: context.client.state.conversation, stars: Number(value), comment: comment.value.trim() });
    const thanks = h("p", { class: "system", role: "status", tabindex: -1 }, t("thanks"));
    element.replaceWith(thanks);
    thanks.focus({ preventScroll: true });
  };
  const element = h(
    "form",
    { class: "form rating", part: "rating", submit },
    h("fieldset", null, h("legend", null, t("rate")), h("div", { class: "stars" }, ...stars)),
    comment,
    h("button", { type: "submit", class: "choice" }, t("submit"))
  );
  return element;
}

// src/extra/transcript.ts
async function transcript(client, i18n, nameOf2, format) {
  for (let before = -1; client.state.older === "more" && client.state.messages.length > before; ) {
    before = client.state.messages.length;
    await client.loadOlder();
  }
  const { conversation, messages } = client.state;
  const said = messages.filter(({ draft }) => !draft);
  if (format === "json") return JSON.stringify({ conversation, exported: (/* @__PURE__ */ new Date()).toISOString(), messages: said }, null, 2);
  const when = new Intl.DateTimeFormat(i18n.locale, { dateStyle: "medium", timeStyle: "short" });
  const lines = said.map((message) => [`[${when.format(new Date(message.at))}]`, nameOf2(message), textOfMessage(message)]);
  return clean(lines.filter(([, , text]) => text).map(([at, name, text]) => `${at} ${name}: ${text}
`).join(""));
}
function download(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1e4);
}

// src/extra/around.ts
var prechatId = "prechat";
var Around = class {
  constructor(view) {
    this.view = view;
    const { client, options } = view.context;
    this.#alerts = new Alerts(view);
    this.#nudges = new Nudges(view, options.nudges ?? []);
    this.#unsubscribe = client.subscribe((state, previous) => this.changed(state, previous));
    this.render(client.state);
  }
  #alerts;
  #nudges;
  #unsubscribe;
  #menu = null;
  #prechat = null;
  #rating = null;
  changed(state, previous) {
    this.#alerts.changed(state, previous);
    if (state.messages.length > 0) this.#nudges.hide();
    this.render(state);
  }
  /** Puts into the window what belongs there now; called when it is opened too. */
  render(state) {
    if (this.view.isOpen) this.#nudges.hide();
    this.#renderPrechat(state);
    this.#renderRating(state);
  }
  /** Opens or closes the menu. */
  toggleMenu(button) {
    if (!this.#menu) {
      this.#menu = new Menu(button, this.#items());
      button.after(this.#menu.element);
    }
    this.#menu.toggle();
  }
  nudge(nudge) {
    this.#nudges.show(nudge);
  }
  export(format) {
    const { context } = this.view;
    return transcript(context.client, context.i18n, (message) => nameOf(message.author, context), format);
  }
  destroy() {
    this.#unsubscribe();
    this.#alerts.destroy();
    this.#nudges.destroy();
  }
  #items() {
    const { t } = this.view.context.i18n;
    const alerts = this.#alerts;
    const toggleNotifications = async () => {
      const wanted = !alerts.notifications;
      return await alerts.allowNotifications(wanted) === wanted ? void 0 : t("blocked");
    };
    const save = (format, type, extension) => async () => download(await this.export(format), `chat-${(/* @__PURE__ */ new Date()).toISOString().slice(0, 10)}.${extension}`, type);
    return [
      { label: t("sound"), checked: () => alerts.sound, press: () => void (alerts.sound = !alerts.sound) },
      ..."Notification" in globalThis ? [{ label: t("notify"), checked: () => alerts.notifications, press: toggleNotifications }] : [],
      { label: t("asText"), press: save("text", "text/plain;charset=utf-8", "txt") },
      { label: t("asJson"), press: save("json", "application/json", "json") }
    ];
  }
  #renderPrechat({ conversation, messages }) {
    const { window: window2, context } = this.view;
    const { prechat } = context.options;
    if (!window2) return;
    const wanted = prechat && conversation === null && messages.length === 0;
    if (!wanted) {
      if (!this.#prechat) return;
      const hadFocus = this.#prechat.matches(":focus-within");
      this.#prechat.remove();
      this.#prechat = null;
      window2.composer.element.hidden = false;
      if (hadFocus) window2.composer.input.focus({ preventScroll: true });
    } else if (!this.#prechat) {
      const { t } = context.i18n;
      const { i18n, server, send } = context;
      const part = { type: "form", id: prechatId, fields: prechat.fields, submit: prechat.submit || t("begin") };
      const fields = form(part, { message: noMessage, server, i18n, send, press: () => {
      } });
      this.#prechat = h("div", { class: "prechat" }, h("h3", null, prechat.title || t("before")), fields);
      window2.log.after.append(this.#prechat);
      const wrote = window2.composer.element.matches(":focus-within");
      window2.composer.element.hidden = true;
      if (wrote) this.#prechat.querySelector("input, select, textarea")?.focus({ preventScroll: true });
    }
  }
  #renderRating({ ended }) {
    const { window: window2, context } = this.view;
    if (!window2 || !context.options.rating) return;
    if (!ended) {
      this.#rating?.remove();
      this.#rating = null;
    } else if (!this.#rating) {
      this.#rating = h("div", null, rating(context));
      window2.log.after.append(this.#rating);
      window2.scroll.settle();
    }
  }
};
var noMessage = { id: "", offset: 0, at: "", author: { id: "", name: "", role: "system" }, kind: "message", parts: [], own: false, status: "sent" };

// src/extra/around.css
var around_default = '@layer parts{.menu{position:absolute;z-index:1;top:60px;inset-inline-end:12px;min-width:220px;max-width:calc(100% - 24px);padding:6px;border:1px solid var(--border);border-radius:14px;background:var(--background);color:var(--text);box-shadow:var(--shadow);animation:open .15s}.menu button{display:flex;align-items:center;justify-content:space-between;gap:16px;width:100%;min-height:44px;padding:6px 12px;border-radius:9px;text-align:start}.menu button:is(:hover,:focus-visible){background:var(--tint)}.header .menu :focus-visible{outline-color:var(--accent);outline-offset:-2px}.menu .icon{width:18px;height:18px;color:var(--accent)}.menu [aria-checked=false] .icon{visibility:hidden}.said:empty{display:none}.said{margin:4px 12px 8px;font-size:.87em;color:var(--muted)}.thumbs{grid-column:2;display:flex;gap:2px;margin-top:2px}.thumb{display:grid;place-items:center;width:32px;height:32px;border-radius:8px;color:var(--muted)}.thumb:hover{background:var(--tint)}.thumb .icon{width:17px;height:17px;stroke-width:1.7}.thumb[aria-pressed=true]{color:var(--accent);background:color-mix(in srgb,var(--accent) 14%,transparent)}.thumb[aria-pressed=true] .icon{fill:color-mix(in srgb,currentColor 30%,transparent)}.rating{margin-top:16px}.rating fieldset{margin:0;padding:0;border:0}.rating legend{padding:0;font-weight:600}.stars{display:flex}.form .star{position:relative;display:grid;place-items:center;width:44px;height:44px;border-radius:10px;font-size:28px;line-height:1;color:#b8860b;cursor:pointer}.form .star input{position:absolute;inset:0;width:100%;height:100%;min-height:0;margin:0;opacity:0;cursor:pointer}.star:has(:focus-visible){outline:2px solid var(--accent)}.stars:has(:checked) .star{color:light-dark(#d99400,#ffc53d)}.star:has(:checked)~.star,.stars:not(:has(:checked)) .star{color:light-dark(#868b9e,#6b7086)}.stars:hover .star{color:light-dark(#d99400,#ffc53d)}.stars .star:hover~.star{color:light-dark(#868b9e,#6b7086)}.prechat{max-width:380px;margin:0 auto}.prechat h3{margin:0 0 10px;font-size:1.05em}.nudge{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:var(--side,20px);bottom:calc(var(--end,20px) + var(--size) + 14px);display:flex;max-width:min(300px,100vw - 2 * var(--side,20px));border:1px solid var(--border);border-radius:var(--radius);border-end-end-radius:5px;background:var(--background);color:var(--text);box-shadow:var(--shadow);animation:open .25s}.nudge-text{flex:1;padding:14px 4px 14px 16px;padding-inline:16px 4px;text-align:start;overflow-wrap:anywhere;border-radius:inherit}.nudge-close{flex:none;display:grid;place-items:center;align-self:start;width:36px;height:36px;margin:5px;border-radius:50%;color:var(--muted)}.nudge-close:hover{background:var(--tint)}.nudge-close .icon{width:16px;height:16px}:host([position="left"]) .nudge{inset-inline:auto;left:var(--side,20px)}:host([position="right"]) .nudge{inset-inline:auto;right:var(--side,20px)}}';

// src/extra/media.ts
var quiet = { rel: "noopener noreferrer nofollow ugc", target: "_blank" };
function picture(url, alt, context, size = null) {
  const src = mediaUrl(url, context.server);
  if (!src) return null;
  const length = (value) => typeof value === "number" && value > 0 ? value : null;
  const image2 = h("img", {
    alt,
    width: length(size?.["width"]),
    height: length(size?.["height"]),
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
    error: () => image2.replaceWith(h("span", { class: "missing" }, alt || context.i18n.t("image")))
  });
  image2.src = src;
  return image2;
}
function file(part, context) {
  const href = mediaUrl(part["url"], context.server);
  if (!href) return null;
  const size = typeof part["size"] === "number" && part["size"] > 0 && context.i18n.bytes(part["size"]);
  return h(
    "a",
    { class: "file", href, ...quiet },
    icon("file"),
    h("span", { dir: "auto" }, textOf(part["name"]) || href),
    size && h("small", null, size)
  );
}
function player(part, context) {
  const src = mediaUrl(part["url"], context.server);
  if (!src) return null;
  const name = textOf(part["name"]);
  const media = h(part.type, { src, controls: true, preload: "metadata", "aria-label": name, playsinline: true });
  return h("figure", { class: "player" }, media, h("figcaption", null, file(part, context)));
}

// src/extra/card.ts
function card(part, context) {
  const text = h("p");
  linkify(text, textOf(part["text"]));
  return h(
    "div",
    { class: "card" },
    picture(part["image"], "", context),
    h("div", { class: "card-text", dir: "auto" }, h("strong", null, textOf(part["title"])), text.firstChild && text),
    buttons(part["buttons"], context)
  );
}
function carousel(part, context) {
  const { t } = context.i18n;
  const cards = listOf(part["cards"]).map((item) => h("li", null, card(item, context)));
  if (cards.length === 0) return null;
  const track = h("ul", { class: "track", tabindex: 0 }, ...cards);
  const turn2 = (name, by) => {
    const move = () => {
      const forward = getComputedStyle(track).direction === "rtl" ? -by : by;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      track.scrollBy({ left: forward * (cards[0].offsetWidth + 8), behavior: still ? "auto" : "smooth" });
    };
    return h("button", { class: `turn ${name}`, "aria-label": t(name), click: move }, icon("chevron"));
  };
  return h("div", { class: "carousel" }, track, cards.length > 1 && turn2("previous", -1), cards.length > 1 && turn2("next", 1));
}

// src/extra/feedback.ts
var up = "M7 21V10l5-8c1.7 0 2.5 1.3 2.2 3L13.5 9H19a2 2 0 0 1 2 2.3l-1.3 8A2 2 0 0 1 17.700 21zM3 10h4v11H3z";
var down = "M17 3v11l-5 8c-1.7 0-2.5-1.3-2.2-3l.7-4H5a2 2 0 0 1-2-2.3l1.3-8A2 2 0 0 1 6.300 3zM21 14h-4V3h4z";
function thumbs(message, context) {
  const { t } = context.i18n;
  const said = h("span", { class: "hidden", role: "status" });
  const thumb = (value, label2, shape) => {
    const button = h("button", { class: "thumb", "aria-pressed": "false", "aria-label": label2, click: () => press(button, value) }, drawn(shape));
    return button;
  };
  const press = (pressed, value) => {
    const on = pressed.getAttribute("aria-pressed") === "false";
    for (const button of both) button.setAttribute("aria-pressed", String(on && button === pressed));
    setText(said, on ? t("thanks") : "");
    context.tell("chat:feedback", { message, value: on ? value : null });
  };
  const both = [thumb("up", t("helpful"), up), thumb("down", t("unhelpful"), down)];
  return h("div", { class: "thumbs" }, ...both, said);
}

// src/extra/lightbox.ts
function lightbox(opener, url, alt, context) {
  const { t } = context.i18n;
  const close = h("button", { class: "close", "aria-label": t("closeImage"), click: () => dialog.close() }, icon("close"));
  const dialog = h(
    "dialog",
    {
      class: "lightbox",
      part: "lightbox",
      "aria-label": alt || t("image"),
      click: ({ target }) => target.matches("dialog, figure") && dialog.close(),
      keydown: (event) => event.stopPropagation(),
      // its keys are not the window's
      close: () => {
        dialog.remove();
        opener.focus({ preventScroll: true });
      }
    },
    h("div", { class: "tools" }, h("a", { class: "original", href: url, ...quiet }, t("original")), close),
    h("figure", null, picture(url, alt, context), alt && h("figcaption", { dir: "auto" }, alt))
  );
  opener.getRootNode().querySelector(".root").append(dialog);
  dialog.showModal();
  close.focus({ preventScroll: true });
}

// src/extra/image.ts
function image(part, context) {
  const { t } = context.i18n;
  const alt = textOf(part["alt"]);
  const shown = picture(part["url"], alt, context, part);
  if (!shown) return null;
  const url = shown.src;
  const open = () => lightbox(button, url, alt, context);
  const button = h("button", { class: "image", part: "image", "aria-haspopup": "dialog", "aria-label": `${t("enlarge")}: ${alt || t("image")}`, click: open }, shown);
  return button;
}

// src/extra/lightbox.css
var lightbox_default = "@layer parts{.lightbox{width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:0;border:0;background:#0c0d12f2;color:#fff}.lightbox[open]{display:flex;flex-direction:column;animation:fade .15s}.lightbox::backdrop{background:none}.tools{display:flex;align-items:center;justify-content:end;gap:12px;padding:12px 20px}.original{padding:8px 4px;font-weight:600}.lightbox .close{margin:0}.lightbox :focus-visible{outline-color:#fff}.lightbox figure{flex:1;min-height:0;margin:0;padding:0 20px 20px;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:12px;cursor:zoom-out}.lightbox img{min-height:0;max-width:100%;width:auto;height:auto;object-fit:contain;border-radius:6px;cursor:auto}.lightbox figcaption{flex:none;text-align:center}}";

// src/extra/parts.css
var parts_default = "@layer parts{.file,.card,.form{border:1px solid var(--border);border-radius:var(--radius);background:var(--background);overflow-wrap:anywhere}.image{display:block;cursor:zoom-in;overflow:hidden;max-width:100%;border-radius:var(--radius);background:var(--bubble)}.image img{display:block;width:auto;height:auto;max-width:100%;max-height:320px;object-fit:cover}.missing{display:block;padding:9px 14px;color:var(--on-bubble)}.file{display:flex;align-items:center;gap:10px;max-width:100%;min-height:44px;padding:8px 14px;text-decoration:none}.file .icon{color:var(--accent)}.file small{flex:none;margin-inline-start:auto;color:var(--muted)}.player,.carousel,.card,.form{width:100%;margin:0}.player :is(audio,video){display:block;width:100%;margin-bottom:6px;border-radius:var(--radius)}.card{display:flex;flex-direction:column;overflow:hidden}.card img{width:100%;aspect-ratio:16 / 9;object-fit:cover;background:var(--bubble)}.card-text{flex:1;padding:12px 14px}.card p{margin:2px 0 0;font-size:.93em;color:var(--muted);white-space:pre-wrap}.card .choices{display:grid;gap:0}.card .choice{border:0;border-top:1px solid var(--border);border-radius:0}.card .choice:focus-visible{outline-offset:-3px}.carousel{position:relative}.track{display:flex;gap:8px;margin:0;padding:3px;list-style:none;overflow-x:auto;scroll-snap-type:x mandatory;overscroll-behavior-x:contain;scrollbar-width:none}.track li{display:flex;flex:0 0 min(82%,260px);scroll-snap-align:center}.turn{position:absolute;top:56px;inset-inline-start:-8px;width:36px;height:36px;border-radius:50%;background:var(--background);box-shadow:0 2px 8px #080a1e40}.next{inset-inline:auto -4px}.previous .icon,.next:dir(rtl) .icon{rotate:90deg}.next .icon,.previous:dir(rtl) .icon{rotate:-90deg}@media(pointer:coarse){.turn{display:none}}.form,.form label{display:grid;gap:4px}.form{gap:12px;padding:14px}.form label{font-size:.9em;font-weight:600}.form i{color:var(--danger);font-style:normal}.form :is(input,textarea,select){width:100%;min-height:40px;padding:7px 10px;border:1px solid var(--field);border-radius:10px;background:none;font-weight:400;resize:vertical}.form .checkbox{grid-template-columns:auto 1fr;align-items:center;gap:8px}.form [type=checkbox]{order:-1;width:20px;min-height:20px;accent-color:var(--primary)}}";

// src/extra/en.ts
var extraEn = {
  image: "Image",
  enlarge: "Enlarge image",
  original: "Open in a new tab",
  closeImage: "Close image",
  previous: "Previous",
  next: "Next",
  submit: "Submit",
  choose: "Choose…",
  yes: "Yes",
  no: "No",
  sound: "Sound for new messages",
  notify: "Desktop notifications",
  blocked: "Notifications are blocked in this browser's settings.",
  asText: "Download as text",
  asJson: "Download as JSON",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  thanks: "Thank you for your feedback.",
  rate: "How was this conversation?",
  stars_one: "{n} star",
  stars_other: "{n} stars",
  comment: "What could be better? (optional)",
  before: "Before we start",
  begin: "Start the conversation",
  dismiss: "Dismiss"
};

// src/extra/index.ts
var styles = parts_default + lightbox_default + around_default;
var parts = /* @__PURE__ */ new Map([
  ["image", image],
  ["file", file],
  ["audio", player],
  ["video", player],
  ["card", card],
  ["carousel", carousel],
  ["form", form]
]);
export {
  Around,
  extraEn as english,
  parts,
  styles,
  thumbs
};
