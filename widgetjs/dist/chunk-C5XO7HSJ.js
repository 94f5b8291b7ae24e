import {
  append,
  attribute,
  bareUrl,
  bareUrlLength,
  buttonTitle,
  buttons,
  finish,
  formAnswer,
  h,
  icon,
  link,
  linkify,
  markChosen,
  setText,
  textOf
} from "./chunk-XRHH35JF.js";

// src/element.ts
import { createClient } from "./client.js";

// src/events.ts
function changedStatus({ messages }, previous) {
  if (messages === previous.messages) return [];
  const pending = previous.messages.filter(({ own, status }) => own && status !== "sent");
  const before = new Map(pending.map(({ key, status }) => [key, status]));
  return messages.filter(({ own, key, status, offset }) => own && (before.get(key) ?? (offset ? status : null)) !== status);
}

// src/i18n/en.ts
var en = {
  launcher: "Chat",
  unread_one: "{n} unread message",
  unread_other: "{n} unread messages",
  heading: "Chat",
  close: "Close chat",
  menu: "Options",
  log: "Messages",
  greeting: "How can we help?",
  welcome: "Write to us, and the answer comes right here.",
  online: "Online",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. Messages are sent when you are back.",
  refused: "The chat cannot connect. Please reload the page.",
  you: "You",
  bot: "Assistant",
  agent: "Support",
  typing: "{name} is typing",
  write: "Write a message…",
  send: "Send message",
  tooLong: "The message is too long.",
  sending: "Sending…",
  sent: "Sent",
  seen: "Seen",
  failed: "Not sent",
  retry: "Try again",
  discard: "Delete",
  edited: "Edited",
  erased: "This message was removed.",
  truncated: "The answer broke off here.",
  joined: "{name} joined the conversation",
  assigned: "{name} is helping you now",
  assignedBot: "The assistant is helping you again",
  handoff: "We are getting a person to help you",
  ended: "The conversation was ended. Write to open it again.",
  older: "Show earlier messages",
  loading: "Loading earlier messages",
  latest: "Jump to the latest message",
  new_one: "{n} new message",
  new_other: "{n} new messages",
  copy: "Copy code",
  copied: "Copied"
};

// src/i18n/index.ts
var english = { ...en };
function addEnglish(words) {
  Object.assign(english, words);
}
function createI18n(wanted, translation = {}) {
  const locale = usableLocale(wanted);
  const word2 = (name) => translation[name] ?? english[name];
  const fill = (text = "", values) => text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
  const format = (options2) => {
    let formatter;
    return (date) => Number.isNaN(+date) ? "" : (formatter ??= new Intl.DateTimeFormat(locale, options2)).format(date);
  };
  const thisYear = format({ weekday: "long", month: "long", day: "numeric" });
  const otherYear = format({ year: "numeric", month: "long", day: "numeric" });
  return {
    locale,
    rtl: /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/.test(locale ?? ""),
    t: (name, values = {}) => fill(word2(name), values),
    count(name, n) {
      const form = new Intl.PluralRules(locale).select(n);
      return fill(word2(`${name}_${form}`) ?? word2(`${name}_other`), { n: n.toLocaleString(locale) });
    },
    time: format({ hour: "numeric", minute: "2-digit" }),
    day(date) {
      const ago = daysAgo(date);
      if (ago !== 0 && ago !== 1) return (date.getFullYear() === (/* @__PURE__ */ new Date()).getFullYear() ? thisYear : otherYear)(date);
      const text = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
    bytes(n) {
      const power = Math.min(3, Math.max(0, Math.floor(Math.log10(n) / 3) || 0));
      const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power];
      return (n / 1e3 ** power).toLocaleString(locale, { style: "unit", unit, maximumFractionDigits: 1 });
    }
  };
}
function usableLocale(wanted) {
  try {
    return Intl.getCanonicalLocales(wanted || [])[0];
  } catch {
    return void 0;
  }
}
function daysAgo(date) {
  const midnight = (of) => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  return (midnight(/* @__PURE__ */ new Date()) - midnight(date)) / 864e5;
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
var base_default = '@layer base,frame,log,parts;@layer base{:host{display:contents}:host([hidden]){display:none}.root{all:initial;display:contents;color-scheme:light dark;--primary:var(--chat-primary,light-dark(#3d50e0,#4c5de6));--on-primary:var(--chat-on-primary,#fff);--background:var(--chat-background,light-dark(#fff,#15161c));--text:var(--chat-text,light-dark(#1a1c26,#eceef6));--muted:var(--chat-muted,light-dark(#5c6174,#a3a8bc));--border:var(--chat-border,light-dark(#e3e5ee,#2e313d));--bubble:var(--chat-agent-bubble,light-dark(#f0f1f7,#252833));--on-bubble:var(--chat-on-agent-bubble,var(--text));--radius:var(--chat-radius,18px);--gap:var(--chat-gap,16px);--size:var(--chat-launcher-size,60px);--shadow:var(--chat-shadow,0 12px 40px #080a1e38,0 1px 3px #080a1e1f);--field:light-dark(#868b9e,#6b7086);--danger:light-dark(#c0232c,#ff8d8d);--tint:color-mix(in srgb,currentColor 9%,transparent);--accent:light-dark(var(--primary),color-mix(in srgb,var(--primary) 55%,#fff));font:var(--chat-font-size,15px)/1.45 var(--chat-font,system-ui,sans-serif);color:var(--text);-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}:host([theme="light"]) .root{color-scheme:light}:host([theme="dark"]) .root{color-scheme:dark}*{box-sizing:border-box}[hidden]{display:none!important}button,input,textarea,select{font:inherit;color:inherit}button{border:0;padding:0;background:none;cursor:pointer}a{color:inherit;text-underline-offset:2px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.icon{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}@media(prefers-reduced-motion:reduce){*,:before,:after{animation-duration:1ms!important;animation-iteration-count:1!important;transition:none!important}}@media(forced-colors:active){[aria-disabled=true]{border-color:GrayText;color:GrayText}.dots i{background:CanvasText}}}';

// src/styles/frame.css
var frame_default = '@layer frame{.panel{--below:calc(var(--end,20px) + var(--size) + 16px);position:fixed;z-index:var(--chat-z-index,2147483000);inset:auto;inset-inline-end:var(--side,20px);bottom:var(--below);width:min(var(--chat-width,400px),100vw - 2 * var(--side,20px));height:min(var(--chat-height,680px),100dvh - var(--below) - 16px);max-width:none;max-height:none;margin:0;padding:0;overflow:hidden;border:1px solid var(--border);border-radius:calc(var(--radius) + 2px);background:var(--background);color:var(--text);box-shadow:var(--shadow)}.panel:focus-visible{outline:none}.panel[open]{display:flex;flex-direction:column;animation:open .25s cubic-bezier(.2,.8,.2,1)}:host([launcher="none"]) .panel{--below:var(--end,20px)}:host([position="inline"]){display:block;height:var(--chat-height,100%);min-height:320px;max-height:100dvh}:host([position="inline"]) .panel{position:static;width:100%;height:100%;box-shadow:none;animation:none}:host([position="inline"]) .close{display:none}@media(max-width:480px),(max-height:480px){:host(:not([position="inline"])) .panel{inset:var(--view-top,0) auto auto 0;width:100%;height:var(--view-height,100dvh);border:0;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}textarea,input,select{font-size:max(16px,1em)}}.header{display:flex;align-items:center;gap:12px;padding:14px var(--gap);border-bottom:1px solid transparent;background:var(--chat-header-background,var(--primary));color:var(--on-primary)}.header :focus-visible{outline-color:currentColor}.heading{flex:1;min-width:0;line-height:1.3}h2{margin:0;font-size:1.1em;font-weight:650;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.brand,.close,.send,.avatar{display:grid;place-items:center;flex:none;border-radius:50%}.brand{width:40px;height:40px;background:#fff3}.status{font-size:.87em}.status:not(:empty):before{content:"";display:inline-block;width:8px;height:8px;margin-inline-end:6px;border-radius:50%;background:#ffd166}.online:not(:empty):before{background:#4ade80}.close{width:44px;height:44px;margin:-4px;margin-inline-end:-8px}.close:hover{background:var(--tint)}.notice{padding:8px var(--gap);font-size:.87em;text-align:center;background:light-dark(#fff4d6,#3a2f12);color:light-dark(#5d4200,#ffe1a0)}.composer{display:flex;align-items:end;flex-wrap:wrap;margin:0 12px 12px;padding:4px;border:1px solid var(--field);border-radius:calc(var(--radius) + 6px)}.composer:focus-within{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}.composer textarea{flex:1;min-width:0;min-height:40px;max-height:8.7em;padding:9px 12px;border:0;outline:0;resize:none;background:none;line-height:1.45;scrollbar-width:thin}::placeholder{color:var(--muted);opacity:1}.count:not(:empty){order:1;flex-basis:100%;padding-inline:12px;font-size:.8em;color:var(--muted)}.count[role]{color:var(--danger)}.send{width:40px;height:40px;border:1px solid transparent;background:var(--primary);color:var(--on-primary);transition:background .15s}.send[aria-disabled=true]{background:var(--tint);color:var(--muted)}@media(pointer:coarse){.send{width:44px;height:44px}.composer textarea{min-height:44px}}@keyframes open{0%{opacity:0;transform:translateY(12px)}}@keyframes fade{0%{opacity:0}}}';

// src/styles/launcher.css
var launcher_default = '@layer frame{.launcher{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:var(--side,20px);bottom:var(--end,20px);display:flex;align-items:center;justify-content:center;gap:10px;min-width:var(--size);height:var(--size);border-radius:var(--size);background:var(--primary);color:var(--on-primary);box-shadow:var(--shadow);border:1px solid transparent;font-weight:600;transition:scale .2s}.launcher:hover{scale:1.05}.launcher:active{scale:.96}.launcher .icon{width:28px;height:28px}.label:empty{display:none}.launcher:has(.label:not(:empty)){padding-inline:20px 24px}.launcher[aria-expanded=true] slot,.launcher[aria-expanded=false]>.icon{display:none}.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border:2px solid var(--background);border-radius:11px;background:#d11f36;color:#fff;font-size:12px;font-weight:700;line-height:18px;text-align:center;animation:pop .3s}:host([position="left"]) :is(.launcher,.panel){inset-inline:auto;left:var(--side,20px)}:host([position="right"]) :is(.launcher,.panel){inset-inline:auto;right:var(--side,20px)}@keyframes pop{0%{scale:0}}}';

// src/styles/log.css
var log_default = '@layer log{.body{position:relative;flex:1;min-height:0}.log{position:relative;height:100%;padding:var(--gap);overflow:hidden auto;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--border) transparent}.log:focus-visible{outline-offset:-3px}.greeting{padding:20px 8px 28px;text-align:center;color:var(--muted);text-wrap:balance}.log:has(>.list:empty) .greeting{padding-top:22%}.greeting p{margin:4px}.greeting strong{display:block;font-size:1.4em;color:var(--text)}.greeting .icon{width:56px;height:56px;margin-bottom:8px;padding:14px;border-radius:50%;background:var(--bubble);color:var(--accent)}.older{display:block;min-height:32px;margin:auto;padding:4px 14px;border-radius:16px;font-size:.87em;color:var(--muted);background:var(--tint)}.older[aria-busy]{animation:pulse 1.2s infinite alternate}.row{display:grid;grid-template-columns:36px minmax(0,1fr);padding-top:2px}.first{padding-top:14px}.own{grid-template-columns:15% minmax(0,1fr)}.note{grid-template-columns:0 minmax(0,1fr);padding-top:4px}.row>*{grid-column:2}@supports (overflow-anchor: auto){.row{content-visibility:auto;contain-intrinsic-size:auto 60px;padding-inline:4px;margin-inline:-4px}}.row>.day{grid-column:1 / 3;margin:12px 0 10px;text-align:center}.day,.author,.meta,.system{font-size:.8em;color:var(--muted)}.day,.author{font-weight:600}.author,.meta{margin:3px 4px}.row>.avatar{grid-column:1;align-self:end;width:28px;height:28px;border:1px solid transparent;background:var(--bubble);color:var(--accent);font-size:13px;font-weight:700}.avatar .icon{width:16px;height:16px}.avatar+.content{grid-row:auto}.content{display:flex;flex-direction:column;align-items:start;gap:6px;min-width:0;padding:1px}.place{display:contents}.own .content{align-items:end}.own .meta{text-align:end}.bubble{max-width:100%;padding:9px 14px;border:1px solid transparent;border-radius:var(--radius);overflow-wrap:anywhere;background:var(--bubble);color:var(--on-bubble)}.bubble.text{white-space:pre-wrap;unicode-bidi:plaintext}.own .bubble{background:var(--chat-user-bubble,var(--primary));color:var(--chat-on-user-bubble,var(--on-primary))}.own .bubble :focus-visible{outline-color:currentColor}.other:not(.first) .bubble:first-child{border-start-start-radius:6px}.other:not(.last) .bubble:last-child{border-end-start-radius:6px}.own:not(.first) .bubble:first-child{border-start-end-radius:6px}.own:not(.last) .bubble:last-child{border-end-end-radius:6px}.failed .bubble{background:light-dark(#fdecec,#40191d);color:light-dark(#7c1018,#ffd7d7);border-color:var(--danger)}.failed .meta{color:var(--danger)}.sending .meta{animation:fade .2s .5s both}.meta button{min-height:28px;padding:2px 8px;font-weight:600;text-decoration:underline}.system{margin:8px auto;padding-inline:12px;text-align:center;overflow-wrap:anywhere}.draft .bubble:last-child>:last-child:after,.draft .bubble.text:last-child:after{content:"";display:inline-block;width:8px;height:8px;margin-inline-start:5px;border-radius:50%;background:currentColor;animation:pulse .7s infinite alternate}.dots{justify-self:start;display:flex;gap:5px;padding:15px 16px}.dots i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:pulse .6s infinite alternate}.dots :nth-child(2){animation-delay:.2s}.dots :nth-child(3){animation-delay:.4s}.pill{position:absolute;bottom:12px;inset-inline:0;width:fit-content;min-width:40px;height:40px;margin:auto;padding:0 10px;display:flex;align-items:center;justify-content:center;gap:6px;border:1px solid var(--border);border-radius:20px;background:var(--background);color:var(--accent);font-size:.87em;font-weight:600;box-shadow:0 4px 16px #080a1e2e;animation:pop .2s}.pill span:empty{display:none}@keyframes pulse{to{opacity:.25}}}';

// src/styles/parts.css
var parts_default = '@layer parts{.markdown :is(p,ul,ol,.code,.table,blockquote,h3,hr){margin:0 0 .6em}.markdown>:last-child{margin-bottom:0}.markdown p,.markdown li{white-space:pre-wrap}.markdown *+h3{margin-top:.9em}h3{font-size:1em;line-height:1.3}:is(.level-1,.level-2){font-size:1.15em}.markdown :is(ul,ol){padding-inline-start:1.4em}.markdown li :is(ul,ol,p),.markdown li+li{margin-block:.25em}blockquote{padding-inline-start:12px;border-inline-start:3px solid var(--field)}hr{border:0;border-top:1px solid var(--tint)}code,pre{padding:.1em .35em;border-radius:5px;background:var(--tint);font:.88em/1.5 ui-monospace,Menlo,Consolas,monospace;direction:ltr;unicode-bidi:isolate}pre{margin:0;padding:10px 12px;border-radius:10px;overflow-x:auto;text-align:start;scrollbar-width:thin}.code{position:relative;direction:ltr}.code:not([data-language=""]):before{content:attr(data-language) / "";display:block;padding:7px 12px 0;font-size:.78em;opacity:.75}.code{border-radius:10px;background:var(--tint)}.code pre{padding-inline-end:44px;background:none}.copy{position:absolute;top:2px;right:2px;width:36px;height:36px;display:grid;place-items:center;border-radius:9px;opacity:.7}.copy:is(:hover,:focus-visible){opacity:1;background:var(--tint)}.copy .icon{width:16px;height:16px}.table{overflow-x:auto;scrollbar-width:thin}table{border-collapse:collapse;font-size:.93em}th,td{padding:5px 10px;border:1px solid var(--tint);text-align:start;white-space:pre-line;overflow-wrap:normal}th{background:var(--tint)}.center{text-align:center}.end{text-align:end}.own :is(.code,:not(pre)>code,th){background:#0003}.markdown pre code{padding:0;background:none;font-size:1em}.choices{display:flex;flex-wrap:wrap;gap:8px}.choice{display:flex;align-items:center;justify-content:center;gap:6px;min-height:40px;max-width:100%;padding:7px 16px;border:1.5px solid var(--accent);border-radius:22px;background:var(--background);color:var(--accent);font-weight:600;line-height:1.3;text-decoration:none;overflow-wrap:anywhere}.choice:hover{background:color-mix(in srgb,var(--accent) 10%,var(--background))}.choice[aria-disabled=true]{border-color:var(--border);background:none;color:var(--muted);cursor:default}.choice[aria-pressed=true],.form .choice:not([aria-disabled=true]){border-color:var(--primary);background:var(--primary);color:var(--on-primary)}a.choice:after{content:"\\2197" / ""}.choice .icon{width:16px;height:16px}@media(pointer:coarse){.choice{min-height:44px}}}';

// src/styles/sheet.ts
function sheet(css2) {
  const made = new CSSStyleSheet();
  made.replaceSync(css2);
  return made;
}

// src/styles/index.ts
var css = base_default + launcher_default + frame_default + log_default + parts_default;
var shared;
function styles() {
  return shared ??= sheet(css);
}
function addStyles(more) {
  css += more;
  shared?.replaceSync(css);
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

// src/parts/rich.ts
var rich = /^(image|file|audio|video|card|carousel|form)$/;
var extra;
function isRich(type) {
  return rich.test(type);
}
function extraIfLoaded() {
  return extra;
}
async function loadExtra() {
  const loaded = await import("./extra-MC4I2WI3.js");
  if (!extra) {
    addEnglish(loaded.english);
    addStyles(loaded.styles);
  }
  return extra = loaded;
}

// src/parts/markdown/table.ts
var maxColumns = 24;
var dashes = /^:?-+:?$/;
var bar = /(?<!\\)\|/;
function tableAt(lines, at) {
  const below = lines[at + 1];
  if (!below?.includes("-") || !bar.test(lines[at])) return null;
  const columns = cells(below);
  if (columns.length > maxColumns || !columns.every((cell) => dashes.test(cell)) || columns.length !== cells(lines[at]).length) return null;
  return columns.map((cell) => cell.endsWith(":") ? cell.startsWith(":") ? "center" : "end" : null);
}
function cells(line) {
  const row = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return row.split(bar).map((cell) => cell.replaceAll("\\|", "|").trim());
}

// src/parts/markdown/block.ts
var maxDepth = 6;
var fence = /^ {0,3}(`{3,}|~{3,}) *([^`\s]*)[^`]*$/;
var heading = /^ {0,3}(#{1,6})(?: +(.*))?$/;
var rule = /^ {0,3}([-*_])(?: *\1){2,} *$/;
var quote = /^ {0,3}> ?(.*)$/;
var bullet = /^( *)([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;
function blocks(lines, depth = 0) {
  const found = [];
  for (let at = 0; at < lines.length; ) {
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const [block, end] = read(lines, at, depth);
    found.push({ ...block, source: lines.slice(at, end).join("\n") });
    at = end;
  }
  return found;
}
function read(lines, at, depth) {
  const line = lines[at];
  const title = heading.exec(line);
  if (title) return [{ kind: "heading", level: title[1].length, text: title[2] ?? "" }, at + 1];
  if (rule.test(line)) return [{ kind: "rule" }, at + 1];
  if (fence.test(line)) return readCode(lines, at);
  if (depth < maxDepth && quote.test(line)) return readQuote(lines, at);
  if (depth < maxDepth && bullet.test(line)) return readList(lines, at);
  const align = tableAt(lines, at);
  return align ? readTable(lines, at, align) : readParagraph(lines, at, depth);
}
function readTable(lines, at, align) {
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end++;
  const rows = [lines[at], ...lines.slice(at + 2, end)].map((line) => cells(line).slice(0, align.length));
  return [{ kind: "table", align, rows }, end];
}
function readCode(lines, at) {
  const [, marks = "", language = ""] = fence.exec(lines[at]);
  let end = at + 1;
  while (end < lines.length && !closes(lines[end].trim(), marks)) end++;
  return [{ kind: "code", language, text: lines.slice(at + 1, end).join("\n") }, end + 1];
}
function closes(line, marks) {
  return line.startsWith(marks) && line === marks[0].repeat(line.length);
}
function readQuote(lines, at) {
  const inner = [];
  for (let found; at < lines.length && (found = quote.exec(lines[at])); at++) inner.push(found[1]);
  return [{ kind: "quote", lines: inner }, at];
}
function readParagraph(lines, at, depth) {
  let end = at + 1;
  while (end < lines.length && !isBlank(lines[end]) && !interrupts(lines[end], depth) && !tableAt(lines, end)) end++;
  return [{ kind: "paragraph" }, end];
}
function interrupts(line, depth) {
  if (heading.test(line) || rule.test(line) || fence.test(line)) return true;
  if (depth >= maxDepth) return false;
  const item = bullet.exec(line);
  return quote.test(line) || item !== null && (!item[3] || item[3] === "1") && item[5] !== "";
}
function readList(lines, at) {
  const first = bullet.exec(lines[at]);
  const base = first[1].length;
  const ordered = first[3] !== void 0;
  const items = [];
  let indent = 0;
  let blank = false;
  for (; at < lines.length; at++) {
    const line = lines[at];
    const item = bullet.exec(line);
    const depth = line.length - line.trimStart().length;
    if (isBlank(line)) blank = true;
    else if (item && depth < base + 2 && !rule.test(line)) {
      if (item[3] !== void 0 !== ordered) break;
      indent = depth + item[2].length + Math.min(item[4].length, 4);
      items.push([item[5]]);
      blank = false;
    } else if (depth >= base + 2 || !blank && !interrupts(line, 0)) {
      if (blank) items.at(-1).push("");
      items.at(-1).push(line.slice(Math.min(depth, indent)));
      blank = false;
    } else break;
  }
  return [{ kind: "list", start: ordered ? Number(first[3]) : null, items }, at];
}
function isBlank(line) {
  return line.trim() === "";
}

// src/parts/markdown/code.ts
function code(text, language, t) {
  const shown2 = h("code", null, text);
  const said = h("span", { class: "hidden", role: "status" });
  const copy = h("button", { class: "copy", "aria-label": t("copy"), click: () => void take() }, icon("copy"));
  const take = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection()?.selectAllChildren(shown2);
      return;
    }
    copy.replaceChildren(icon("check"));
    setText(said, t("copied"));
  };
  return h("div", { class: "code", "data-language": language }, copy, h("pre", { tabindex: 0 }, shown2), said);
}

// src/parts/markdown/inline.ts
var maxOpen = 16;
var urlHere = new RegExp(bareUrl, "iy");
var special = /[\\`*_~[\]!<]|https?:\/\//gi;
var run = /(.)\1*/y;
var autolink = /<((?:https?:\/\/|mailto:|tel:)[^\s<>]*)>/iy;
var target = /\( {0,4}<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s{1,4}(?:"[^"]*"|'[^']*'))? {0,4}\)/y;
var space = /\s/;
var word = /[\p{L}\p{N}_]/u;
var punctuation = /[!-/:-@[-`{-~]/;
var emphasis = {
  "*": () => h("em"),
  _: () => h("em"),
  "**": () => h("strong"),
  __: () => h("strong"),
  "~~": () => h("del")
};
function inline(into, text) {
  build(into, new Scanner(text).scan());
}
var Scanner = class {
  constructor(text) {
    this.text = text;
  }
  #pieces = [];
  #waiting = [];
  /** Lengths of backtick runs that are known to have no partner ahead. */
  #lonely = /* @__PURE__ */ new Set();
  /** Where the text begins that is in no piece yet. */
  #done = 0;
  scan() {
    let at = 0;
    for (; ; ) {
      special.lastIndex = at;
      const found = special.exec(this.text);
      if (!found) break;
      at = this.#special(found.index, found[0]);
    }
    this.#flush(this.text.length);
    return this.#pieces;
  }
  /** Handles what stands at a place and returns where to go on. */
  #special(at, found) {
    switch (found) {
      case "\\":
        return this.#escape(at);
      case "`":
        return this.#code(at);
      case "[":
        return this.#wait(at, "[");
      case "!":
        return this.text[at + 1] === "[" ? this.#wait(at, "![") : at + 1;
      case "]":
        return this.#link(at);
      case "<":
        return this.#autolink(at);
      case "*":
      case "_":
      case "~":
        return this.#emphasis(at);
      default:
        return this.#url(at);
    }
  }
  #flush(to) {
    if (to > this.#done) this.#pieces.push(this.text.slice(this.#done, to));
  }
  /** Adds a piece for the text between two places. */
  #put(piece, from, to) {
    this.#flush(from);
    this.#pieces.push(piece);
    return this.#done = to;
  }
  #escape(at) {
    const next = this.text[at + 1];
    return next && punctuation.test(next) ? this.#put(next, at, at + 2) : at + 1;
  }
  #code(at) {
    const ticks = this.#run(at);
    const end = this.#lonely.has(ticks) ? -1 : this.#closingRun(at + ticks, ticks);
    if (end < 0) {
      this.#lonely.add(ticks);
      return at + ticks;
    }
    const code2 = this.text.slice(at + ticks, end);
    const padded = code2.startsWith(" ") && code2.endsWith(" ") && code2.trim() !== "";
    return this.#put(h("code", null, padded ? code2.slice(1, -1) : code2), at, end + ticks);
  }
  /** Finds the next run of exactly so many backticks. Longer runs than 4 are text, which bounds the searches. */
  #closingRun(from, ticks) {
    for (let at = this.text.indexOf("`", from); at >= 0 && ticks <= 4; ) {
      const length = this.#run(at);
      if (length === ticks) return at;
      at = this.text.indexOf("`", at + length);
    }
    return -1;
  }
  #run(at) {
    run.lastIndex = at;
    return run.exec(this.text)?.[0].length ?? 1;
  }
  #autolink(at) {
    autolink.lastIndex = at;
    const found = autolink.exec(this.text);
    const anchor = found && link(found[1], found[1].replace(/^(mailto|tel):/i, ""));
    return anchor ? this.#put(anchor, at, at + found[0].length) : at + 1;
  }
  #url(at) {
    urlHere.lastIndex = at;
    const found = urlHere.exec(this.text)?.[0] ?? "";
    const url = found.slice(0, bareUrlLength(found));
    const anchor = this.#waiting.some(({ kind }) => kind.endsWith("[")) ? null : link(url, url);
    return anchor ? this.#put(anchor, at, at + url.length) : at + (url.length || 1);
  }
  #wait(at, kind) {
    const mark = { text: kind };
    if (this.#waiting.push({ mark, kind }) > maxOpen) this.#waiting.shift();
    return this.#put(mark, at, at + kind.length);
  }
  /** A run of `*`, `_` or `~` closes what it can, and what is left of it opens. */
  #emphasis(at) {
    const char = this.text[at];
    const length = this.#run(at);
    const before = this.text[at - 1] ?? " ";
    const after = this.text[at + length] ?? " ";
    const end = at + length;
    const inWord = char === "_" && word.test(before) && word.test(after);
    if (length > 3 || char === "~" && length !== 2 || inWord) return end;
    if (!space.test(before)) {
      for (let width; at < end && (width = this.#close(at, char, end - at)); ) at += width;
    }
    if (!space.test(after)) {
      while (at < end) at = this.#wait(at, this.text.slice(at, Math.min(at + 2, end)));
    }
    return end;
  }
  /** Closes the newest waiting mark of the character that fits; returns the width of the mark it used. */
  #close(at, char, available) {
    const index = this.#waiting.findLastIndex(({ kind }) => kind[0] === char && kind.length <= available);
    const opener = this.#waiting[index];
    if (!opener || this.#touches(opener.mark, at)) return 0;
    this.#waiting.length = index;
    opener.mark.open = emphasis[opener.kind];
    this.#put({ text: opener.kind, close: true }, at, at + opener.kind.length);
    return opener.kind.length;
  }
  /** Whether nothing stands between a mark and a place. */
  #touches(mark, at) {
    return this.#done === at && this.#pieces.at(-1) === mark;
  }
  #link(at) {
    target.lastIndex = at + 1;
    const index = this.#waiting.findLastIndex(({ kind }) => kind.endsWith("["));
    const found = index >= 0 && this.text[at + 1] === "(" && target.exec(this.text);
    if (!found) return at + 1;
    const address = found[1];
    const { mark } = this.#waiting[index];
    const anchor = link(address, "", { title: address });
    this.#waiting.length = index;
    if (!anchor) return at + 1 + found[0].length;
    mark.open = () => anchor;
    for (let i = index; i-- > 0; ) if (this.#waiting[i].kind.endsWith("[")) this.#waiting.splice(i, 1);
    return this.#put({ text: "]", close: true }, at, at + 1 + found[0].length);
  }
};
function build(into, pieces) {
  const parents = [];
  let parent = into;
  for (const piece of pieces) {
    if (typeof piece === "string" || piece instanceof Node) append(parent, piece);
    else if (piece.open) {
      parents.push(parent);
      parent = parent.appendChild(piece.open());
    } else if (piece.close) {
      if (!parent.hasChildNodes()) append(parent, parent.getAttribute("href"));
      parent = parents.pop() ?? into;
    } else append(parent, piece.text);
  }
}

// src/parts/markdown/index.ts
var shown = /* @__PURE__ */ new WeakMap();
function markdown(element, text, t) {
  const next = blocks(text.split(/\r?\n/));
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === next[same]?.source) same++;
  while (element.childNodes.length > same) element.lastChild.remove();
  for (const block of next.slice(same)) {
    const made = element.appendChild(render(block, 0, t));
    made.dir = "auto";
  }
  shown.set(element, next.map(({ source }) => source));
}
function render(block, depth, t) {
  switch (block.kind) {
    case "rule":
      return h("hr");
    case "code":
      return code(block.text, block.language, t);
    case "table":
      return table(block);
    case "heading":
      return withInline(h("h3", { class: `level-${block.level}` }), block.text);
    case "quote":
      return h("blockquote", null, ...blocks(block.lines, depth + 1).map((inner) => render(inner, depth + 1, t)));
    case "list": {
      const items = block.items.map((lines) => renderItem(lines, depth + 1, t));
      return block.start === null ? h("ul", null, ...items) : h("ol", { start: block.start }, ...items);
    }
    case "paragraph":
      return withInline(h("p"), block.source);
  }
}
function renderItem(lines, depth, t) {
  const [first, ...rest] = blocks(lines, depth);
  const item = h("li");
  if (first?.kind === "paragraph") inline(item, first.source);
  else if (first) item.append(render(first, depth, t));
  item.append(...rest.map((block) => render(block, depth, t)));
  return item;
}
function table({ align, rows }) {
  const [head2, ...body] = rows.map(
    (row, y) => h("tr", null, ...row.map((cell, x) => withInline(h(y ? "td" : "th", { class: align[x] ?? null, dir: "auto" }), cell)))
  );
  return h("div", { class: "table", tabindex: 0 }, h("table", null, h("thead", null, head2), h("tbody", null, ...body)));
}
function withInline(element, text) {
  inline(element, trimLines(text));
  return element;
}
function trimLines(text) {
  return text.split("\n").map((line) => line.trim()).join("\n");
}

// src/parts/text.ts
var writers = {
  text: (element, text) => {
    element.replaceChildren();
    linkify(element, text);
  },
  markdown
};
function bubble(type, text, t) {
  const element = h("div", { class: `bubble ${type}`, part: "bubble" });
  writers[type](element, text, t);
  return element;
}
function rewrite(element, type, text, t) {
  writers[type]?.(element, textOf(text), t);
  return type in writers;
}

// src/parts/index.ts
var builtIn = /* @__PURE__ */ new Map([
  ["text", ({ text }, { i18n }) => bubble("text", textOf(text), i18n.t)],
  ["markdown", ({ text }, { i18n }) => bubble("markdown", textOf(text), i18n.t)],
  ["buttons", (part, context) => buttons(part["buttons"], context)],
  ["system", ({ text }) => h("p", { class: "system", dir: "auto" }, textOf(text))],
  [formAnswer, () => document.createComment("")]
  // its text part has said it
]);
function renderPart(part, context, own, later) {
  const render2 = own.get(part.type) ?? builtIn.get(part.type);
  return render2 || !isRich(part.type) ? show(part, context, render2) : showRich(part, context, later);
}
function show(part, context, render2) {
  let shown2;
  try {
    shown2 = render2?.(part, context);
  } catch (error) {
    reportError(error);
  }
  return shown2 instanceof Node ? shown2 : bubble("text", shown2 ?? fallback(part), context.i18n.t);
}
function showRich(part, context, later) {
  const ready = extraIfLoaded();
  if (ready) return show(part, context, ready.parts.get(part.type));
  const place3 = h("div", { class: "place" }, h("span", { class: "hidden" }, fallback(part)));
  const fill = () => place3.replaceChildren(show(part, context, extraIfLoaded()?.parts.get(part.type)));
  void loadExtra().then(fill, fill).then(later);
  return place3;
}
function fallback(part) {
  return [part["fallback"], part.text, part["title"], part["name"], part["alt"], part["url"]].map(textOf).find(Boolean) ?? "…";
}

// src/ui/row.ts
var Row = class {
  /** @param answered ids of the forms that were answered */
  constructor(message, context, answered) {
    this.context = context;
    this.answered = answered;
    this.element = h("div", { class: "row", part: "message" });
    /** The place that is shown, as a text to compare. */
    this.#placed = "";
    this.#content = h("div", { class: "content" });
    this.#spoken = h("span", { class: "hidden" });
    this.#parts = [];
    this.#nodes = [];
    this.message = message;
    this.date = new Date(message.at);
    this.element.append(this.#spoken, this.#content);
  }
  #placed;
  #content;
  #spoken;
  #parts;
  #nodes;
  /** Who stands at the message: for a note of the system nobody does. */
  get author() {
    return this.isNote ? "" : this.message.author.id;
  }
  /** Whether it tells what happened instead of what somebody said. */
  get isNote() {
    const { kind, parts } = this.message;
    return kind !== "message" && kind !== "action" || parts.length > 0 && parts.every(({ type }) => type === "system");
  }
  /** Shows the message as it is now. */
  update(message, place3) {
    const placed = Object.values(place3).join();
    const changed = message !== this.message || this.#placed === "";
    if (!changed && placed === this.#placed) return;
    this.message = message;
    this.#placed = placed;
    if (changed) {
      this.date = new Date(message.at);
      this.#updateContent();
    }
    this.#frame(place3);
  }
  /** Who says what, for those who listen. */
  get spokenText() {
    const words = this.isNote ? [] : [`${nameOf(this.message.author, this.context)}:`];
    const texts = document.createTreeWalker(this.#content, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) words.push(texts.currentNode.textContent ?? "");
    return words.join(" ");
  }
  #updateContent() {
    const parts = this.#partsToShow();
    parts.forEach((part, i) => this.#updatePart(part, i));
    for (const node of this.#nodes.splice(parts.length)) this.#content.removeChild(node);
    this.#parts = parts;
    this.mark();
  }
  /** Marks the choice that was made and the forms that were answered. */
  mark() {
    markChosen(this.#content, this.message.chosen);
    for (const form of this.#content.querySelectorAll("form")) {
      if (this.answered.has(form.dataset["form"])) finish(form);
    }
  }
  #updatePart(part, i) {
    const before = this.#parts[i];
    if (before === part) return;
    const node = this.#nodes[i];
    if (before?.type === part.type && node instanceof HTMLElement && !this.context.parts.has(part.type)) {
      if (rewrite(node, part.type, part.text, this.context.i18n.t)) return;
    }
    const made = renderPart(part, this.#partContext(), this.context.parts, () => this.mark());
    if (node) this.#content.replaceChild(made, node);
    else this.#content.append(made);
    this.#nodes[i] = made;
  }
  #partContext() {
    const { message, context } = this;
    const { server, i18n, send } = context;
    return { message, server, i18n, send, press: (value) => context.press(this.message, value) };
  }
  #partsToShow() {
    const { message, context } = this;
    const { t } = context.i18n;
    if (message.erased) return [{ type: "system", text: t("erased") }];
    if (message.kind === "message") return message.parts;
    if (message.kind === "action") return [{ type: "text", text: this.#pressedTitle() }];
    return [{ type: "system", text: this.#note() }];
  }
  #pressedTitle() {
    const { event, value = "" } = this.message;
    const target2 = this.context.client.state.messages.find(({ id }) => id === event);
    return target2 && buttonTitle(target2.parts, value) || value;
  }
  #note() {
    const { message, context } = this;
    const { t } = context.i18n;
    switch (message.kind) {
      case "joined":
        return t("joined", { name: nameOf(message.author, context) });
      case "assigned": {
        const to = context.client.state.participants.find(({ id }) => id === message.to);
        return to?.role === "bot" ? t("assignedBot") : t("assigned", { name: to ? nameOf(to, context) : t("agent") });
      }
      case "handoff":
        return t("handoff");
      default:
        return t("ended");
    }
  }
  /** Everything around the content: day, author, time, state. */
  #frame({ day, first, last, receipt }) {
    const { message, element, context, date, isNote } = this;
    const { i18n } = context;
    const side = isNote ? "note" : message.own ? "own" : "other";
    const name = nameOf(message.author, context);
    setText(this.#spoken, isNote ? "" : `${name}, ${i18n.time(date)}: `);
    attribute(element, "class", `row ${side}${first ? " first" : ""}${last ? " last" : ""} ${message.status}${message.draft ? " draft" : ""}`);
    attribute(element, "part", `message message-${side}`);
    attribute(element, "aria-busy", message.draft && "true");
    for (const child of [...element.children]) if (child !== this.#content && child !== this.#spoken) child.remove();
    const before = [
      day && h("div", { class: "day" }, h("time", { datetime: message.at }, i18n.day(date))),
      side === "other" && first && h("div", { class: "author", "aria-hidden": "true" }, h("bdi", null, name)),
      side === "other" && last && avatar(message.author, name)
    ];
    for (const child of before) if (child) this.#spoken.before(child);
    append(element, !isNote && this.#meta(last, receipt));
  }
  /** The line under a message: when, whether it arrived, what went wrong. */
  #meta(last, receipt) {
    const { message, context } = this;
    const { t, time } = context.i18n;
    const { status, truncated, edited } = message;
    if (status === "failed") return failure(message, context);
    const marks = [
      truncated && t("truncated"),
      edited && t("edited"),
      last && time(this.date),
      status === "sending" ? t(status) : receipt && t(receipt)
    ].filter(Boolean);
    return marks.length > 0 && h("div", { class: "meta" }, marks.join(" · "));
  }
};
function nameOf({ name, role }, { i18n: { t } }) {
  if (name || role === "system") return name;
  return t(role === "visitor" ? "you" : role);
}
function avatar({ role }, name) {
  const initial = [...name.trim()][0]?.toLocaleUpperCase() ?? "";
  return h("div", { class: `avatar ${role}`, part: "avatar", "aria-hidden": "true" }, role === "bot" ? icon("bot") : initial);
}
function failure({ key = "", error }, { client, i18n: { t } }) {
  const act = (verb) => (event) => {
    const log = event.currentTarget.closest("[role=log]");
    client[verb](key);
    log?.focus({ preventScroll: true });
  };
  return h(
    "div",
    { class: "meta" },
    h("div", null, error ? `${t("failed")}: ${error}` : t("failed")),
    h("button", { click: act("retry") }, t("retry")),
    h("button", { click: act("discard") }, t("discard"))
  );
}

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
      this.#typing
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
  constructor(context, status, ...body) {
    this.context = context;
    this.title = h("h2", { id: "title" });
    this.#small = matchMedia(small);
    this.#inline = false;
    /** What had the focus when a person opened the window. */
    this.#opener = null;
    const { t } = context.i18n;
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
  open(inline2) {
    this.#inline = inline2;
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
  const others = document.adoptedStyleSheets.filter((sheet2) => sheet2 !== lock);
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
  constructor(context, answerTop, read2) {
    this.context = context;
    this.log = new Log(context);
    this.status = new Status(context);
    this.composer = new Composer(context, () => this.scroll.toEnd());
    this.scroll = new Scroll(this.log.element, this.log.list, {
      limit: () => answerTop() ? this.log.answerTop(context.client.state) : Infinity,
      followed: () => {
        this.#missed = 0;
        this.#renderPill();
        read2();
      },
      reachedTop: () => this.#reachedTop()
    });
    this.#pill = h("button", { class: "pill", hidden: true, click: () => this.#toEnd() }, icon("down"), h("span"));
    this.panel = new Panel(
      context,
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
  render(state, heading2) {
    setText(this.panel.title, heading2 || this.context.i18n.t("heading"));
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
    this.#look = look;
    this.#root = h("section", { class: "root", "aria-label": context.i18n.t("launcher") });
    this.#launcher = new Launcher(context);
    this.#root.append(this.#launcher.element, this.#announcer.element);
    const hadFocus = shadow.activeElement;
    shadow.adoptedStyleSheets = [styles()];
    shadow.replaceChildren(this.#root);
    this.#unsubscribe = context.client.subscribe((state, previous) => this.#changed(state, previous));
    document.addEventListener("visibilitychange", this.#visible);
    this.update(look);
    if (hadFocus) this.#launcher.element.focus({ preventScroll: true });
  }
  #root;
  #announcer = new Announcer();
  #launcher;
  #unsubscribe;
  #visible = () => this.#read();
  #window = null;
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
    place2(this.#root, look.offset);
    attribute(this.#root, "dir", look.setDirection && this.context.i18n.rtl && "rtl");
    this.#render();
  }
  /**
   * Opens the window, and says whether this call did.
   * @param focus a person opens it: the focus goes in
   */
  open(focus) {
    if (this.isOpen) return false;
    const window = this.#window ??= this.#makeWindow();
    window.panel.open(this.#look.inline);
    window.panel.element.append(this.#announcer.element);
    this.#render();
    window.scroll.toEnd();
    window.composer.fit();
    const target2 = matchMedia("(pointer: coarse)").matches ? window.panel.element : window.composer.input;
    if (focus) target2.focus({ preventScroll: true });
    return true;
  }
  /** Closes the window, unless it is part of the page, and says whether this call did. */
  close() {
    if (!this.#window || !this.isOpen || this.#look.inline) return false;
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
  #makeWindow() {
    const window = new ChatWindow(this.context, () => this.#look.scroll === "answer-top", () => this.#read());
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
    const { launcher, inline: inline2, heading: heading2 } = this.#look;
    this.#launcher.update(inline2 ? "none" : launcher, open, state.unread);
    if (open) this.#window?.render(state, heading2);
    this.#announce(open);
    if (open) this.#read();
  }
  #announce(open) {
    const { i18n, client } = this.context;
    const news = this.#news.splice(0);
    if (news.length === 0) return;
    if (open) for (const message of news.slice(-mostSpoken)) this.#announcer.say(this.#window.log.spokenText(message));
    else if (client.state.unread > 0) this.#announcer.say(i18n.count("unread", client.state.unread));
  }
  /** Tells the others how far the visitor has read: what is on a visible screen. */
  #read() {
    const { client } = this.context;
    const looking = this.isOpen && document.visibilityState === "visible" && this.#window?.scroll.following;
    if (looking && client.state.unread > 0) client.read(head(client.state));
  }
};

// src/element.ts
var options = ["server", "position", "theme", "locale", "dir", "heading", "launcher", "offset", "scroll"];
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
  registerPart(type, render2) {
    this.#parts.set(type, render2);
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
    void wordsOf(locale).then((words) => {
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
    const { heading: heading2, launcher, offset, position } = this;
    return { heading: heading2, launcher, offset, scroll: this.getAttribute("scroll"), setDirection: !this.dir, inline: position === "inline" };
  }
  #context() {
    return {
      client: this.#client,
      i18n: createI18n(this.#locale, { ...this.#words, ...this.#strings }),
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

export {
  ChatWidget
};
