import {
  chatShape,
  draw,
  sheet
} from "./chunk-DPN46NZF.js";

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
  stop: "Stop the answer",
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
  new_other: "{n} new messages"
};

// src/i18n/index.ts
var english = { ...en };
function addEnglish(words) {
  Object.assign(english, words);
}
function createI18n(wanted, translation = {}) {
  const locale = usableLocale(wanted);
  const word = (name) => [translation[name], english[name]].find((text) => typeof text === "string");
  const fill = (text = "", values) => text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
  const format = (options) => {
    let formatter;
    return (date) => Number.isNaN(+date) ? "" : (formatter ??= new Intl.DateTimeFormat(locale, options)).format(date);
  };
  const thisYear = format({ weekday: "long", month: "long", day: "numeric" });
  const otherYear = format({ year: "numeric", month: "long", day: "numeric" });
  return {
    locale,
    rtl: /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/.test(locale ?? ""),
    t: (name, values = {}) => fill(word(name), values),
    count(name, n) {
      const form = new Intl.PluralRules(locale).select(n);
      return fill(word(`${name}_${form}`) ?? word(`${name}_other`), { n: n.toLocaleString(locale) });
    },
    time: format({ hour: "numeric", minute: "2-digit" }),
    day(date) {
      const ago = daysAgo(date);
      if (ago !== 0 && ago !== 1) return (date.getFullYear() === (/* @__PURE__ */ new Date()).getFullYear() ? thisYear : otherYear)(date);
      const text = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
    bytes(n) {
      const power = Math.max(0, Math.min(3, Math.trunc(Math.log10(n || 1) / 3)));
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
  const midnight = (of) => new Date(of).setHours(0, 0, 0, 0);
  return Math.round((midnight(/* @__PURE__ */ new Date()) - midnight(date)) / 864e5);
}

// src/ui/dom.ts
var invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;
function clean(text) {
  return text.replace(invisible, "");
}
function attribute(element, name, value) {
  if (value === false || value == null) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : `${value}`);
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
function focus(element) {
  element?.focus({ preventScroll: true });
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
var base_default = "@layer base,frame,log,parts;@layer base{:host{display:contents}:host([hidden]){display:none}.root{all:initial;display:contents;color-scheme:light dark;--primary:var(--chat-primary,light-dark(#3d50e0,#4c5de6));--on-primary:var(--chat-on-primary,#fff);--background:var(--chat-background,light-dark(#fff,#15161c));--text:var(--chat-text,light-dark(#1a1c26,#eceef6));--muted:var(--chat-muted,light-dark(#5c6174,#a3a8bc));--border:var(--chat-border,light-dark(#e3e5ee,#2e313d));--bubble:var(--chat-agent-bubble,light-dark(#f0f1f7,#252833));--on-bubble:var(--chat-on-agent-bubble,var(--text));--radius:var(--chat-radius,18px);--gap:var(--chat-gap,16px);--size:var(--chat-launcher-size,60px);--shadow:var(--chat-shadow,0 12px 40px #080a1e38,0 1px 3px #080a1e1f);--field:light-dark(#868b9e,#6b7086);--danger:light-dark(#c0232c,#ff8d8d);--tint:color-mix(in srgb,currentColor 9%,transparent);--accent:light-dark(var(--primary),color-mix(in srgb,var(--primary) 55%,#fff));font:var(--chat-font-size,15px)/1.45 var(--chat-font,system-ui,sans-serif);color:var(--text);-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}:host([theme=light]) .root{color-scheme:light}:host([theme=dark]) .root{color-scheme:dark}*{box-sizing:border-box}[hidden],.label:empty,.notice:empty,.pill span:empty{display:none!important}button,input,textarea,select{font:inherit;color:inherit}button{border:0;padding:0;background:none;cursor:pointer}a{color:inherit;text-underline-offset:2px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.icon{width:20px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}:is(.avatar,.copy,.choice) .icon{width:16px}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}@media(prefers-reduced-motion:reduce){*,:before,:after{animation-duration:1ms!important;animation-iteration-count:1!important;transition:none!important}}@media(forced-colors:active){[aria-disabled=true]{border-color:GrayText;color:GrayText}.dots i{background:CanvasText}}}";

// src/styles/frame.css
var frame_default = '@layer frame{.panel{--below:calc(var(--end,20px) + var(--size) + 16px);position:fixed;z-index:var(--chat-z-index,2147483000);inset:auto;inset-inline-end:var(--side,20px);bottom:var(--below);width:min(var(--chat-width,400px),100vw - 2 * var(--side,20px));height:min(var(--chat-height,680px),100dvh - var(--below) - 16px);max-width:none;max-height:none;margin:0;padding:0;overflow:hidden;border:1px solid var(--border);border-radius:calc(var(--radius) + 2px);background:var(--background);color:var(--text);box-shadow:var(--shadow)}.panel:focus-visible{outline:none}.panel[open]{display:flex;flex-direction:column;animation:open .25s cubic-bezier(.2,.8,.2,1)}:host([launcher=none]) .panel{--below:var(--end,20px)}:host([position=inline]){display:block;height:var(--chat-height,100%);min-height:320px;max-height:100dvh}:host([position=inline]) .panel{position:static;width:100%;height:100%;box-shadow:none;animation:none}:host([position=inline]) .close:not(.more){display:none}@media(max-width:480px),(max-height:480px){:host(:not([position=inline])) .panel{inset:var(--view-top,0) auto auto 0;width:100%;height:var(--view-height,100dvh);border:0;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}textarea,input,select{font-size:max(16px,1em)}}.header{display:flex;align-items:center;gap:12px;padding:14px var(--gap);border-bottom:1px solid transparent;background:var(--chat-header-background,var(--primary));color:var(--on-primary)}:is(.header,.own .bubble) :focus-visible{outline-color:currentColor}.heading{flex:1;min-width:0;line-height:1.3}h2{margin:0;font-size:1.1em;font-weight:650;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.brand,.close,.send,.stop,.avatar{display:grid;place-items:center;flex:none;border-radius:50%}.brand{width:40px;height:40px;background:#fff3}.status{font-size:.87em}.status:not(:empty):before{content:"";display:inline-block;width:8px;height:8px;margin-inline-end:6px;border-radius:50%;background:#ffd166}.online:not(:empty):before{background:#4ade80}.close{width:44px;height:44px;margin:-4px}.more~.close{margin-inline-end:-8px}.more .icon{stroke-width:3.4}.close:hover{background:var(--tint)}.notice{padding:8px var(--gap);font-size:.87em;text-align:center;background:light-dark(#fff4d6,#3a2f12);color:light-dark(#5d4200,#ffe1a0)}.composer{display:flex;align-items:end;flex-wrap:wrap;margin:0 12px 12px;padding:4px;border:1px solid var(--field);border-radius:calc(var(--radius) + 6px)}.composer:focus-within{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}.composer textarea{flex:1;min-width:0;min-height:40px;max-height:8.7em;padding:9px 12px;border:0;outline:0;resize:none;background:none;line-height:1.45;scrollbar-width:thin}.composer :placeholder-shown{direction:inherit;unicode-bidi:isolate}::placeholder{color:var(--muted);opacity:1}.count:not(:empty){order:1;flex-basis:100%;padding-inline:12px;font-size:.8em;color:var(--muted)}.count[role]{color:var(--danger)}.send{width:40px;height:40px;border:1px solid transparent;background:var(--primary);color:var(--on-primary);transition:background .15s}.stop{width:40px;height:40px;color:var(--accent);animation:fade .2s .4s both}.stop:hover{background:var(--tint)}.stop path{fill:currentColor}.send[aria-disabled=true]{background:var(--tint);color:var(--muted)}@media(pointer:coarse){.send,.stop{width:44px;height:44px}.composer textarea{min-height:44px}}@keyframes open{0%{opacity:0;transform:translateY(12px)}}@keyframes fade{0%{opacity:0}}}';

// src/styles/launcher.css
var launcher_default = "@layer frame{.launcher{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:var(--side,20px);bottom:var(--end,20px);display:flex;align-items:center;justify-content:center;gap:10px;min-width:var(--size);height:var(--size);border-radius:var(--size);background:var(--primary);color:var(--on-primary);box-shadow:var(--shadow);border:1px solid transparent;font-weight:600;transition:scale .2s}.launcher:hover{scale:1.05}.launcher:active{scale:.96}.launcher .icon{width:28px}.launcher:has(.label:not(:empty)){padding-inline:20px 24px}.launcher[aria-expanded=true] slot,.launcher[aria-expanded=false]>.icon{display:none}.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border:2px solid var(--background);border-radius:11px;background:#d11f36;color:#fff;font-size:12px;font-weight:700;line-height:18px;text-align:center;animation:pop .3s}:host([position=left]) :is(.launcher,.panel){inset-inline:auto;left:var(--side,20px)}:host([position=right]) :is(.launcher,.panel){inset-inline:auto;right:var(--side,20px)}@keyframes pop{0%{scale:0}}}";

// src/styles/log.css
var log_default = '@layer log{.body{position:relative;flex:1;min-height:0}.log{position:relative;height:100%;padding:var(--gap);overflow:hidden auto;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--border) transparent}.log:focus-visible{outline-offset:-3px}.greeting{padding:20px 8px 28px;text-align:center;color:var(--muted);text-wrap:balance}.log:has(>.list:empty) .greeting{padding-top:22%}.greeting p{margin:4px}.greeting strong{display:block;font-size:1.4em;color:var(--text)}.greeting .icon{width:56px;margin-bottom:8px;padding:14px;border-radius:50%;background:var(--bubble);color:var(--accent)}.older{display:block;min-height:32px;margin:auto;padding:4px 14px;border-radius:16px;font-size:.87em;color:var(--muted);background:var(--tint)}.older[aria-busy]{animation:pulse 1.2s infinite alternate}.row{display:grid;grid-template-columns:36px minmax(0,1fr);padding-top:2px}.first{padding-top:14px}.own{grid-template-columns:15% minmax(0,1fr)}.note{grid-template-columns:0 minmax(0,1fr);padding-top:4px}.row>*{grid-column:2}@supports (overflow-anchor:auto){.stretch{content-visibility:auto;contain-intrinsic-size:auto 2400px;padding-inline:4px;margin-inline:-4px}}.row>.day{grid-column:1/3;margin:12px 0 10px;text-align:center}.day,.author,.meta,.system{font-size:.8em;color:var(--muted)}.day,.author{font-weight:600}.author,.meta{margin:3px 4px}.row>.avatar{grid-column:1;align-self:end;width:28px;height:28px;border:1px solid transparent;background:var(--bubble);color:var(--accent);font-size:13px;font-weight:700}.content{display:flex;flex-direction:column;align-items:start;gap:6px;min-width:0;padding:1px}.place{display:contents}.own .content{align-items:end}.own .meta{text-align:end}.bubble{max-width:100%;padding:9px 14px;border:1px solid transparent;border-radius:var(--radius);overflow-wrap:anywhere;background:var(--bubble);color:var(--on-bubble)}.bubble.text{white-space:pre-wrap;unicode-bidi:plaintext}.own .bubble{background:var(--chat-user-bubble,var(--primary));color:var(--chat-on-user-bubble,var(--on-primary))}.other:not(.first) .bubble:first-child{border-start-start-radius:6px}.other:not(.last) .bubble:last-child{border-end-start-radius:6px}.own:not(.first) .bubble:first-child{border-start-end-radius:6px}.own:not(.last) .bubble:last-child{border-end-end-radius:6px}.failed .bubble{background:light-dark(#fdecec,#40191d);color:light-dark(#7c1018,#ffd7d7);border-color:var(--danger)}.failed .meta{color:var(--danger)}.sending .meta{animation:fade .2s .5s both}.meta button{min-height:28px;padding:2px 8px;font-weight:600;text-decoration:underline}.system{margin:8px auto;padding-inline:12px;text-align:center;overflow-wrap:anywhere}.draft .bubble:last-child>:last-child:after,.draft .bubble.text:last-child:after{content:"";display:inline-block;width:8px;height:8px;margin-inline-start:5px;border-radius:50%;background:currentColor;animation:pulse .7s infinite alternate}.dots{justify-self:start;display:flex;gap:5px;padding:15px 16px}.dots i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:pulse .6s infinite alternate}.dots :nth-child(2){animation-delay:.2s}.dots :nth-child(3){animation-delay:.4s}.pill{position:absolute;bottom:12px;inset-inline:0;width:fit-content;min-width:40px;height:40px;margin:auto;padding:0 10px;display:flex;align-items:center;justify-content:center;gap:6px;border:1px solid var(--border);border-radius:20px;background:var(--background);color:var(--accent);font-size:.87em;font-weight:600;box-shadow:0 4px 16px #080a1e2e;animation:pop .2s}@keyframes pulse{to{opacity:.25}}}';

// src/styles/parts.css
var parts_default = '@layer parts{.choices{display:flex;flex-wrap:wrap;gap:8px}.choice{display:flex;align-items:center;justify-content:center;gap:6px;min-height:40px;max-width:100%;padding:7px 16px;border:1.5px solid var(--accent);border-radius:22px;background:var(--background);color:var(--accent);font-weight:600;line-height:1.3;text-decoration:none;overflow-wrap:anywhere}.choice:hover{background:color-mix(in srgb,var(--accent) 10%,var(--background))}.choice[aria-disabled=true]{border-color:var(--border);background:none;color:var(--muted);cursor:default}.choice[aria-pressed=true],.form .choice:not([aria-disabled=true]){border-color:var(--primary);background:var(--primary);color:var(--on-primary)}a.choice:after{content:"\\2197" / ""}.choice:not([aria-pressed]) .icon{display:none}@media(pointer:coarse){.choice{min-height:44px}}}';

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

// src/parts/answered.ts
var formAnswer = "x-form";
function answeredBy({ own, parts }) {
  return own && parts.find(({ type }) => type === formAnswer)?.["form"];
}
function finish(form) {
  form.dataset["done"] = "";
  for (const control of form.elements) {
    if (control.matches("button")) control.setAttribute("aria-disabled", "true");
    else control.disabled = true;
  }
}

// src/ui/icons.ts
var shapes = {
  chat: chatShape,
  chevron: "m6 9 6 6 6-6",
  close: "M18 6 6 18M6 6l12 12",
  down: "M12 5v14m-6-6 6 6 6-6",
  send: "M12 19V5m-6 6 6-6 6 6",
  stop: "M6 6h12v12H6z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  bot: "m12 3 2.2 6.3 6.3 2.2-6.3 2.2L12 20l-2.2-6.3-6.3-2.2 6.3-2.2z"
};
function icon(name) {
  return drawn(shapes[name]);
}
function drawn(shape) {
  const picture = draw(shape);
  attribute(picture, "class", "icon");
  attribute(picture, "aria-hidden", "true");
  return picture;
}

// src/parts/fields.ts
function textOf(value) {
  return typeof value === "string" ? value : "";
}
function listOf(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}

// src/parts/url.ts
function linkUrl(raw) {
  return absolute(raw, /^(https?|mailto|tel):$/);
}
function mediaUrl(raw, server) {
  if (typeof raw !== "string" || !raw.startsWith("files/")) return absolute(raw, /^https?:$/);
  const root = parse(server.replace(/\/*$/, "/files/"), document.baseURI);
  const url = root && parse(raw.slice("files/".length), root.href);
  return url?.href.startsWith(root.href) ? url.href : null;
}
function absolute(raw, schemes) {
  const url = typeof raw === "string" && raw.length <= 2048 && parse(raw);
  return url && schemes.test(url.protocol) && !url.username && !url.password ? url.href : null;
}
function parse(raw, base) {
  return URL.canParse(raw, base) ? new URL(raw, base) : null;
}

// src/parts/link.ts
function link(raw, label, props = {}) {
  const href = linkUrl(raw);
  if (!href) return null;
  const web = href.startsWith("http");
  return h("a", { href, rel: "noopener noreferrer nofollow ugc", target: web && "_blank", ...props }, label);
}
var bareUrl = /https?:\/\/[^\s<>"]{1,2048}/gi;
function bareUrlLength(url) {
  let unopened = url.split(")").length - url.split("(").length;
  for (let end = url.length; ; end--) {
    const last = url[end - 1];
    if (last === ")" ? unopened-- <= 0 : !".,:;!?'*_~`]".includes(last)) return end;
  }
}
function linkify(into, text) {
  let done = 0;
  for (const { 0: found, index } of text.matchAll(bareUrl)) {
    const url = found.slice(0, bareUrlLength(found));
    const anchor = link(url, url);
    if (!anchor) continue;
    append(into, text.slice(done, index), anchor);
    done = index + url.length;
  }
  append(into, text.slice(done));
}

// src/parts/buttons.ts
function buttons(list, context) {
  const choices = listOf(list).map(({ title, value, url }) => {
    const label = textOf(title);
    if (typeof value !== "string") return link(url, label, { class: "choice", part: "quick" });
    const press = () => {
      if (button.getAttribute("aria-disabled") !== "true") context.press(value);
    };
    const button = h("button", { class: "choice", part: "quick", "data-value": value, click: press }, icon("check"), label);
    return button;
  });
  return choices.some(Boolean) ? h("div", { class: "choices" }, ...choices) : null;
}
function markChosen(within, chosen) {
  for (const button of within.querySelectorAll("button[data-value]")) {
    attribute(button, "aria-disabled", chosen !== void 0 && "true");
    attribute(button, "aria-pressed", button.dataset["value"] === chosen && "true");
  }
}
function buttonTitle(parts, value) {
  const holders = parts.flatMap((part) => [part, ...listOf(part["cards"])]);
  const pressed = holders.flatMap(({ buttons: list }) => listOf(list)).find((button) => button["value"] === value);
  return pressed && textOf(pressed["title"]);
}

// src/parts/rich.ts
var extra;
async function loadExtra() {
  const loaded = await import("./extra-UID6VDAE.js");
  if (!extra) {
    addEnglish(loaded.english);
    addStyles(loaded.styles);
  }
  return extra = loaded;
}
var waiting = /* @__PURE__ */ new Map();
function whenLoaded(keep, show) {
  const others = waiting.get(keep);
  if (others) {
    others.push(show);
    return;
  }
  const all = [show];
  waiting.set(keep, all);
  const done = () => {
    waiting.delete(keep);
    keep(() => all.forEach((each) => each()));
  };
  void loadExtra().then(done, done);
}
function afterLoading(keep, then) {
  const others = waiting.get(keep);
  if (others) others.push(then);
  else then();
}

// src/parts/text.ts
function bubble(type, text, t) {
  const element = h("div", { part: "bubble" });
  rewrite(element, type, text, t);
  return element;
}
function rewrite(element, type, text, t) {
  if (type !== "text" && type !== "markdown") return false;
  const markdown = type === "markdown" && extra?.markdown;
  element.className = `bubble ${markdown ? type : "text"}`;
  if (markdown) markdown(element, textOf(text), t);
  else {
    element.replaceChildren();
    linkify(element, textOf(text));
  }
  return true;
}

// src/parts/index.ts
var inBubble = ({ type, text }, { i18n }) => bubble(type, textOf(text), i18n.t);
var builtIn = /* @__PURE__ */ new Map([
  ["text", inBubble],
  ["markdown", inBubble],
  ["buttons", (part, context) => buttons(part["buttons"], context)],
  ["system", ({ text }) => h("p", { class: "system", dir: "auto" }, textOf(text))],
  [formAnswer, () => document.createComment("")]
  // its text part has said it
]);
function renderPart(part, context, own, later, keep = (change) => change()) {
  const { type } = part;
  const { t } = context.i18n;
  const show = () => {
    let shown;
    try {
      shown = (own.get(type) ?? builtIn.get(type) ?? extra?.parts.get(type))?.(part, context);
    } catch (error) {
      reportError(error);
    }
    if (shown instanceof DocumentFragment) return h("div", { class: "place" }, shown);
    if (shown instanceof Element || shown instanceof CharacterData) return shown;
    return bubble("text", typeof shown === "string" ? shown : fallbackOf(part), t);
  };
  const isMarkdown = type === "markdown";
  if (extra || own.has(type) || builtIn.has(type) && !isMarkdown || /^x-\w/.test(type)) return show();
  const place = isMarkdown ? show() : h("div", { class: "place" }, h("span", { class: "hidden" }, fallbackOf(part)));
  whenLoaded(keep, () => {
    if (isMarkdown) rewrite(place, type, place.textContent, t);
    else place.replaceChildren(show());
    later();
  });
  return place;
}
function fallbackOf(part) {
  const { fallback, title, text, name, alt, url } = part;
  const words = [title, text].map(textOf).filter(Boolean).join(": ");
  return [fallback, words, name, alt, url].map(textOf).find(Boolean) ?? "…";
}

// src/ui/row.ts
var groupPause = 5 * 6e4;
function createRow(context, keep) {
  const { client, server, i18n, send, options } = context;
  const { t, time } = i18n;
  const spoken = h("span", { class: "hidden" });
  const content = h("div", { class: "content" });
  const element = h("div", null, spoken, content);
  let message;
  let before;
  let after;
  let receipt;
  let placed = "";
  let parts = [];
  const nodes = [];
  let frame = [];
  let thumbs;
  const mark = () => {
    markChosen(content, message.chosen);
    for (const form of content.querySelectorAll("form")) {
      const answers = (m) => (m.offset || Infinity) > message.offset && answeredBy(m) === form.dataset["form"];
      if (client.state.messages.some(answers)) finish(form);
    }
  };
  const updatePart = (part, i) => {
    const { type } = part;
    const shown = parts[i];
    if (shown === part) return;
    const node = nodes[i];
    if (shown?.type === type && node instanceof HTMLElement && !context.parts.has(type) && rewrite(node, type, part.text, t)) return;
    const press = (value) => context.press(message, value);
    const made = renderPart(part, { message, server, i18n, send, press }, context.parts, mark, keep);
    if (node?.parentNode === content) content.replaceChild(made, node);
    else content.append(made);
    nodes[i] = made;
  };
  const updateContent = () => {
    const wanted = partsOf(message, context);
    wanted.forEach(updatePart);
    for (const node of nodes.splice(wanted.length)) if (node.parentNode === content) content.removeChild(node);
    parts = wanted;
    mark();
  };
  const updateFrame = (changed) => {
    const { author, at, status, draft, own } = message;
    const note = isNote(message);
    const side = note ? "note" : own ? "own" : "other";
    const newDay = !before || day(before) !== day(message);
    const first = !together(before, message);
    const last = !together(message, after);
    const place = [newDay, first, last, receipt].join();
    if (!changed && place === placed) return;
    placed = place;
    const date = new Date(at);
    const name = nameOf(author, context);
    setText(spoken, note ? "" : `${name}, ${time(date)}: `);
    attribute(element, "class", `row ${side}${first ? " first" : ""}${last ? " last" : ""} ${status}${draft ? " draft" : ""}`);
    attribute(element, "part", `message message-${side}`);
    attribute(element, "aria-busy", draft && "true");
    for (const node of frame) element.removeChild(node);
    const above = [
      newDay && h("div", { class: "day" }, h("time", { datetime: at }, i18n.day(date))),
      side === "other" && first && h("div", { class: "author", "aria-hidden": "true" }, h("bdi", null, name)),
      side === "other" && last && h("div", { class: `avatar ${author.role}`, part: "avatar", "aria-hidden": "true" }, author.role === "bot" ? icon("bot") : [...name.trim()][0]?.toLocaleUpperCase())
    ].filter((node) => node !== false);
    const below = note ? [] : stateOf(message, last && time(date), receipt, context);
    spoken.before(...above);
    content.after(...below);
    frame = [...above, ...below];
    if (options.feedback) updateThumbs(last);
  };
  const updateThumbs = (last) => {
    const rated = message;
    if (!thumbs && last && rated.kind === "message" && rated.author.role === "bot" && !rated.draft) {
      const place = thumbs = h("div", { class: "place" });
      element.append(place);
      void loadExtra().then((extra2) => place.append(extra2.thumbs(rated, context)), () => {
      });
    }
    if (thumbs) thumbs.hidden = !last || rated.erased === true;
  };
  return {
    element,
    mark,
    /** Shows the message as it is now, and as it stands among its neighbours. */
    update(now, nowBefore, nowAfter, nowReceipt) {
      const changed = now !== message;
      if (!changed && nowBefore === before && nowAfter === after && nowReceipt === receipt) return;
      [message, before, after, receipt] = [now, nowBefore, nowAfter, nowReceipt];
      if (changed) updateContent();
      updateFrame(changed);
    },
    /** Who says what, for those who listen. */
    spokenText() {
      const words = isNote(message) ? [] : [`${nameOf(message.author, context)}:`];
      const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) words.push(texts.currentNode.textContent);
      return words.join(" ");
    }
  };
}
function nameOf({ name, role }, { i18n: { t } }) {
  return name || role === "system" ? name : t(role === "visitor" ? "you" : role);
}
function isNote({ kind, parts }) {
  return kind !== "message" && kind !== "action" || parts.length > 0 && parts.every(({ type }) => type === "system");
}
function together(a, b) {
  if (!a || !b || isNote(a) || isNote(b) || a.author.id !== b.author.id) return false;
  return Date.parse(b.at) - Date.parse(a.at) < groupPause && day(a) === day(b);
}
function day({ at }) {
  return new Date(at).toDateString();
}
function partsOf({ kind, parts, erased, author, event, value = "", to }, context) {
  const { t } = context.i18n;
  const { messages, participants } = context.client.state;
  const note = (text) => [{ type: "system", text }];
  if (erased) return note(t("erased"));
  switch (kind) {
    case "message":
      return parts;
    case "action": {
      const target = messages.find(({ id }) => id === event);
      return [{ type: "text", text: target && buttonTitle(target.parts, value) || value }];
    }
    case "joined":
      return note(t(kind, { name: nameOf(author, context) }));
    case "assigned": {
      const who = [author, ...participants, ...messages.map((said) => said.author)].find(({ id }) => id === to);
      return note(who?.role === "bot" ? t("assignedBot") : t(kind, { name: who ? nameOf(who, context) : t("agent") }));
    }
    default:
      return note(t(kind === "handoff" ? kind : "ended"));
  }
}
function stateOf({ key = "", status, error, truncated, edited }, when, receipt, { client, i18n: { t } }) {
  const line = (...children) => [h("div", { class: "meta" }, ...children)];
  if (status === "failed") {
    const act = (verb) => {
      const click = ({ currentTarget }) => {
        const log = currentTarget.closest("[role=log]");
        client[verb](key);
        focus(log);
      };
      return h("button", { click }, t(verb));
    };
    return line(h("div", null, error ? `${t(status)}: ${error}` : t(status)), act("retry"), act("discard"));
  }
  const state = status === "sending" ? status : receipt;
  const marks = [truncated && t("truncated"), edited && t("edited"), when, state && t(state)].filter(Boolean);
  return marks.length > 0 ? line(marks.join(" · ")) : [];
}

export {
  createI18n,
  clean,
  attribute,
  h,
  append,
  setText,
  focus,
  received,
  head,
  styles,
  formAnswer,
  answeredBy,
  finish,
  icon,
  drawn,
  textOf,
  listOf,
  mediaUrl,
  link,
  bareUrl,
  bareUrlLength,
  linkify,
  buttons,
  createRow,
  nameOf,
  loadExtra,
  afterLoading
};
