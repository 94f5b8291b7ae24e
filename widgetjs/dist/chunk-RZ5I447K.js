import {
  afterLoading,
  answeredBy,
  attribute,
  createI18n,
  createRow,
  focus,
  h,
  head,
  icon,
  loadExtra,
  nameOf,
  received,
  setText,
  styles
} from "./chunk-IB4TNS3R.js";
import {
  sheet
} from "./chunk-DPN46NZF.js";

// src/element.ts
import { createClient } from "./client.js";

// src/events.ts
function changedStatus({ messages }, previous) {
  if (messages === previous.messages) return [];
  const before = new Map(previous.messages.map(({ key, status }) => [key, status]));
  return messages.filter(({ own, key, status, offset }) => own && (before.get(key) ?? (offset ? status : null)) !== status);
}

// src/i18n/languages.ts
var languages = {
  ar: () => import("./ar-BO37T34N.js"),
  de: () => import("./de-NRXN6XKR.js"),
  es: () => import("./es-65YJO4VQ.js"),
  fr: () => import("./fr-RLG6TRS2.js"),
  he: () => import("./he-XXF5QE22.js"),
  it: () => import("./it-J2JY6IGM.js"),
  ja: () => import("./ja-YZKXGQV6.js"),
  ko: () => import("./ko-Z22IMIGD.js"),
  nl: () => import("./nl-ZOTLQBAF.js"),
  pl: () => import("./pl-ADSQVMQG.js"),
  pt: () => import("./pt-FFGZMX4G.js"),
  ru: () => import("./ru-BTUMESFD.js"),
  tr: () => import("./tr-YSMNCZJH.js"),
  zh: () => import("./zh-BFSUPAW7.js")
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
var drafts = /* @__PURE__ */ new Map();
function loadDraft(server) {
  return drafts.get(server) ?? guarded((storage, key) => storage.getItem(key), server) ?? "";
}
function keepDraft(server, text) {
  drafts.set(server, text);
  guarded((storage, key) => text ? storage.setItem(key, text) : storage.removeItem(key), server);
}
function guarded(use, server) {
  try {
    return use(sessionStorage, `chatmount:draft:${server}`);
  } catch {
    return void 0;
  }
}

// src/ui/person.ts
function isPersonActing(event = globalThis.event) {
  return event !== void 0 && event.isTrusted && /^(click|key)/.test(event.type);
}

// src/ui/stop.ts
function createStop({ client, i18n: { t } }, input) {
  const element = h(
    "button",
    {
      class: "stop",
      part: "stop",
      hidden: true,
      "aria-label": t("stop"),
      mousedown: (event) => event.preventDefault(),
      // the focus stays where one writes
      click: () => client.stop()
    },
    icon("stop")
  );
  return {
    element,
    update({ messages, typing }) {
      const answers = typing.some(({ role }) => role === "bot") || messages.some(({ draft, author }) => draft && author.role === "bot");
      if (!answers && element.matches(":focus")) focus(input);
      element.hidden = !answers;
    }
  };
}

// src/ui/composer.ts
function createComposer(context, fitted) {
  const { client, server, i18n: { t }, send } = context;
  let limit = Infinity;
  let ready = false;
  const count = h("span", { class: "count", id: "count" });
  const input = h("textarea", {
    rows: 1,
    part: "input",
    dir: "auto",
    "aria-label": t("write"),
    "aria-describedby": "count",
    placeholder: t("write"),
    enterkeyhint: "send",
    input: () => written(),
    blur: () => client.typing(false),
    keydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    }
  });
  const button = h(
    "button",
    {
      class: "send",
      part: "send",
      "aria-label": t("send"),
      mousedown: (event) => event.preventDefault(),
      // the keyboard of a phone stays open
      click: () => submit()
    },
    icon("send")
  );
  const stop = createStop(context, input);
  const element = h("div", { class: "composer", part: "composer" }, input, count, stop.element, button);
  new ResizeObserver(() => requestAnimationFrame(fit)).observe(input);
  input.value = loadDraft(server);
  const written = () => {
    keepDraft(server, input.value);
    client.typing(input.value !== "");
    show();
    fit();
  };
  const submit = () => {
    if (!ready || !send(input.value.trim())) return;
    input.value = "";
    written();
  };
  const show = () => {
    const text = input.value.trim();
    const left = limit - (text.length > limit * 0.9 ? [...text].length : text.length);
    const over = left < 0;
    ready = text !== "" && !over;
    attribute(button, "aria-disabled", `${!ready}`);
    attribute(input, "aria-invalid", over && "true");
    attribute(count, "role", over && "alert");
    setText(count, over ? `${left} ${t("tooLong")}` : left < limit * 0.1 ? `${left}` : "");
  };
  const fit = () => {
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${input.scrollHeight}px`;
    fitted();
  };
  return {
    element,
    input,
    fit,
    update(state) {
      limit = state.limits?.text ?? Infinity;
      stop.update(state);
      show();
    }
  };
}

// src/ui/dialog.ts
var small = "(max-width: 480px), (max-height: 480px)";
var lock;
function controlDialog(element, inline, signal) {
  const phone = matchMedia(small);
  let modal = false;
  let opener = null;
  const fitViewport = () => {
    const { scale, height, offsetTop } = visualViewport;
    if (scale > 1.01) return;
    element.style.setProperty("--view-height", `${height}px`);
    element.style.setProperty("--view-top", `${offsetTop}px`);
  };
  const show = () => {
    modal = phone.matches && !inline;
    if (!modal) element.open = true;
    else {
      element.showModal();
      focus(element);
      lockPage(true);
      fitViewport();
    }
  };
  const hide = () => {
    if (modal) lockPage(false);
    modal = false;
    element.close();
  };
  const changeMode = () => {
    if (!element.open) return;
    const focused = element.getRootNode().activeElement;
    hide();
    show();
    focus(focused);
  };
  phone.addEventListener("change", changeMode, { signal });
  for (const type of ["resize", "scroll"]) visualViewport.addEventListener(type, fitViewport, { signal });
  signal.addEventListener("abort", hide);
  return {
    open() {
      opener = document.activeElement;
      show();
    },
    /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
    close(launcher) {
      const hadFocus = element.matches(":focus-within");
      hide();
      if (!hadFocus) return;
      const { host } = element.getRootNode();
      focus(opener?.isConnected && opener !== document.body && opener !== host ? opener : launcher);
    }
  };
}
function lockPage(on) {
  lock ??= sheet(":root{overflow:hidden}");
  const others = document.adoptedStyleSheets.filter((other) => other !== lock);
  document.adoptedStyleSheets = on ? [...others, lock] : others;
}

// src/ui/stretch.ts
var most = 40;
function firstRow(list) {
  return list.firstElementChild?.firstElementChild ?? null;
}
function rowAfter(row) {
  return row.nextElementSibling ?? row.parentElement.nextElementSibling?.firstElementChild ?? null;
}
function insertRow(list, row, before, after) {
  const left = row.parentElement;
  const stretch = before?.parentElement;
  if (before && stretch.childElementCount < most) before.after(row);
  else if (after?.previousElementSibling) after.before(row);
  else {
    const made = h("div", { class: "stretch" }, row);
    if (stretch) stretch.after(made);
    else list.prepend(made);
  }
  if (left?.childElementCount === 0) left.remove();
}
function removeRow(row) {
  const stretch = row.parentElement;
  row.remove();
  if (stretch.childElementCount === 0) stretch.remove();
}

// src/ui/log.ts
function createLog(context, keep) {
  const { client, i18n: { t } } = context;
  let rows = /* @__PURE__ */ new Map();
  let answers = 0;
  const list = h("div", { class: "list" });
  const typist = h("span", { class: "hidden" });
  const typing = h("div", { class: "typing other row first last" }, typist, h("div", { class: "bubble dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const greeting = h(
    "div",
    { class: "greeting" },
    h("slot", { name: "welcome" }, icon("chat"), h("strong", null, t("greeting")), h("p", null, t("welcome")))
  );
  const older = h("button", { class: "older", click: () => void client.loadOlder() });
  const after = h("div", { class: "after" });
  const element = h(
    "div",
    { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: 0 },
    greeting,
    older,
    list,
    typing,
    after
  );
  const renderRows = (state) => {
    const { messages } = state;
    const known = rows;
    const before = answers;
    const newest = messages.findLast(({ own, offset }) => own && offset > 0);
    rows = new Map(messages.map((message) => [keyOf(message), known.get(keyOf(message)) ?? createRow(context, keep)]));
    answers = messages.filter(answeredBy).length;
    for (const [key, { element: gone }] of known) if (!rows.has(key)) removeRow(gone);
    const receipt = newest && newest.offset <= othersRead(state) ? "seen" : "sent";
    let next = firstRow(list);
    let previous;
    messages.forEach((message, i) => {
      const row = rows.get(keyOf(message));
      row.update(message, messages[i - 1], messages[i + 1], message === newest && receipt);
      if (row.element === next) next = rowAfter(next);
      else insertRow(list, row.element, previous, next);
      previous = row.element;
    });
    if (answers > before) for (const row of rows.values()) row.mark();
  };
  return {
    element,
    list,
    after,
    /** Shows a snapshot. */
    render(state) {
      const { messages } = state;
      const first = firstRow(list);
      const prepends = messages[0] && first && rows.get(keyOf(messages[0]))?.element !== first;
      if (prepends) keep(() => renderRows(state));
      else renderRows(state);
      const who = state.typing.find(({ id }) => !messages.some(({ draft, author }) => draft && author.id === id));
      typing.hidden = !who;
      if (who) setText(typist, t("typing", { name: nameOf(who, context) }));
      const loading = state.older === "loading";
      greeting.hidden = messages.length > 0 && state.older !== "none";
      older.hidden = state.older !== "more" && !loading;
      attribute(older, "aria-busy", loading && "true");
      setText(older, t(loading ? "loading" : "older"));
    },
    /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
    answerTop({ messages }) {
      const answer = messages[messages.findLastIndex(({ own }) => own) + 1];
      const row = answer && rows.get(keyOf(answer))?.element;
      return row ? row.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop : Infinity;
    },
    /** Calls a function when what is shown does not wait to be shown as it should be. */
    whenShown: (then) => afterLoading(keep, then),
    /** What a message says, for those who listen. */
    spokenText: (message) => rows.get(keyOf(message))?.spokenText() ?? ""
  };
}
function keyOf({ draftId, key, id }) {
  return draftId ?? key ?? id;
}
function othersRead({ reads, me }) {
  return Math.max(0, ...Object.entries(reads).map(([id, offset]) => id === me?.id ? 0 : offset));
}

// src/ui/scroll.ts
var nearEnd = 40;
var nearTop = 240;
function createScroll(log, content, limit, followed, reachedTop) {
  let following = true;
  let last = 0;
  const end = () => log.scrollHeight - log.clientHeight;
  const setAnchoring = () => log.style.setProperty("overflow-anchor", following ? "none" : "auto");
  const follow = (now) => {
    if (following === now) return;
    following = now;
    setAnchoring();
    followed();
  };
  const settle = () => {
    if (!following) return;
    const goal = Math.min(end(), limit());
    if (goal > log.scrollTop) log.scrollTop = goal;
    last = log.scrollTop;
  };
  const check = () => {
    if (log.scrollTop < nearTop) reachedTop();
  };
  const sizes = new ResizeObserver(settle);
  sizes.observe(log);
  sizes.observe(content);
  log.addEventListener("scroll", () => {
    const top = log.scrollTop;
    if (end() - top < nearEnd) follow(true);
    else if (top < last - 4) follow(false);
    last = top;
    check();
  }, { passive: true });
  setAnchoring();
  return {
    settle,
    check,
    following: () => following,
    /** Goes to the end, because the reader wants to. */
    toEnd(smooth = false) {
      follow(true);
      if (smooth) log.scrollTo({ top: end(), behavior: "smooth" });
      else settle();
    },
    /** Makes a change above the reader without moving what is being read. */
    keep(change) {
      const edge = log.getBoundingClientRect().top;
      const anchor = [...log.querySelectorAll(".content")].find((row) => row.getBoundingClientRect().bottom > edge);
      const before = anchor?.getBoundingClientRect().top;
      change();
      if (before === void 0) return;
      log.scrollTop += anchor.getBoundingClientRect().top - before;
      last = log.scrollTop;
    }
  };
}

// src/ui/window.ts
var patience = 1500;
function createWindow(context, inline, setting, read, openMenu, signal) {
  const { client, toggle, i18n: { t, count } } = context;
  let missed = 0;
  let beginning;
  let sent = false;
  let told = "";
  let telling;
  const title = h("bdi");
  const status = h("span");
  const notice = h("div", { class: "notice", role: "status" });
  const menu = h(
    "button",
    { class: "close more", "aria-label": t("menu"), "aria-haspopup": "menu", "aria-expanded": "false", click: () => openMenu(menu) },
    icon("more")
  );
  const header = h(
    "div",
    { class: "header", part: "header" },
    h("slot", { name: "avatar" }, h("div", { class: "brand" }, icon("chat"))),
    h("slot", { name: "header" }, h("div", { class: "heading" }, h("h2", { id: "title" }, title), status)),
    menu,
    h("button", { class: "close", "aria-label": t("close"), click: () => toggle(false) }, icon("close"))
  );
  const log = createLog(context, (change) => scroll.keep(change));
  const composer = createComposer(context, () => scroll.settle());
  const toEnd = () => {
    scroll.toEnd(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    focus(log.element);
  };
  const pill = h("button", { class: "pill", click: toEnd }, icon("down"), h("span"));
  const escape = (event) => {
    event.preventDefault();
    if (!inline) toggle(false);
  };
  const element = h(
    "dialog",
    {
      id: "panel",
      class: "panel",
      part: "panel",
      tabindex: -1,
      "aria-labelledby": "title",
      cancel: escape,
      keydown: (event) => event.key === "Escape" && !event.isComposing && escape(event)
    },
    header,
    notice,
    h("div", { class: "body" }, log.element, pill),
    composer.element,
    h("slot", { name: "footer" })
  );
  const renderPill = () => {
    pill.hidden = scroll.following();
    if (scroll.following()) missed = 0;
    const text = missed ? count("new", missed) : "";
    setText(pill.lastElementChild, text);
    attribute(pill, "aria-label", text || t("latest"));
  };
  const scroll = createScroll(
    log.element,
    log.list,
    () => setting("scroll") === "answer-top" ? log.answerTop(client.state) : Infinity,
    () => {
      renderPill();
      read();
    },
    // Asks for earlier messages once for each beginning; after a failure the button in the log asks again.
    () => {
      const { older, messages } = client.state;
      if (!element.open || older !== "more" || messages[0]?.id === beginning) return;
      beginning = messages[0]?.id;
      void client.loadOlder();
    }
  );
  const renderStatus = ({ state, reason, attempt }) => {
    const fine = state === "online" || state === "connecting";
    const trouble = troubleOf(state, reason, attempt);
    setText(status, fine ? t(state) : "");
    attribute(status, "class", `status ${state}`);
    if (trouble === told) return;
    clearTimeout(telling);
    telling = setTimeout(() => setText(notice, trouble && t(trouble)), trouble === "reconnecting" && !told ? patience : 0);
    told = trouble;
  };
  return {
    element,
    log,
    scroll,
    composer,
    ...controlDialog(element, inline, signal),
    changed({ messages }, previous, news) {
      const unsent = (all) => all.findLast(({ own, offset }) => own && offset === 0)?.key;
      const key = unsent(messages);
      missed += news;
      if (key !== void 0 && key !== unsent(previous.messages)) sent = true;
    },
    render(state) {
      setText(title, setting("heading") || t("heading"));
      renderStatus(state.connection);
      composer.update(state);
      log.render(state);
      if (sent) scroll.toEnd();
      sent = false;
      scroll.settle();
      renderPill();
      scroll.check();
    }
  };
}
function troubleOf(state, reason, attempt) {
  if (state === "offline") return reason === void 0 ? state : "refused";
  return state === "reconnecting" || state === "connecting" && attempt > 1 ? "reconnecting" : "";
}

// src/ui/view.ts
var mostSpoken = 3;
var spokenFor = 8e3;
function createView(shadow, context) {
  const { client, toggle, i18n } = context;
  const { t, count } = i18n;
  const { prechat, nudges, feedback, rating } = context.options;
  const host = shadow.host;
  const setting = (name) => host.getAttribute(name);
  const inline = setting("position") === "inline";
  const stop = new AbortController();
  const { signal } = stop;
  let window = null;
  let loading = null;
  let around = null;
  let frame = 0;
  let unspoken = [];
  const announcer = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  const badge = h("span", { class: "badge", part: "badge", "aria-hidden": "true" });
  const label = h("bdi", { class: "label" });
  const launcher = h(
    "button",
    { class: "launcher", part: "launcher", "aria-haspopup": "dialog", "aria-controls": "panel", click: () => toggle(!view.isOpen) },
    h("slot", { name: "launcher" }, icon("chat")),
    icon("chevron"),
    label,
    badge
  );
  const root = h("section", { class: "root", "aria-label": t("launcher") }, launcher, announcer);
  const renderLauncher = (open, unread) => {
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
  const place = () => {
    const [side = "", end = side] = setting("offset")?.match(/-?\d+(\.\d+)?/g) ?? [];
    root.style.setProperty("--side", side && `${side}px`);
    root.style.setProperty("--end", end && `${end}px`);
  };
  const announce = (open, unread) => {
    const news = unspoken;
    unspoken = [];
    const speak = (texts) => {
      for (const text of texts) {
        const line = h("p", null, text);
        announcer.append(line);
        setTimeout(() => line.remove(), spokenFor);
      }
    };
    if (news.length === 0) return;
    if (!open) return speak(unread > 0 ? [count("unread", unread)] : []);
    const { log } = window;
    log.whenShown(() => speak(news.slice(-mostSpoken).map(log.spokenText)));
  };
  const isLookedAt = () => view.isOpen && document.visibilityState === "visible";
  const read = () => {
    if (isLookedAt() && window.scroll.following() && client.state.unread > 0) client.read(head(client.state));
  };
  const render = (open = view.isOpen) => {
    cancelAnimationFrame(frame);
    frame = 0;
    const { state } = client;
    attribute(root, "dir", !host.dir && i18n.rtl && "rtl");
    place();
    renderLauncher(open, state.unread);
    if (open) window.render(state);
    announce(open, state.unread);
    if (open) read();
  };
  const view = {
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
    around: () => loading ??= loadExtra().then(
      ({ createAround }) => signal.aborted ? null : around = createAround(view),
      () => loading = null
    ),
    changed(state, previous, news) {
      unspoken.push(...news);
      if (news.length > 0 && !loading && !isLookedAt()) {
        void view.around().then((loaded) => loaded?.changed(state, previous));
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
      element.append(announcer);
      render();
      around?.render(client.state);
      scroll.toEnd();
      composer.fit();
      const field = composer.element.hidden && log.after.querySelector("input, select, textarea");
      if (takesFocus) focus(matchMedia("(pointer: coarse)").matches ? element : field || composer.input);
      return true;
    },
    close() {
      if (!view.isOpen || inline) return false;
      root.append(announcer);
      render(false);
      window.close(launcher);
      return true;
    },
    destroy() {
      cancelAnimationFrame(frame);
      stop.abort();
      around?.destroy();
      root.remove();
    }
  };
  shadow.adoptedStyleSheets = [styles()];
  shadow.replaceChildren(root);
  document.addEventListener("visibilitychange", read, { signal });
  render();
  if (prechat || nudges || feedback || rating) void view.around();
  return view;
}

// src/element.ts
var options = ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"];
var Base = globalThis.HTMLElement ?? class {
};
var ChatWidget = class _ChatWidget extends Base {
  constructor() {
    super(...arguments);
    // `scroll` is an attribute and an option only: as a property it is Element.scroll().
    this.#client = null;
    /** The client that the page has given. */
    this.#given = null;
    this.#view = null;
    this.#unsubscribe = () => {
    };
    /** What configure was given that is no attribute. */
    this.#options = {};
    /** The words of the language that is loaded. */
    this.#words = noWords;
    this.#parts = /* @__PURE__ */ new Map();
    this.#focus = false;
    /** Resolves when an existing session was taken up, or it is clear that there is none. */
    this.ready = new Promise((resolve) => this.#settle = resolve);
  }
  static {
    this.observedAttributes = [...options, "open"];
  }
  static {
    /** The server of an element that names none. */
    this.defaultServer = "/chat";
  }
  #client;
  #given;
  #view;
  #unsubscribe;
  #options;
  #words;
  #worded;
  #parts;
  #focus;
  #settle;
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
  /** The headless client. One may be given before the element is connected; who made it closes it. */
  get client() {
    return this.#client ?? this.#given;
  }
  set client(client) {
    const started = this.#view !== null;
    this.#stop();
    this.#given = client;
    if (started) this.#start();
  }
  /** Opens the window. */
  open({ focus: focus2 = isPersonActing() } = {}) {
    this.#focus = focus2;
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
    keepDraft(this.#server, "");
    const ended = this.#client?.logout();
    this.#rebuild();
    await ended;
  }
  /** Changes options; names that are not known are ignored. */
  configure(changes) {
    changes ??= {};
    const has = (...names) => names.some((name) => Object.hasOwn(changes, name));
    for (const name of options) if (has(name)) attribute(this, name, changes[name]);
    this.#options = { ...this.#options, ...changes, strings: changes.strings !== null && { ...this.#options.strings, ...changes.strings } };
    if (has("bearer", "transports")) this.#restart();
    else if (has("strings", "prechat", "nudges", "feedback", "rating")) this.#rebuild();
    if (changes.open !== void 0) this.toggleAttribute("open", changes.open);
  }
  /** Brings up words beside the launcher now, unless the visitor talks already. */
  async nudge(nudge) {
    await this.#worded;
    (await this.#view?.around())?.nudge(typeof nudge === "string" ? { text: nudge } : nudge);
  }
  /** Writes down the whole conversation, from its first message on. It rejects where the code for it cannot be loaded. */
  async exportTranscript(format = "text") {
    const around = await this.#view?.around();
    if (!around) throw new Error("The chat is in no document, or could not be loaded.");
    return around.export(format);
  }
  /** Shows parts of a type by a function of the page's; it wins over a built-in one. */
  registerPart(type, render) {
    this.#parts.set(type, render);
    this.#rebuild();
  }
  connectedCallback() {
    for (const [name, value] of Object.entries(this)) {
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    if (!this.#view) this.#start();
  }
  disconnectedCallback() {
    setTimeout(() => this.isConnected || this.#stop());
  }
  attributeChangedCallback(name, before, value) {
    const view = this.#view;
    if (before === value) return;
    if (!view) {
      if (name === "server" && before !== null && this.isConnected) this.#start();
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
  get #server() {
    return this.server ?? _ChatWidget.defaultServer;
  }
  /** The locale that is wanted: the element's, else that of the page around it. */
  get #locale() {
    return this.locale || this.closest("[lang]")?.getAttribute("lang");
  }
  #start() {
    const server = this.#server;
    if (!URL.canParse(server, document.baseURI)) throw new TypeError(`chat-widget: the server "${server}" is no address. Name the path or URL that the chat is mounted at, such as "/chat".`);
    const foreign = new URL(server, document.baseURI).origin !== location.origin;
    const { bearer, transports } = this.#options;
    const client = this.#given ?? createClient({ server, bearer: bearer ?? foreign, ...transports && { transports } });
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
  #rebuild() {
    if (this.#view) this.#show();
  }
  #show() {
    const client = this.#client;
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
        if (client.state.messages.find(({ id }) => id === message.id)?.chosen !== void 0) return;
        this.#emit("chat:action", { message, value });
        this.#report(client.action(message, value));
      },
      toggle: (open) => open ? this.open({ focus: true }) : this.close()
    });
    this.#view = view;
    if (this.hasAttribute("open") || this.position === "inline") view.open(!!focused && !onLauncher);
    if (onLauncher) focus(view.launcher.element);
  }
  #loadWords() {
    const locale = this.#locale;
    this.#worded = wordsOf(locale).then((words) => {
      if (words === this.#words || locale !== this.#locale) return;
      this.#words = words;
      this.#rebuild();
    });
  }
  /** Lets the page see a message before it is sent; returns what is to be sent, null when the page prevents it. */
  #accept(message) {
    const detail = { parts: typeof message === "string" ? [{ type: "text", text: message }] : message };
    return this.#emit("chat:beforesend", detail, true) ? detail.parts : null;
  }
  async #deliver(parts) {
    if (!this.#client) throw new Error("The chat is in no document: append it first.");
    const receipt = await this.#client.send(parts);
    this.#emit("chat:send", { receipt });
    return receipt;
  }
  #report(sent) {
    sent.catch((error) => this.#emit("chat:error", { error }));
  }
  #changed(state, previous) {
    const news = received(state, previous);
    for (const message of news) this.#emit("chat:receive", { message });
    for (const message of changedStatus(state, previous)) this.#emit("chat:status", { message });
    if (state.unread !== previous.unread) this.#emit("chat:unread", { unread: state.unread });
    if (state.connection !== previous.connection) this.#emit("chat:connection", state.connection);
    this.#view?.changed(state, previous, news);
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
