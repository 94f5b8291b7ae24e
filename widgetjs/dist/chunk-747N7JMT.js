import {
  Row,
  attribute,
  createI18n,
  formAnswer,
  h,
  head,
  icon,
  loadExtra,
  nameOf,
  received,
  setText,
  styles,
  textOf
} from "./chunk-OM4S4MTO.js";

// src/element.ts
import { createClient } from "./client.js";

// src/events.ts
function changedStatus({ messages }, previous) {
  if (messages === previous.messages) return [];
  const pending = previous.messages.filter(({ own, status }) => own && status !== "sent");
  const before = new Map(pending.map(({ key, status }) => [key, status]));
  return messages.filter(({ own, key, status, offset }) => own && (before.get(key) ?? (offset ? status : null)) !== status);
}

// src/i18n/languages.ts
var languages = {
  ar: () => import("./ar-FM76GHRL.js"),
  de: () => import("./de-WVAZ2DBD.js"),
  es: () => import("./es-HVSROAM3.js"),
  fr: () => import("./fr-2RNOXEOJ.js"),
  he: () => import("./he-YWH3EDXS.js"),
  it: () => import("./it-SVWCO6TN.js"),
  ja: () => import("./ja-M2AWKJ5Q.js"),
  ko: () => import("./ko-YU4VXJIY.js"),
  nl: () => import("./nl-A3YSDW2W.js"),
  pl: () => import("./pl-GCXDF3S4.js"),
  pt: () => import("./pt-NQKF6UMD.js"),
  ru: () => import("./ru-FXN542ZF.js"),
  tr: () => import("./tr-JOV5UPAV.js"),
  zh: () => import("./zh-2KWCMXAY.js")
};
var noWords = {};
async function wordsOf(locale) {
  const language = locale?.toLowerCase().split("-")[0] ?? "";
  try {
    return Object.hasOwn(languages, language) ? (await languages[language]()).words : noWords;
  } catch {
    return noWords;
  }
}

// src/ui/draft.ts
var Draft = class {
  /** @param server Drafts are kept per server. */
  constructor(server) {
    this.server = server;
  }
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

// src/ui/person.ts
function isPersonActing(event = globalThis.event) {
  return event !== void 0 && event.isTrusted && /^(click|key)/.test(event.type);
}

// src/ui/announcer.ts
var lifetime = 8e3;
var Announcer = class {
  constructor() {
    this.element = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  }
  say(text) {
    const line = h("p", null, text);
    this.element.append(line);
    setTimeout(() => line.remove(), lifetime);
  }
};

// src/ui/composer.ts
var Composer = class {
  /** @param sent called after the visitor has sent a message */
  constructor(context, sent) {
    this.context = context;
    this.sent = sent;
    const { t } = context.i18n;
    this.input = h("textarea", {
      rows: 1,
      part: "input",
      dir: "auto",
      "aria-label": t("write"),
      "aria-describedby": "count",
      placeholder: t("write"),
      enterkeyhint: "send",
      input: () => this.#written(),
      blur: () => context.client.typing(false),
      keydown: (event) => this.#key(event)
    });
    this.#button = h(
      "button",
      {
        class: "send",
        part: "send",
        "aria-label": t("send"),
        // The keyboard of a phone stays open.
        mousedown: (event) => event.preventDefault(),
        click: () => this.#send()
      },
      icon("send")
    );
    this.element = h("div", { class: "composer", part: "composer" }, this.input, this.#count, this.#button);
    this.input.value = context.draft.text;
    this.#show();
  }
  #count = h("span", { class: "count", id: "count" });
  #button;
  /** Characters a message may have; Infinity before the server has said it. */
  #limit = Infinity;
  update({ limits }) {
    this.#limit = limits?.text ?? Infinity;
    this.#show();
  }
  /** Makes the input as high as its text; its style bounds it. */
  fit() {
    const { input } = this;
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${input.scrollHeight}px`;
  }
  #written() {
    this.context.draft.text = this.input.value;
    this.context.client.typing(this.input.value !== "");
    this.#show();
    this.fit();
  }
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }
  #send() {
    const text = this.input.value.trim();
    if (text === "" || this.#left(text) < 0 || !this.context.send(text)) return;
    this.input.value = "";
    this.#written();
    this.sent();
  }
  #left(text) {
    return this.#limit - (text.length > this.#limit * 0.9 ? [...text].length : text.length);
  }
  #show() {
    const { t } = this.context.i18n;
    const text = this.input.value.trim();
    const left = this.#left(text);
    attribute(this.#button, "aria-disabled", String(text === "" || left < 0));
    attribute(this.input, "aria-invalid", left < 0 && "true");
    attribute(this.#count, "role", left < 0 && "alert");
    setText(this.#count, left < 0 ? `${left} ${t("tooLong")}` : left < this.#limit * 0.1 ? String(left) : "");
  }
};

// src/ui/log.ts
var groupPause = 5 * 6e4;
var Log = class {
  constructor(context) {
    this.context = context;
    this.list = h("div", { class: "list" });
    /** Ids of the forms that were answered. */
    this.#answered = /* @__PURE__ */ new Set();
    this.#rows = /* @__PURE__ */ new Map();
    this.#typing = h("div", { class: "typing other row first last", hidden: true });
    this.#typist = h("span", { class: "hidden" });
    /** What stands below the messages. */
    this.after = h("div", { class: "after" });
    const { t } = context.i18n;
    const dots = h("div", { class: "bubble dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#typing.append(this.#typist, dots);
    this.#greeting = h(
      "div",
      { class: "greeting" },
      h("slot", { name: "welcome" }, icon("chat"), h("strong", null, t("greeting")), h("p", null, t("welcome")))
    );
    this.#older = h("button", { class: "older", hidden: true, click: () => void context.client.loadOlder() });
    this.element = h(
      "div",
      { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: 0 },
      this.#greeting,
      this.#older,
      this.list,
      this.#typing,
      this.after
    );
  }
  #answered;
  #rows;
  #typing;
  #typist;
  #greeting;
  #older;
  /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
  answerTop({ messages }) {
    const answer = messages[messages.findLastIndex(({ own }) => own) + 1];
    const row = answer && this.#rows.get(keyOf(answer));
    return row ? row.element.offsetTop : Infinity;
  }
  /** What a message says, for those who listen. */
  spokenText(message) {
    return this.#rows.get(keyOf(message))?.spokenText ?? "";
  }
  /** Whether a snapshot puts messages before the first one in the list. */
  prepends({ messages }) {
    const first = this.list.firstElementChild;
    return first !== null && messages.length > 0 && this.#rows.get(keyOf(messages[0]))?.element !== first;
  }
  /** Shows a snapshot. */
  render(state) {
    this.#renderRows(state);
    this.#renderTyping(state);
    this.#renderTop(state);
  }
  #renderRows(state) {
    const { messages } = state;
    const answered = this.#answered.size;
    const rows = messages.map((message) => this.#row(message));
    const newest = messages.findLast(({ own, offset }) => own && offset > 0);
    const receipt = newest && newest.offset <= othersRead(state) ? "seen" : "sent";
    let next = this.list.firstElementChild;
    rows.forEach((row, i) => {
      row.update(messages[i], place(rows[i - 1], row, rows[i + 1], messages[i] === newest ? receipt : null));
      if (row.element === next) next = next.nextElementSibling;
      else this.list.insertBefore(row.element, next);
    });
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    if (this.#answered.size > answered) for (const row of rows) row.mark();
    if (this.#rows.size > rows.length) this.#forget(new Set(rows));
  }
  #row(message) {
    const key = keyOf(message);
    let row = this.#rows.get(key);
    if (row?.message === message) return row;
    if (!row) {
      row = new Row(message, this.context, this.#answered);
      this.#rows.set(key, row);
    }
    const answer = message.own && message.parts.find(({ type }) => type === formAnswer);
    if (answer) this.#answered.add(textOf(answer["form"]));
    row.date = new Date(message.at);
    return row;
  }
  #forget(kept) {
    for (const [key, row] of this.#rows) if (!kept.has(row)) this.#rows.delete(key);
  }
  #renderTyping({ typing, messages }) {
    const typist = typing.find(({ id }) => !messages.some((message) => message.draft && message.author.id === id));
    this.#typing.hidden = !typist;
    if (typist) setText(this.#typist, this.context.i18n.t("typing", { name: nameOf(typist, this.context) }));
  }
  #renderTop({ older, messages }) {
    const { t } = this.context.i18n;
    const loading = older === "loading";
    this.#greeting.hidden = messages.length > 0 && older !== "none";
    this.#older.hidden = older !== "more" && !loading;
    attribute(this.#older, "aria-busy", loading && "true");
    setText(this.#older, t(loading ? "loading" : "older"));
  }
};
function keyOf({ draftId, key, id }) {
  return draftId ?? key ?? id;
}
function othersRead({ reads, me }) {
  return Math.max(0, ...Object.entries(reads).map(([id, offset]) => id === me?.id ? 0 : offset));
}
function place(before, row, after, receipt) {
  return { day: !sameDay(before, row), first: !together(before, row), last: !together(row, after), receipt };
}
function sameDay(a, b) {
  return a?.date.toDateString() === b.date.toDateString();
}
function together(a, b) {
  if (!a || !b || a.author !== b.author || a.isNote) return false;
  return +b.date - +a.date < groupPause && sameDay(a, b);
}

// src/ui/panel.ts
var small = "(max-width: 480px), (max-height: 480px)";
var lock;
var Panel = class {
  constructor(context, openMenu, status, ...body) {
    this.context = context;
    this.title = h("h2", { id: "title" });
    this.#small = matchMedia(small);
    this.#inline = false;
    /** What had the focus when a person opened the window. */
    this.#opener = null;
    const { t } = context.i18n;
    const menu = h(
      "button",
      { class: "close more", "aria-label": t("menu"), "aria-haspopup": "menu", "aria-expanded": "false", click: () => openMenu(menu) },
      icon("more")
    );
    const close = h(
      "button",
      { class: "close", "aria-label": t("close"), click: () => context.toggle(false) },
      icon("close")
    );
    const header = h(
      "div",
      { class: "header", part: "header" },
      h("slot", { name: "avatar" }, h("div", { class: "brand" }, icon("chat"))),
      h("slot", { name: "header" }, h("div", { class: "heading" }, this.title, status)),
      menu,
      close
    );
    this.element = h(
      "dialog",
      {
        id: "panel",
        class: "panel",
        part: "panel",
        tabindex: -1,
        "aria-labelledby": "title",
        cancel: (event) => this.#escape(event),
        keydown: (event) => event.key === "Escape" && !event.isComposing && this.#escape(event)
      },
      header,
      ...body
    );
  }
  #small;
  #inline;
  /** Ends what the open window listens to. */
  #listening;
  #opener;
  get isOpen() {
    return this.element.open;
  }
  /** @param inline the window is part of the page, always where it stands */
  open(inline) {
    this.#inline = inline;
    this.#opener = document.activeElement;
    this.#show();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#small.addEventListener("change", () => this.#changeMode(), { signal });
    for (const type of ["resize", "scroll"]) visualViewport?.addEventListener(type, () => this.#fitViewport(), { signal });
  }
  /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
  close(launcher) {
    const opener = this.#opener;
    const hadFocus = this.element.matches(":focus-within");
    this.destroy();
    if (!hadFocus) return;
    const host = this.element.getRootNode().host;
    const back = opener?.isConnected && opener !== document.body && opener !== host ? opener : launcher;
    back.focus({ preventScroll: true });
  }
  destroy() {
    this.#hide();
    this.#listening?.abort();
  }
  #show() {
    const modal = this.#small.matches && !this.#inline;
    if (modal) {
      this.element.showModal();
      this.element.focus({ preventScroll: true });
      lockPage(true);
      this.#fitViewport();
    } else this.element.open = true;
  }
  #hide() {
    lockPage(false);
    this.element.close();
  }
  /** The screen became small or large, e.g. a phone was turned: the focus stays. */
  #changeMode() {
    const focused = this.element.getRootNode().activeElement;
    this.#hide();
    this.#show();
    focused?.focus({ preventScroll: true });
  }
  /** Keeps the window above the keyboard of a phone. */
  #fitViewport() {
    if (!visualViewport || visualViewport.scale > 1.01) return;
    this.element.style.setProperty("--view-height", `${visualViewport.height}px`);
    this.element.style.setProperty("--view-top", `${visualViewport.offsetTop}px`);
  }
  #escape(event) {
    event.preventDefault();
    if (!this.#inline) this.context.toggle(false);
  }
};
function lockPage(on) {
  if (!lock) {
    lock = new CSSStyleSheet();
    lock.replaceSync(":root{overflow:hidden}");
  }
  const others = document.adoptedStyleSheets.filter((sheet) => sheet !== lock);
  if (on) others.push(lock);
  if (on || others.length < document.adoptedStyleSheets.length) document.adoptedStyleSheets = others;
}

// src/ui/scroll.ts
var nearEnd = 40;
var nearTop = 240;
var Scroll = class {
  /**
   * @param log the scrolling element
   * @param content its content, whose growth is followed
   */
  constructor(log, content, host) {
    this.log = log;
    this.host = host;
    this.#sizes = new ResizeObserver(() => this.settle());
    this.#sizes.observe(log);
    this.#sizes.observe(content);
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }
  #following = true;
  /** Where the element was scrolled to last, by whomever. */
  #top = 0;
  #sizes;
  get following() {
    return this.#following;
  }
  /** Goes to the end, because the reader wants to. */
  toEnd(smooth = false) {
    this.#follow(true);
    if (smooth) this.log.scrollTo({ top: this.#end, behavior: "smooth" });
    else this.settle();
  }
  /** Follows what has grown, if the reader follows. It never scrolls back. */
  settle() {
    if (!this.#following) return;
    const goal = Math.min(this.#end, this.host.limit());
    if (goal > this.log.scrollTop) this.log.scrollTop = goal;
    this.#top = this.log.scrollTop;
  }
  /** Makes a change above the reader without moving what is being read. */
  keep(change) {
    const anchor = this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (!anchor) return;
    this.log.scrollTop += anchor.getBoundingClientRect().top - before;
    this.#top = this.log.scrollTop;
  }
  /** Asks for more when the reader is near the top, be it because there is not enough to scroll. */
  check() {
    if (this.log.scrollTop < nearTop) this.host.reachedTop();
  }
  /** Ends the observation. */
  destroy() {
    this.#sizes.disconnect();
  }
  get #end() {
    return this.log.scrollHeight - this.log.clientHeight;
  }
  #scrolled() {
    const top = this.log.scrollTop;
    const atEnd = this.#end - top < nearEnd;
    if (atEnd) this.#follow(true);
    else if (top < this.#top - 4) this.#follow(false);
    this.#top = top;
    this.check();
  }
  #follow(following) {
    if (this.#following === following) return;
    this.#following = following;
    this.host.followed(following);
  }
  /** The content of the first row that can be seen. */
  #firstVisible() {
    const edge = this.log.getBoundingClientRect().top;
    return [...this.log.querySelectorAll(".content")].find((content) => content.getBoundingClientRect().bottom > edge);
  }
};

// src/ui/status.ts
var patience = 1500;
var Status = class {
  constructor(context) {
    this.context = context;
    this.line = h("span", { class: "status" });
    this.notice = h("div", { class: "notice", role: "status", hidden: true });
    this.#told = null;
  }
  #timer;
  #told;
  update({ state, reason }) {
    const { t } = this.context.i18n;
    setText(this.line, state === "online" || state === "connecting" ? t(state) : "");
    attribute(this.line, "class", `status ${state}`);
    const tell = worthTelling(state, reason);
    if (tell === this.#told) return;
    const wait = tell === "reconnecting" && this.#told === null ? patience : 0;
    this.#told = tell;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.notice.hidden = tell === null;
      setText(this.notice, tell ? t(tell) : "");
    }, wait);
  }
  destroy() {
    clearTimeout(this.#timer);
  }
};
function worthTelling(state, reason) {
  if (state === "offline" && reason !== void 0) return "refused";
  return state === "offline" || state === "reconnecting" ? state : null;
}

// src/ui/chatwindow.ts
var ChatWindow = class {
  constructor(context, answerTop, read, openMenu) {
    this.context = context;
    this.log = new Log(context);
    this.status = new Status(context);
    this.composer = new Composer(context, () => this.scroll.toEnd());
    this.scroll = new Scroll(this.log.element, this.log.list, {
      limit: () => answerTop() ? this.log.answerTop(context.client.state) : Infinity,
      followed: () => {
        this.#missed = 0;
        this.#renderPill();
        read();
      },
      reachedTop: () => this.#reachedTop()
    });
    this.#pill = h("button", { class: "pill", hidden: true, click: () => this.#toEnd() }, icon("down"), h("span"));
    this.panel = new Panel(
      context,
      openMenu,
      this.status.line,
      this.status.notice,
      h("div", { class: "body" }, this.log.element, this.#pill),
      this.composer.element,
      h("slot", { name: "footer" })
    );
  }
  #pill;
  /** Messages that came while the reader was further up. */
  #missed = 0;
  /** The first message when earlier ones were asked for. */
  #beginning;
  /** The visitor has sent something: it is to be seen. */
  #sent = false;
  changed(state, previous, news) {
    this.#missed += news;
    const newest = (s) => s.messages.findLast(({ own, offset }) => own && offset === 0)?.key;
    if (newest(state) !== void 0 && newest(state) !== newest(previous)) this.#sent = true;
  }
  render(state, heading) {
    setText(this.panel.title, heading || this.context.i18n.t("heading"));
    this.status.update(state.connection);
    this.composer.update(state);
    if (this.log.prepends(state)) this.scroll.keep(() => this.log.render(state));
    else this.log.render(state);
    if (this.#sent) this.scroll.toEnd();
    this.#sent = false;
    this.scroll.settle();
    this.#renderPill();
    this.scroll.check();
  }
  destroy() {
    this.scroll.destroy();
    this.status.destroy();
    this.panel.destroy();
  }
  /** Asks for earlier messages once for each beginning; after a failure the button in the log asks again. */
  #reachedTop() {
    const { older, messages } = this.context.client.state;
    if (!this.panel.isOpen || older !== "more" || messages[0]?.id === this.#beginning) return;
    this.#beginning = messages[0]?.id;
    void this.context.client.loadOlder();
  }
  #toEnd() {
    this.scroll.toEnd(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.log.element.focus({ preventScroll: true });
  }
  #renderPill() {
    const { t, count } = this.context.i18n;
    this.#pill.hidden = this.scroll.following;
    if (this.scroll.following) this.#missed = 0;
    setText(this.#pill.lastElementChild, this.#missed ? count("new", this.#missed) : "");
    this.#pill.setAttribute("aria-label", this.#missed ? count("new", this.#missed) : t("latest"));
  }
};

// src/ui/launcher.ts
var Launcher = class {
  constructor(context) {
    this.context = context;
    this.element = h(
      "button",
      {
        class: "launcher",
        part: "launcher",
        "aria-haspopup": "dialog",
        "aria-controls": "panel",
        click: () => context.toggle(this.element.getAttribute("aria-expanded") !== "true")
      },
      h("slot", { name: "launcher" }, icon("chat")),
      icon("chevron"),
      this.#label,
      this.#badge
    );
  }
  #badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true" });
  #label = h("span", { class: "label" });
  /** @param label what it says beside its icon, null for nothing; "none" hides it */
  update(label, open, unread) {
    const { t, count } = this.context.i18n;
    const name = label || t("launcher");
    const news = unread > 0 && !open;
    this.element.hidden = label === "none";
    setText(this.#label, label ?? "");
    this.#badge.hidden = !news;
    setText(this.#badge, unread > 99 ? "99+" : String(unread));
    attribute(this.element, "aria-expanded", String(open));
    attribute(this.element, "aria-label", news ? `${name}, ${count("unread", unread)}` : name);
  }
};

// src/ui/place.ts
function place2(root, offset) {
  const [side, end = side] = (offset ?? "").split(/[\s,]+/);
  root.style.setProperty("--side", pixels(side));
  root.style.setProperty("--end", pixels(end));
}
function pixels(text) {
  const length = Number.parseFloat(text ?? "");
  return Number.isFinite(length) ? `${length}px` : "";
}

// src/ui/view.ts
var mostSpoken = 3;
var View = class {
  constructor(shadow, context, look) {
    this.shadow = shadow;
    this.context = context;
    this.#announcer = new Announcer();
    this.#visible = () => this.#read();
    /** null before it was opened. */
    this.window = null;
    this.#loading = null;
    this.#around = null;
    this.#destroyed = false;
    this.#frame = 0;
    /** Others' messages that were not announced yet. */
    this.#news = [];
    this.#look = look;
    this.root = h("section", { class: "root", "aria-label": context.i18n.t("launcher") });
    this.launcher = new Launcher(context);
    this.root.append(this.launcher.element, this.#announcer.element);
    const hadFocus = shadow.activeElement;
    shadow.adoptedStyleSheets = [styles()];
    shadow.replaceChildren(this.root);
    this.#unsubscribe = context.client.subscribe((state, previous) => this.#changed(state, previous));
    document.addEventListener("visibilitychange", this.#visible);
    this.update(look);
    if (hadFocus) this.launcher.element.focus({ preventScroll: true });
    if (Object.values(context.options).some(Boolean)) void this.around();
  }
  #announcer;
  #unsubscribe;
  #visible;
  #loading;
  #around;
  #destroyed;
  #look;
  #frame;
  #news;
  get isOpen() {
    return this.window?.panel.isOpen ?? false;
  }
  /** Loads what stands around the conversation; null where it cannot be loaded. */
  around() {
    return this.#loading ??= loadExtra().then(
      ({ Around }) => this.#destroyed ? null : this.#around = new Around(this),
      () => this.#loading = null
    );
  }
  /** Takes over changed attributes. */
  update(look) {
    this.#look = look;
    place2(this.root, look.offset);
    attribute(this.root, "dir", look.setDirection && this.context.i18n.rtl && "rtl");
    this.#render();
  }
  /**
   * Opens the window, and says whether this call did.
   * @param focus a person opens it: the focus goes in
   */
  open(focus) {
    if (this.isOpen) return false;
    const window = this.window ??= this.#makeWindow();
    window.panel.open(this.#look.inline);
    window.panel.element.append(this.#announcer.element);
    this.#render();
    this.#around?.render(this.context.client.state);
    window.scroll.toEnd();
    window.composer.fit();
    const fields = window.composer.element.hidden && window.log.after.querySelector("input, select, textarea");
    const target = matchMedia("(pointer: coarse)").matches ? window.panel.element : fields || window.composer.input;
    if (focus) target.focus({ preventScroll: true });
    return true;
  }
  /** Closes the window, unless it is part of the page, and says whether this call did. */
  close() {
    if (!this.window || !this.isOpen || this.#look.inline) return false;
    this.root.append(this.#announcer.element);
    this.#render(false);
    this.window.panel.close(this.launcher.element);
    return true;
  }
  destroy() {
    this.#destroyed = true;
    this.#around?.destroy();
    cancelAnimationFrame(this.#frame);
    this.#unsubscribe();
    document.removeEventListener("visibilitychange", this.#visible);
    this.window?.destroy();
    this.root.remove();
  }
  #makeWindow() {
    const window = new ChatWindow(this.context, () => this.#look.scroll === "answer-top", () => this.#read(), (button) => void this.around().then((around) => around?.toggleMenu(button)));
    this.root.prepend(window.panel.element);
    return window;
  }
  #changed(state, previous) {
    const news = received(state, previous);
    this.#news.push(...news);
    if (news.length > 0 && !this.#loading && !(this.isOpen && document.visibilityState === "visible")) {
      void this.around().then((around) => around?.changed(state, previous));
    }
    this.window?.changed(state, previous, news.length);
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }
  #render(open = this.isOpen) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { state } = this.context.client;
    const { launcher, inline, heading } = this.#look;
    this.launcher.update(inline ? "none" : launcher, open, state.unread);
    if (open) this.window?.render(state, heading);
    this.#announce(open);
    if (open) this.#read();
  }
  #announce(open) {
    const { i18n, client } = this.context;
    const news = this.#news.splice(0);
    if (news.length === 0) return;
    if (open) for (const message of news.slice(-mostSpoken)) this.#announcer.say(this.window.log.spokenText(message));
    else if (client.state.unread > 0) this.#announcer.say(i18n.count("unread", client.state.unread));
  }
  /** Tells the others how far the visitor has read: what is on a visible screen. */
  #read() {
    const { client } = this.context;
    const looking = this.isOpen && document.visibilityState === "visible" && this.window?.scroll.following;
    if (looking && client.state.unread > 0) client.read(head(client.state));
  }
};

// src/element.ts
var options = ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"];
var aroundOptions = ["prechat", "nudges", "feedback", "rating"];
var Base = globalThis.HTMLElement ?? class {
};
var ChatWidget = class _ChatWidget extends Base {
  static {
    this.observedAttributes = [...options, "open"];
  }
  static {
    /** The server of an element that names none. */
    this.defaultServer = "/chat";
  }
  // `scroll` is an attribute and an option only: as a property it is Element.scroll().
  #client = null;
  /** The client that the page has given. */
  #given = null;
  #view = null;
  #unsubscribe = () => {
  };
  #draft = null;
  #strings = {};
  /** The words of the language that is loaded. */
  #words = noWords;
  #worded;
  #bearer;
  #transports;
  #around = {};
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
    const given = aroundOptions.filter((name) => changes[name] !== void 0);
    if (given.length > 0) {
      this.#around = { ...this.#around, ...Object.fromEntries(given.map((name) => [name, changes[name]])) };
      this.#rebuild();
    }
    if (open !== void 0) this.toggleAttribute("open", open);
  }
  /** Brings up words beside the launcher now, unless the visitor talks already. */
  async nudge(nudge) {
    await this.#worded;
    (await this.#view?.around())?.nudge(typeof nudge === "string" ? { text: nudge } : nudge);
  }
  /** Writes down the whole conversation, from its first message on. It rejects where the code for it cannot be loaded. */
  async exportTranscript(format = "text") {
    const around = await this.#view?.around();
    if (!around) throw new Error("The transcript needs the element to be in a document, and the rest of the widget to be loaded.");
    return around.export(format);
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
    if (name === "open") this.#opened(value !== null);
    else if (name === "server") this.#restart();
    else if (name === "locale" || name === "position") {
      this.#rebuild();
      this.#loadWords();
    } else this.#view.update(this.#look());
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
    this.#loadWords();
    void client.start().then(() => {
      if (client !== this.#client) return;
      this.#settle();
      this.#emit("chat:ready", null);
    });
  }
  /** The locale that is wanted: the element's, else that of the page around it. */
  get #locale() {
    return this.locale || this.closest("[lang]")?.getAttribute("lang");
  }
  #loadWords() {
    const locale = this.#locale;
    this.#worded = wordsOf(locale).then((words) => {
      if (words === this.#words || locale !== this.#locale) return;
      this.#words = words;
      this.#rebuild();
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
    if (this.hasAttribute("open") || this.#look().inline) this.#view.open(false);
  }
  #rebuild() {
    if (!this.#view) return;
    this.#view.destroy();
    this.#makeView();
  }
  #opened(open) {
    if (open ? this.#view.open(this.#focus) : this.#view.close()) this.#emit(open ? "chat:open" : "chat:close", null);
  }
  #look() {
    const { heading, launcher, offset, position } = this;
    return { heading, launcher, offset, scroll: this.getAttribute("scroll"), setDirection: !this.dir, inline: position === "inline" };
  }
  #context() {
    return {
      client: this.#client,
      i18n: createI18n(this.#locale, { ...this.#words, ...this.#strings }),
      server: this.server ?? _ChatWidget.defaultServer,
      parts: this.#parts,
      draft: this.#draft,
      options: this.#around,
      tell: (name, detail) => void this.#emit(name, detail),
      send: (message) => this.#sendByHand(message),
      press: (message, value) => {
        if (this.#client.state.messages.find(({ id }) => id === message.id)?.chosen !== void 0) return;
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

export {
  ChatWidget
};
