import {
  append,
  attribute,
  bareUrl,
  bareUrlLength,
  buttons,
  clean,
  drawn,
  finish,
  focus,
  formAnswer,
  h,
  icon,
  link,
  linkify,
  listOf,
  mediaUrl,
  nameOf,
  received,
  setText,
  textOf
} from "./chunk-IB4TNS3R.js";
import "./chunk-DPN46NZF.js";

// src/extra/preference.ts
var here = /* @__PURE__ */ new Map();
function preference(name) {
  try {
    return localStorage.getItem(`chatmount-${name}`);
  } catch {
    return here.get(name) ?? null;
  }
}
function prefer(name, value) {
  here.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`chatmount-${name}`);
    else localStorage.setItem(`chatmount-${name}`, value);
  } catch {
  }
}

// src/extra/speech.ts
function textOfMessage({ parts: parts2, value }) {
  return lines(parts2.map(textOfPart)) || textOf(value);
}
function textOfPart({ type, title, text, alt, name, url, cards, buttons: buttons2, fields, fallback }) {
  if (type === formAnswer) return "";
  const choices = [...listOf(buttons2), ...listOf(fields)].map((choice) => `[${textOf(choice["title"] ?? choice["label"])}]`);
  const said = [title, text, alt, name, url].map(textOf).filter(Boolean).join(" – ");
  return textOf(fallback) || lines([said, ...listOf(cards).map(textOfPart), choices.join(" ")]);
}
function lines(texts) {
  return texts.filter(Boolean).join("\n");
}

// src/extra/alerts.ts
var patience = 400;
var turn = 1500;
function createAlerts(view, signal) {
  const { client, i18n, server, toggle } = view.context;
  let audio;
  let title = null;
  let shown2 = "";
  let turns;
  const isLookedAt = () => document.visibilityState === "visible";
  const sounds = () => preference("sound") !== null;
  const notifies = () => preference("notify") !== null && globalThis.Notification?.permission === "granted";
  const chime = () => {
    const ready = audio ??= new AudioContext();
    const asked = performance.now();
    void ready.resume().then(() => performance.now() - asked < 1e3 && ring(ready), () => {
    });
  };
  const show = (text) => document.title = shown2 = text;
  const cover = () => {
    title ??= document.title;
    clearInterval(turns);
    const { unread } = client.state;
    const news = `(${unread}) ${i18n.count("new", unread)}`;
    show(news);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    turns = setInterval(() => {
      if (document.title !== shown2) title = document.title;
      show(shown2 === news ? title : news);
    }, turn);
  };
  const uncover = () => {
    clearInterval(turns);
    if (title !== null && document.title === shown2) document.title = title;
    title = null;
  };
  const notify = (message) => {
    try {
      const notification = new Notification(nameOf(message.author, view.context), { body: textOfMessage(message).slice(0, 200), tag: `chatmount ${server}` });
      notification.addEventListener("click", () => {
        window.focus();
        notification.close();
        toggle(true);
      });
    } catch {
    }
  };
  document.addEventListener("visibilitychange", () => isLookedAt() && uncover(), { signal });
  signal.addEventListener("abort", () => {
    uncover();
    void audio?.close();
  });
  return {
    sounds,
    notifies,
    /** To be called while a click is handled: browsers let nothing sound before. */
    allowSound(on) {
      prefer("sound", on ? "on" : null);
      if (on) chime();
    },
    /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
    async allowNotifications(on) {
      const granted = on && await globalThis.Notification?.requestPermission() === "granted";
      prefer("notify", granted ? "on" : null);
      return granted;
    },
    changed(state, previous) {
      if (state.unread === 0) uncover();
      const message = received(state, previous).at(-1);
      if (!message || view.isOpen && isLookedAt()) return;
      setTimeout(() => {
        const { leads, unread } = client.state;
        if (signal.aborted || !leads || unread === 0) return;
        if (sounds()) chime();
        if (isLookedAt()) return;
        cover();
        if (notifies()) notify(message);
      }, patience);
    }
  };
}
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
    const lines2 = fields.map((field, i) => `${textOf(field["label"])}: ${answers[i]}`);
    const values = Object.fromEntries(fields.map((field, i) => [textOf(field["name"]), answers[i]]));
    const taken = context.send([
      { type: "text", text: lines2.filter((_, i) => answers[i]).join("\n") || "–" },
      { type: formAnswer, fallback: "–", form: id, values }
    ]);
    if (!taken) return;
    const wrote = element.matches(":focus-within");
    finish(element);
    if (wrote) focus(button);
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
function createMenu(button, items) {
  const said = h("p", { class: "said", role: "status" });
  const show = () => items.forEach(({ checked }, i) => attribute(buttons2[i], "aria-checked", checked && `${checked()}`));
  const toggle = (open = element.hidden) => {
    const hadFocus = element.matches(":focus-within");
    element.hidden = !open;
    attribute(button, "aria-expanded", `${open}`);
    setText(said, "");
    show();
    if (open || hadFocus) focus(open ? buttons2[0] : button);
  };
  const buttons2 = items.map(({ label: label2, checked, press }) => {
    const pressed = async () => {
      const text = await press();
      show();
      if (typeof text === "string") setText(said, text);
      else if (!checked) toggle(false);
    };
    return h("button", { role: checked ? "menuitemcheckbox" : "menuitem", tabindex: -1, click: () => void pressed() }, h("span", null, label2), checked && icon("check"));
  });
  const keydown = (event) => {
    const at = buttons2.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") toggle(false);
    else if (to === void 0) return;
    else focus(buttons2.at(to % buttons2.length));
    event.preventDefault();
    event.stopPropagation();
  };
  const focusout = ({ relatedTarget }) => {
    if (relatedTarget !== button && !element.contains(relatedTarget)) toggle(false);
  };
  const element = h(
    "div",
    { class: "menu", part: "menu", hidden: true, keydown, focusout },
    h("div", { role: "menu", "aria-label": button.getAttribute("aria-label") }, ...buttons2),
    said
  );
  button.after(element);
  return toggle;
}

// src/extra/nudges.ts
var usualPause = 24;
function createNudges(view, nudges, signal) {
  const { context, root, launcher } = view;
  let shown2;
  let spent = false;
  const hide = () => shown2?.remove();
  const show = ({ text, pause = usualPause }) => {
    if (view.isOpen || context.client.state.messages.length > 0) return;
    hide();
    spent = true;
    const answered = () => {
      prefer("nudge", `${Date.now() + pause * 36e5}`);
      hide();
    };
    const open = () => {
      answered();
      context.toggle(true);
    };
    const dismiss = () => {
      answered();
      focus(launcher.element);
    };
    shown2 = h(
      "div",
      { class: "nudge", part: "nudge", role: "status" },
      h("button", { class: "nudge-text", dir: "auto", click: open }, textOf(text)),
      h("button", { class: "nudge-close", "aria-label": context.i18n.t("dismiss"), click: dismiss }, icon("close"))
    );
    root.append(shown2);
  };
  for (const nudge of listOf(nudges)) {
    const { after, scroll, exit } = nudge;
    const due = () => {
      if (!signal.aborted && !spent && Date.now() > Number(preference("nudge"))) show(nudge);
    };
    if (after !== void 0) setTimeout(due, after * 1e3);
    if (scroll !== void 0) addEventListener("scroll", () => depth() >= scroll && due(), { passive: true, signal });
    if (exit) document.addEventListener("mouseout", ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && due(), { signal });
  }
  return { show, hide };
}
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
    focus(thanks);
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
  for (let before = -1; ; await client.loadOlder()) {
    while (client.state.older === "loading") await change(client);
    if (client.state.older !== "more" || client.state.messages.length <= before) break;
    before = client.state.messages.length;
  }
  const { conversation, messages } = client.state;
  const said = messages.filter(({ draft }) => !draft);
  if (format === "json") return JSON.stringify({ conversation, exported: (/* @__PURE__ */ new Date()).toISOString(), messages: said }, null, 2);
  const when = new Intl.DateTimeFormat(i18n.locale, { dateStyle: "medium", timeStyle: "short" });
  const lines2 = said.map((message) => [`[${when.format(new Date(message.at))}]`, nameOf2(message), textOfMessage(message)]);
  return clean(lines2.filter(([, , text]) => text).map(([at, name, text]) => `${at} ${name}: ${text}
`).join(""));
}
function change(client) {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      stop();
      resolve();
    });
  });
}
function download(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1e4);
}

// src/extra/around.ts
function createAround(view) {
  const { context } = view;
  const { client, options, i18n } = context;
  const { t } = i18n;
  const stop = new AbortController();
  const alerts = createAlerts(view, stop.signal);
  const nudges = createNudges(view, options.nudges, stop.signal);
  let toggleMenu;
  let prechat = null;
  let rated = null;
  const exported = (format) => transcript(client, i18n, ({ author }) => nameOf(author, context), format);
  const items = () => {
    const save = (format, type, extension) => async () => download(await exported(format), `chat-${(/* @__PURE__ */ new Date()).toISOString().slice(0, 10)}.${extension}`, type);
    const toggleNotifications = async () => {
      const wanted = !alerts.notifies();
      return await alerts.allowNotifications(wanted) !== wanted && t("blocked");
    };
    return [
      { label: t("sound"), checked: alerts.sounds, press: () => alerts.allowSound(!alerts.sounds()) },
      ..."Notification" in globalThis ? [{ label: t("notify"), checked: alerts.notifies, press: toggleNotifications }] : [],
      { label: t("asText"), press: save("text", "text/plain;charset=utf-8", "txt") },
      { label: t("asJson"), press: save("json", "application/json", "json") }
    ];
  };
  const renderPrechat = ({ conversation, messages }, { log, composer }) => {
    const wanted = conversation === null && messages.length === 0 && options.prechat;
    if (!wanted === !prechat) return;
    const hadFocus = (prechat ?? composer.element).matches(":focus-within");
    composer.element.hidden = !!wanted;
    if (wanted) {
      const { title, fields, submit } = wanted;
      const asks = form({ type: "form", id: "prechat", fields, submit: submit || t("begin") }, context);
      prechat = h("div", { class: "prechat" }, h("h3", null, title || t("before")), asks);
      log.after.append(prechat);
    } else {
      prechat.remove();
      prechat = null;
    }
    if (hadFocus) focus(prechat ? prechat.querySelector("input, select, textarea") : composer.input);
  };
  const renderRating = ({ ended }, { log, scroll }) => {
    if (!ended) {
      rated?.remove();
      rated = null;
    } else if (!rated && options.rating) {
      rated = h("div", null, rating(context));
      log.after.append(rated);
      scroll.settle();
    }
  };
  const render = (state) => {
    if (view.isOpen || state.messages.length > 0) nudges.hide();
    if (!view.window) return;
    renderPrechat(state, view.window);
    renderRating(state, view.window);
  };
  const changed = (state, previous) => {
    alerts.changed(state, previous);
    render(state);
  };
  const unsubscribe = client.subscribe(changed);
  render(client.state);
  return {
    changed,
    render,
    export: exported,
    nudge: nudges.show,
    /** Opens or closes the menu. */
    toggleMenu(button) {
      (toggleMenu ??= createMenu(button, items()))();
    },
    destroy() {
      unsubscribe();
      stop.abort();
    }
  };
}

// src/extra/around.css
var around_default = "@layer parts{.menu,.nudge,.file,.card,.form{border:1px solid var(--border);border-radius:var(--radius);background:var(--background);overflow-wrap:anywhere}.menu,.nudge{color:var(--text);box-shadow:var(--shadow);animation:open .2s}.thumb,.nudge-close,.copy{display:grid;place-items:center}:is(.menu button,.thumb,.nudge-close,.copy):is(:hover,:focus-visible){background:var(--tint)}:is(.nudge-close,.copy) .icon{width:16px;height:16px}.menu{position:absolute;z-index:1;top:60px;inset-inline-end:12px;min-width:220px;max-width:calc(100% - 24px);padding:6px;border-radius:14px}.menu button{display:flex;align-items:center;justify-content:space-between;gap:16px;width:100%;min-height:44px;padding:6px 12px;border-radius:9px;text-align:start}.header .menu :focus-visible{outline-color:var(--accent);outline-offset:-2px}.menu .icon{width:18px;height:18px;color:var(--accent)}.menu [aria-checked=false] .icon{visibility:hidden}.said:empty{display:none}.said{margin:4px 12px 8px;font-size:.87em;color:var(--muted)}.thumbs{grid-column:2;display:flex;gap:2px;margin-top:2px}.thumb{width:32px;height:32px;border-radius:8px;color:var(--muted)}.thumb .icon{width:17px;height:17px;stroke-width:1.7}.thumb[aria-pressed=true]{color:var(--accent);background:color-mix(in srgb,var(--accent) 14%,transparent)}.thumb[aria-pressed=true] .icon{fill:color-mix(in srgb,currentColor 30%,transparent)}.rating{margin-top:16px}.rating fieldset{margin:0;padding:0;border:0}.rating legend{padding:0;font-weight:600}.stars{display:flex}.form .star{position:relative;display:grid;place-items:center;width:44px;height:44px;border-radius:10px;font-size:28px;line-height:1;color:var(--field)}.form .star input{position:absolute;inset:0;height:100%;margin:0;opacity:0;cursor:pointer}.star:has(:focus-visible){outline:2px solid var(--accent)}.stars:is(:hover,:has(:checked)) .star{color:light-dark(#d99400,#ffc53d)}.stars:not(:hover) :has(:checked)~.star,.stars :hover~.star{color:var(--field)}.prechat{max-width:380px;margin:0 auto}.prechat h3{margin:0 0 10px;font-size:1.05em}.nudge{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:var(--side,20px);bottom:calc(var(--end,20px) + var(--size) + 14px);display:flex;max-width:min(300px,100vw - 2 * var(--side,20px));border-end-end-radius:5px}.nudge-text{flex:1;padding:14px 16px;padding-inline-end:4px;text-align:start;border-radius:inherit}.nudge-close{flex:none;align-self:start;width:36px;height:36px;margin:5px;border-radius:50%;color:var(--muted)}:host([position=left]) .nudge{inset-inline:auto;left:var(--side,20px)}:host([position=right]) .nudge{inset-inline:auto;right:var(--side,20px)}}";

// src/extra/media.ts
var sheet = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zm0 0v5h5";
function picture(url, alt, context, { width, height } = {}) {
  const src = mediaUrl(url, context.server);
  if (!src) return null;
  const image2 = h("img", {
    alt,
    width: isLength(width) && width,
    height: isLength(height) && height,
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
    error: () => image2.replaceWith(h("span", { class: "missing" }, alt || context.i18n.t("image")))
  });
  image2.src = src;
  return image2;
}
function file({ url, name, size }, { server, i18n }) {
  const anchor = link(mediaUrl(url, server), "", { class: "file" });
  if (anchor) {
    append(anchor, drawn(sheet), h("span", { dir: "auto" }, textOf(name) || anchor.href), isLength(size) && h("small", null, i18n.bytes(size)));
  }
  return anchor;
}
function player(part, context) {
  const src = mediaUrl(part["url"], context.server);
  if (!src) return null;
  const name = textOf(part["name"]);
  const media = h(part.type, { src, controls: true, preload: "metadata", "aria-label": name, playsinline: true });
  return h("figure", { class: "player" }, media, h("figcaption", null, file(part, context)));
}
function isLength(value) {
  return typeof value === "number" && value > 0;
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
  const moved = () => {
    const at = Math.abs(track.scrollLeft);
    attribute(previous, "aria-disabled", at < 8 && "true");
    attribute(next, "aria-disabled", at + track.clientWidth > track.scrollWidth - 8 && "true");
  };
  const track = h("ul", { class: "track", tabindex: 0, scroll: moved }, ...cards);
  const turn2 = (name, by) => {
    const move = () => {
      const forward = getComputedStyle(track).direction === "rtl" ? -by : by;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      track.scrollBy({ left: forward * (cards[0].offsetWidth + 8), behavior: still ? "auto" : "smooth" });
    };
    return h("button", { class: `turn ${name}`, "aria-label": t(name), click: move }, icon("chevron"));
  };
  const [previous, next] = [turn2("previous", -1), turn2("next", 1)];
  attribute(previous, "aria-disabled", "true");
  return h("div", { class: "carousel" }, track, ...cards.length > 1 ? [previous, next] : []);
}

// src/extra/feedback.ts
var up = "M7 21V10l5-8c1.7 0 2.5 1.3 2.2 3L13.5 9H19a2 2 0 0 1 2 2.3l-1.3 8A2 2 0 0 1 17.7 21zM3 10h4v11H3z";
var down = "M17 3v11l-5 8c-1.7 0-2.5-1.3-2.2-3l.7-4H5a2 2 0 0 1-2-2.3l1.3-8A2 2 0 0 1 6.3 3zM21 14h-4V3h4z";
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
        focus(opener);
      }
    },
    h("div", { class: "tools" }, link(url, t("original"), { class: "original" }), close),
    h("figure", null, picture(url, alt, context), alt && h("figcaption", { dir: "auto" }, alt))
  );
  opener.getRootNode().querySelector(".root").append(dialog);
  dialog.showModal();
  focus(close);
}

// src/extra/image.ts
function image(part, context) {
  const { t } = context.i18n;
  const alt = textOf(part["alt"]);
  const shown2 = picture(part["url"], alt, context, part);
  if (!shown2) return null;
  const url = shown2.src;
  const open = () => lightbox(button, url, alt, context);
  const button = h("button", { class: "image", part: "image", "aria-haspopup": "dialog", "aria-label": `${t("enlarge")}: ${alt || t("image")}`, click: open }, shown2);
  return button;
}

// src/extra/markdown/code.ts
var sheets = "M9 9h11v11H9zM5 15H4V4h11v1";
function code(text, language, t) {
  const shown2 = h("code", null, text);
  const said = h("span", { class: "hidden", role: "status" });
  const take = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.replaceChildren(icon("check"));
      setText(said, t("copied"));
    } catch {
      getSelection()?.selectAllChildren(shown2);
    }
  };
  const copy = h("button", { class: "copy", "aria-label": t("copy"), click: () => void take() }, drawn(sheets));
  return h("div", { class: "code", "data-language": language }, copy, h("pre", { tabindex: 0 }, shown2), said);
}

// src/extra/markdown/inline.ts
var maxOpen = 16;
var ticks = [1, 2, 3, 4].map((length) => new RegExp(`(?<!\`)\`{${length}}(?!\`)`, "g"));
var special = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/,
    /(`+)/,
    /(\*+|_+|~+)/,
    /(!?\[)/,
    /(\])(?:\( {0,4}<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s{1,4}(?:"[^"]*"|'[^']*'))? {0,4}\))?/,
    /<((?:https?:\/\/|mailto:|tel:)[^\s<>]*)>/,
    bareUrl
  ].map(({ source }) => source).join("|"),
  "gi"
);
var space = /\s/;
var word = /[\p{L}\p{N}_]/u;
var isBracket = ([kind]) => kind.endsWith("[");
function inline(into, text) {
  const pieces = [];
  let waiting = [];
  const lonely = /* @__PURE__ */ new Set();
  let done = 0;
  const put = (piece, from, to) => {
    pieces.push(text.slice(done, from), piece);
    done = special.lastIndex = to;
  };
  const close = (index, element, from, to) => {
    put("", from, to);
    fill(element, pieces.splice(waiting[index][1]).slice(1));
    pieces.push(element);
    waiting.length = index;
  };
  const wait = (kind, at) => {
    put(kind, at, at + kind.length);
    if (waiting.push([kind, pieces.length - 1]) > maxOpen) waiting.shift();
  };
  const code2 = (length, at) => {
    const from = at + length;
    const partner = ticks[length - 1];
    if (!partner || lonely.has(length)) return;
    partner.lastIndex = from;
    const to = partner.exec(text)?.index;
    if (to === void 0) lonely.add(length);
    else put(h("code", null, text.slice(from, to).replace(/^ (?=.*\S)(.*) $/s, "$1")), at, to + length);
  };
  const emphasis = (run, at) => {
    const char = run[0];
    const end = at + run.length;
    const before = text[at - 1] ?? " ";
    const after = text[end] ?? " ";
    if (run.length > 3 || char === "~" && run.length !== 2 || char === "_" && word.test(before) && word.test(after)) return;
    while (!space.test(before)) {
      const index = waiting.findLastIndex(([kind]) => kind[0] === char && kind.length <= end - at);
      const opener = waiting[index];
      if (!opener || done === at && opener[1] === pieces.length - 1) break;
      const to = at + opener[0].length;
      close(index, h(char === "~" ? "del" : opener[0][1] ? "strong" : "em"), at, to);
      at = to;
    }
    while (at < end && !space.test(after)) {
      wait(text.slice(at, Math.min(at + 2, end)), at);
      at = done;
    }
    special.lastIndex = end;
  };
  const bracket = (at, end, address) => {
    const index = waiting.findLastIndex(isBracket);
    if (index < 0) special.lastIndex = at + 1;
    else if (address === void 0) waiting.splice(index, 1);
    else {
      const anchor = link(address, "", { title: address });
      if (!anchor) {
        waiting.length = index;
        return;
      }
      close(index, anchor, at, end);
      if (!anchor.hasChildNodes()) append(anchor, anchor.getAttribute("href"));
      waiting = waiting.filter((outer) => !isBracket(outer));
    }
  };
  const url = (address, at, end) => {
    const anchor = waiting.some(isBracket) ? null : link(address, address.replace(/^(mailto|tel):/i, ""));
    if (anchor) put(anchor, at, end);
    else special.lastIndex = at + address.search(/]|$/);
  };
  for (let found; found = special.exec(text); ) {
    const [all, escaped, backticks, run, opening, closing, address, angled] = found;
    const at = found.index;
    const end = at + all.length;
    if (escaped) put(escaped, at, end);
    else if (backticks) code2(backticks.length, at);
    else if (run) emphasis(run, at);
    else if (opening) wait(opening, at);
    else if (closing) bracket(at, end, address);
    else if (angled) url(angled, at, end);
    else {
      const length = bareUrlLength(all);
      url(all.slice(0, length), at, at + length);
    }
  }
  pieces.push(text.slice(done));
  return fill(into, pieces);
}
function fill(into, pieces) {
  for (const piece of pieces) append(into, piece);
  return into;
}

// src/extra/markdown/table.ts
var maxColumns = 24;
var bar = /(?<!\\)\|/;
function tableAt(lines2, at) {
  const [head = "", dashes = ""] = lines2.slice(at, at + 2);
  if (!bar.test(head)) return null;
  const columns = cells(dashes);
  if (columns.length > maxColumns || columns.length !== cells(head).length || !columns.every((cell) => /^:?-+:?$/.test(cell))) return null;
  return columns.map((cell) => cell.endsWith(":") ? cell.startsWith(":") ? "center" : "end" : null);
}
function table(align, lines2) {
  const [head, ...body] = lines2.map(
    (line, y) => h("tr", null, ...cells(line).slice(0, align.length).map((cell, x) => inline(h(y ? "td" : "th", { class: align[x], dir: "auto" }), cell)))
  );
  return h("div", { class: "table", tabindex: 0 }, h("table", null, h("thead", null, head), h("tbody", null, ...body)));
}
function cells(line) {
  const row = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return row.split(bar).map((cell) => cell.replaceAll("\\|", "|").trim());
}

// src/extra/markdown/block.ts
var maxDepth = 6;
var fence = /^ {0,3}(`{3,}|~{3,}) *([^`\s]*)[^`]*$/;
var heading = /^ {0,3}(#{1,6})(?: +(.*))?$/;
var rule = /^ {0,3}([-*_])(?: *\1){2,} *$/;
var quote = /^ {0,3}> ?/;
var bullet = /^( *)([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;
var clearBullet = /^ *(?:[-*+]|1[.)]) +[^ ]/;
function blocks(lines2, t, depth2 = 0) {
  const found = [];
  let at = 0;
  const take = (wanted) => {
    const from = at;
    while (at < lines2.length && wanted(lines2[at])) at++;
    return lines2.slice(from, at);
  };
  const nests = depth2 < maxDepth;
  const interrupts = (line) => heading.test(line) || rule.test(line) || fence.test(line) || nests && (quote.test(line) || clearBullet.test(line));
  const readCode = (marks, language) => {
    at++;
    const text = take((line) => !closes(line.trim(), marks)).join("\n");
    at++;
    return () => code(text, language, t);
  };
  const readQuote = () => {
    const inner = take((line) => quote.test(line)).map((line) => line.replace(quote, ""));
    return () => h("blockquote", null, ...blocks(inner, t, depth2 + 1).map(([, make]) => make()));
  };
  const readList = ([, { length: base } = "", , number]) => {
    const items = [];
    let indent = 0;
    let blank = false;
    take((line) => {
      if (isBlank(line)) return blank = true;
      const offset = line.search(/[^ ]/);
      const item = offset < base + 2 && !rule.test(line) && bullet.exec(line);
      if (item) {
        if (!item[3] !== !number) return false;
        indent = offset + item[2].length + Math.min(item[4].length, 4);
        items.push([item[5]]);
      } else if (offset >= base + 2 || !blank && !interrupts(line)) {
        items.at(-1).push(...blank ? [""] : [], line.slice(Math.min(offset, indent)));
      } else return false;
      blank = false;
      return true;
    });
    return () => h(number ? "ol" : "ul", { start: number && Number(number) }, ...items.map(listItem));
  };
  const listItem = (inner) => {
    const item = h("li");
    blocks(inner, t, depth2 + 1).forEach(([, make], i) => {
      const made = make(i ? void 0 : item);
      if (made !== item) item.append(made);
    });
    return item;
  };
  const readTable = (align) => {
    const head = lines2[at];
    at += 2;
    const body = take((line) => line.includes("|"));
    return () => table(align, [head, ...body]);
  };
  const readParagraph = () => {
    const from = at++;
    take((line) => !isBlank(line) && !interrupts(line) && !tableAt(lines2, at));
    const text = lines2.slice(from, at).map((line) => line.trim()).join("\n");
    return (into = h("p")) => inline(into, text);
  };
  const read = (line) => {
    const title = heading.exec(line);
    const alone = title || rule.test(line);
    if (alone) at++;
    if (title) return () => inline(h("h3", { class: `level-${title[1].length}` }), title[2]?.trim() ?? "");
    if (alone) return () => h("hr");
    const fenced = fence.exec(line);
    if (fenced) return readCode(fenced[1], fenced[2]);
    if (nests && quote.test(line)) return readQuote();
    const item = nests && bullet.exec(line);
    if (item) return readList(item);
    const align = tableAt(lines2, at);
    return align ? readTable(align) : readParagraph();
  };
  while (take(isBlank), at < lines2.length) {
    const from = at;
    const make = read(lines2[at]);
    found.push([lines2.slice(from, at).join("\n"), make]);
  }
  return found;
}
function closes(line, marks) {
  return line.startsWith(marks) && line === marks[0].repeat(line.length);
}
function isBlank(line) {
  return !line.trim();
}

// src/extra/markdown/index.ts
var shown = /* @__PURE__ */ new WeakMap();
function markdown(element, text, t) {
  const next = blocks(text.split(/\r?\n/), t);
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === next[same]?.[0]) same++;
  while (element.childNodes.length > same) element.lastChild.remove();
  for (const [, make] of next.slice(same)) {
    const made = make();
    made.dir = "auto";
    element.append(made);
  }
  shown.set(element, next.map(([source]) => source));
}

// src/extra/markdown.css
var markdown_default = '@layer parts{.markdown :is(p,ul,ol,.code,.table,blockquote,h3,hr){margin:0 0 .6em}.markdown>:last-child{margin-bottom:0}.markdown :is(p,li){white-space:pre-wrap}.markdown *+h3{margin-top:.9em}h3{font-size:1em;line-height:1.3}:is(.level-1,.level-2){font-size:1.15em}.markdown :is(ul,ol){padding-inline-start:1.4em}.markdown li :is(ul,ol,p),.markdown li+li{margin-block:.25em}blockquote{padding-inline-start:12px;border-inline-start:3px solid var(--field)}hr{border:0;border-top:1px solid var(--tint)}code,.code,th{background:var(--tint)}code,pre{font:.88em/1.5 ui-monospace,Menlo,Consolas,monospace;direction:ltr;unicode-bidi:isolate}code{padding:.1em .35em;border-radius:5px}.code{position:relative;border-radius:10px;direction:ltr}.code:not([data-language=""]):before{content:attr(data-language) / "";display:block;padding:7px 12px 0;font-size:.78em;opacity:.75}pre{margin:0;padding:10px 44px 10px 12px;overflow-x:auto;text-align:start;scrollbar-width:thin}pre code{padding:0;background:none;font-size:1em}.copy{position:absolute;top:2px;right:2px;width:36px;height:36px;border-radius:9px;opacity:.7}.copy:is(:hover,:focus-visible){opacity:1}.table{overflow-x:auto;scrollbar-width:thin}table{border-collapse:collapse;font-size:.93em}th,td{padding:5px 10px;border:1px solid var(--tint);text-align:start;white-space:pre-line;overflow-wrap:normal}.center{text-align:center}.end{text-align:end}.own :is(.code,:not(pre)>code,th){background:#0003}}';

// src/extra/lightbox.css
var lightbox_default = "@layer parts{.lightbox{min-width:100%;min-height:100%;padding:0;border:0;background:#0c0d12f2;color:#fff}.lightbox[open]{display:flex;flex-direction:column;animation:fade .15s}.lightbox::backdrop{background:none}.tools{display:flex;align-items:center;justify-content:end;gap:12px;padding:12px 20px}.original{padding:8px 4px;font-weight:600}.lightbox .close{margin:0}.lightbox :focus-visible{outline-color:#fff}.lightbox figure{flex:1;min-height:0;margin:0;padding:0 20px 20px;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:12px;cursor:zoom-out}.lightbox img{min-height:0;max-width:100%;width:auto;height:auto;object-fit:contain;border-radius:6px;cursor:auto}.lightbox figcaption{flex:none;text-align:center}}";

// src/extra/parts.css
var parts_default = "@layer parts{.image{cursor:zoom-in;overflow:hidden;max-width:100%;border-radius:var(--radius);background:var(--bubble)}.image img,.missing,.player :is(audio,video){display:block}.image img{width:auto;height:auto;max-width:100%;max-height:320px;object-fit:cover}.missing{padding:9px 14px;color:var(--on-bubble)}.file{display:flex;align-items:center;gap:10px;max-width:100%;min-height:44px;padding:8px 14px;text-decoration:none}.file .icon{color:var(--accent)}.file small{flex:none;margin-inline-start:auto;color:var(--muted)}.player,.carousel,.card,.form{width:100%;margin:0}.player :is(audio,video){width:100%;margin-bottom:6px;border-radius:var(--radius)}.card{display:flex;flex-direction:column;overflow:hidden}.card img{width:100%;aspect-ratio:16 / 9;object-fit:cover;background:var(--bubble)}.card-text{flex:1;padding:12px 14px}.card p{margin:2px 0 0;font-size:.93em;color:var(--muted);white-space:pre-wrap}.card .choices{display:grid;gap:0}.card .choice{border:0;border-top:1px solid var(--border);border-radius:0}.card .choice:focus-visible{outline-offset:-3px}.carousel{display:flex;flex-wrap:wrap;justify-content:end;gap:4px 8px}.track{flex:0 0 100%;display:flex;gap:8px;margin:0;padding:3px;list-style:none;overflow-x:auto;scroll-snap-type:x mandatory;overscroll-behavior-x:contain;scrollbar-width:none}.track li{display:flex;flex:0 0 min(82%,260px);scroll-snap-align:center}.turn{display:grid;place-items:center;width:36px;height:36px;border:1px solid var(--border);border-radius:50%}.turn[aria-disabled]{opacity:.45;cursor:default}.previous .icon,.next:dir(rtl) .icon{rotate:90deg}.next .icon,.previous:dir(rtl) .icon{rotate:-90deg}@media(pointer:coarse){.turn{display:none}}.form,.form label{display:grid;gap:4px}.form{gap:12px;padding:14px}.form label{font-size:.9em;font-weight:600}.form i{color:var(--danger);font-style:normal}.form :is(input,textarea,select){width:100%;min-height:40px;padding:7px 10px;border:1px solid var(--field);border-radius:10px;background:none;font-weight:400;resize:vertical}.form .checkbox{grid-template-columns:auto 1fr;align-items:center;gap:8px}.form [type=checkbox]{order:-1;width:20px;min-height:20px;accent-color:var(--primary)}}";

// src/extra/en.ts
var extraEn = {
  copy: "Copy code",
  copied: "Copied",
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
var styles = markdown_default + parts_default + lightbox_default + around_default;
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
  createAround,
  extraEn as english,
  markdown,
  parts,
  styles,
  thumbs
};
