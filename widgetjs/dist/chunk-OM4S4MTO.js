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
  const format = (options) => {
    let formatter;
    return (date) => Number.isNaN(+date) ? "" : (formatter ??= new Intl.DateTimeFormat(locale, options)).format(date);
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

// src/styles/base.css
var base_default = '@layer base,frame,log,parts;@layer base{:host{display:contents}:host([hidden]){display:none}.root{all:initial;display:contents;color-scheme:light dark;--primary:var(--chat-primary,light-dark(#3d50e0,#4c5de6));--on-primary:var(--chat-on-primary,#fff);--background:var(--chat-background,light-dark(#fff,#15161c));--text:var(--chat-text,light-dark(#1a1c26,#eceef6));--muted:var(--chat-muted,light-dark(#5c6174,#a3a8bc));--border:var(--chat-border,light-dark(#e3e5ee,#2e313d));--bubble:var(--chat-agent-bubble,light-dark(#f0f1f7,#252833));--on-bubble:var(--chat-on-agent-bubble,var(--text));--radius:var(--chat-radius,18px);--gap:var(--chat-gap,16px);--size:var(--chat-launcher-size,60px);--shadow:var(--chat-shadow,0 12px 40px #080a1e38,0 1px 3px #080a1e1f);--field:light-dark(#868b9e,#6b7086);--danger:light-dark(#c0232c,#ff8d8d);--tint:color-mix(in srgb,currentColor 9%,transparent);--accent:light-dark(var(--primary),color-mix(in srgb,var(--primary) 55%,#fff));font:var(--chat-font-size,15px)/1.45 var(--chat-font,system-ui,sans-serif);color:var(--text);-webkit-text-size-adjust:100%;-webkit-tap-highlight-color:transparent}:host([theme="light"]) .root{color-scheme:light}:host([theme="dark"]) .root{color-scheme:dark}*{box-sizing:border-box}[hidden]{display:none!important}button,input,textarea,select{font:inherit;color:inherit}button{border:0;padding:0;background:none;cursor:pointer}a{color:inherit;text-underline-offset:2px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.icon{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}@media(prefers-reduced-motion:reduce){*,:before,:after{animation-duration:1ms!important;animation-iteration-count:1!important;transition:none!important}}@media(forced-colors:active){[aria-disabled=true]{border-color:GrayText;color:GrayText}.dots i{background:CanvasText}}}';

// src/styles/frame.css
var frame_default = '@layer frame{.panel{--below:calc(var(--end,20px) + var(--size) + 16px);position:fixed;z-index:var(--chat-z-index,2147483000);inset:auto;inset-inline-end:var(--side,20px);bottom:var(--below);width:min(var(--chat-width,400px),100vw - 2 * var(--side,20px));height:min(var(--chat-height,680px),100dvh - var(--below) - 16px);max-width:none;max-height:none;margin:0;padding:0;overflow:hidden;border:1px solid var(--border);border-radius:calc(var(--radius) + 2px);background:var(--background);color:var(--text);box-shadow:var(--shadow)}.panel:focus-visible{outline:none}.panel[open]{display:flex;flex-direction:column;animation:open .25s cubic-bezier(.2,.8,.2,1)}:host([launcher="none"]) .panel{--below:var(--end,20px)}:host([position="inline"]){display:block;height:var(--chat-height,100%);min-height:320px;max-height:100dvh}:host([position="inline"]) .panel{position:static;width:100%;height:100%;box-shadow:none;animation:none}:host([position="inline"]) .close:not(.more){display:none}@media(max-width:480px),(max-height:480px){:host(:not([position="inline"])) .panel{inset:var(--view-top,0) auto auto 0;width:100%;height:var(--view-height,100dvh);border:0;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}textarea,input,select{font-size:max(16px,1em)}}.header{display:flex;align-items:center;gap:12px;padding:14px var(--gap);border-bottom:1px solid transparent;background:var(--chat-header-background,var(--primary));color:var(--on-primary)}.header :focus-visible{outline-color:currentColor}.heading{flex:1;min-width:0;line-height:1.3}h2{margin:0;font-size:1.1em;font-weight:650;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.brand,.close,.send,.avatar{display:grid;place-items:center;flex:none;border-radius:50%}.brand{width:40px;height:40px;background:#fff3}.status{font-size:.87em}.status:not(:empty):before{content:"";display:inline-block;width:8px;height:8px;margin-inline-end:6px;border-radius:50%;background:#ffd166}.online:not(:empty):before{background:#4ade80}.close{width:44px;height:44px;margin:-4px;margin-inline-end:-8px}.more{margin-inline-end:-4px}.more .icon{stroke-width:3.4}.close:hover{background:var(--tint)}.notice{padding:8px var(--gap);font-size:.87em;text-align:center;background:light-dark(#fff4d6,#3a2f12);color:light-dark(#5d4200,#ffe1a0)}.composer{display:flex;align-items:end;flex-wrap:wrap;margin:0 12px 12px;padding:4px;border:1px solid var(--field);border-radius:calc(var(--radius) + 6px)}.composer:focus-within{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}.composer textarea{flex:1;min-width:0;min-height:40px;max-height:8.7em;padding:9px 12px;border:0;outline:0;resize:none;background:none;line-height:1.45;scrollbar-width:thin}.composer :placeholder-shown{direction:inherit;unicode-bidi:isolate}::placeholder{color:var(--muted);opacity:1}.count:not(:empty){order:1;flex-basis:100%;padding-inline:12px;font-size:.8em;color:var(--muted)}.count[role]{color:var(--danger)}.send{width:40px;height:40px;border:1px solid transparent;background:var(--primary);color:var(--on-primary);transition:background .15s}.send[aria-disabled=true]{background:var(--tint);color:var(--muted)}@media(pointer:coarse){.send{width:44px;height:44px}.composer textarea{min-height:44px}}@keyframes open{0%{opacity:0;transform:translateY(12px)}}@keyframes fade{0%{opacity:0}}}';

// src/styles/launcher.css
var launcher_default = '@layer frame{.launcher{position:fixed;z-index:var(--chat-z-index,2147483000);inset-inline-end:var(--side,20px);bottom:var(--end,20px);display:flex;align-items:center;justify-content:center;gap:10px;min-width:var(--size);height:var(--size);border-radius:var(--size);background:var(--primary);color:var(--on-primary);box-shadow:var(--shadow);border:1px solid transparent;font-weight:600;transition:scale .2s}.launcher:hover{scale:1.05}.launcher:active{scale:.96}.launcher .icon{width:28px;height:28px}.label:empty{display:none}.launcher:has(.label:not(:empty)){padding-inline:20px 24px}.launcher[aria-expanded=true] slot,.launcher[aria-expanded=false]>.icon{display:none}.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border:2px solid var(--background);border-radius:11px;background:#d11f36;color:#fff;font-size:12px;font-weight:700;line-height:18px;text-align:center;animation:pop .3s}:host([position="left"]) :is(.launcher,.panel){inset-inline:auto;left:var(--side,20px)}:host([position="right"]) :is(.launcher,.panel){inset-inline:auto;right:var(--side,20px)}@keyframes pop{0%{scale:0}}}';

// src/styles/log.css
var log_default = '@layer log{.body{position:relative;flex:1;min-height:0}.log{position:relative;height:100%;padding:var(--gap);overflow:hidden auto;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--border) transparent}.log:focus-visible{outline-offset:-3px}.greeting{padding:20px 8px 28px;text-align:center;color:var(--muted);text-wrap:balance}.log:has(>.list:empty) .greeting{padding-top:22%}.greeting p{margin:4px}.greeting strong{display:block;font-size:1.4em;color:var(--text)}.greeting .icon{width:56px;height:56px;margin-bottom:8px;padding:14px;border-radius:50%;background:var(--bubble);color:var(--accent)}.older{display:block;min-height:32px;margin:auto;padding:4px 14px;border-radius:16px;font-size:.87em;color:var(--muted);background:var(--tint)}.older[aria-busy]{animation:pulse 1.2s infinite alternate}.row{display:grid;grid-template-columns:36px minmax(0,1fr);padding-top:2px}.first{padding-top:14px}.own{grid-template-columns:15% minmax(0,1fr)}.note{grid-template-columns:0 minmax(0,1fr);padding-top:4px}.row>*{grid-column:2}@supports (overflow-anchor: auto){.row{content-visibility:auto;contain-intrinsic-size:auto 60px;padding-inline:4px;margin-inline:-4px}}.row>.day{grid-column:1 / 3;margin:12px 0 10px;text-align:center}.day,.author,.meta,.system{font-size:.8em;color:var(--muted)}.day,.author{font-weight:600}.author,.meta{margin:3px 4px}.row>.avatar{grid-column:1;align-self:end;width:28px;height:28px;border:1px solid transparent;background:var(--bubble);color:var(--accent);font-size:13px;font-weight:700}.avatar .icon{width:16px;height:16px}.avatar+.content{grid-row:auto}.content{display:flex;flex-direction:column;align-items:start;gap:6px;min-width:0;padding:1px}.place{display:contents}.own .content{align-items:end}.own .meta{text-align:end}.bubble{max-width:100%;padding:9px 14px;border:1px solid transparent;border-radius:var(--radius);overflow-wrap:anywhere;background:var(--bubble);color:var(--on-bubble)}.bubble.text{white-space:pre-wrap;unicode-bidi:plaintext}.own .bubble{background:var(--chat-user-bubble,var(--primary));color:var(--chat-on-user-bubble,var(--on-primary))}.own .bubble :focus-visible{outline-color:currentColor}.other:not(.first) .bubble:first-child{border-start-start-radius:6px}.other:not(.last) .bubble:last-child{border-end-start-radius:6px}.own:not(.first) .bubble:first-child{border-start-end-radius:6px}.own:not(.last) .bubble:last-child{border-end-end-radius:6px}.failed .bubble{background:light-dark(#fdecec,#40191d);color:light-dark(#7c1018,#ffd7d7);border-color:var(--danger)}.failed .meta{color:var(--danger)}.sending .meta{animation:fade .2s .5s both}.meta button{min-height:28px;padding:2px 8px;font-weight:600;text-decoration:underline}.system{margin:8px auto;padding-inline:12px;text-align:center;overflow-wrap:anywhere}.draft .bubble:last-child>:last-child:after,.draft .bubble.text:last-child:after{content:"";display:inline-block;width:8px;height:8px;margin-inline-start:5px;border-radius:50%;background:currentColor;animation:pulse .7s infinite alternate}.dots{justify-self:start;display:flex;gap:5px;padding:15px 16px}.dots i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:pulse .6s infinite alternate}.dots :nth-child(2){animation-delay:.2s}.dots :nth-child(3){animation-delay:.4s}.pill{position:absolute;bottom:12px;inset-inline:0;width:fit-content;min-width:40px;height:40px;margin:auto;padding:0 10px;display:flex;align-items:center;justify-content:center;gap:6px;border:1px solid var(--border);border-radius:20px;background:var(--background);color:var(--accent);font-size:.87em;font-weight:600;box-shadow:0 4px 16px #080a1e2e;animation:pop .2s}.pill span:empty{display:none}@keyframes pulse{to{opacity:.25}}}';

// src/styles/parts.css
var parts_default = '@layer parts{.markdown :is(p,ul,ol,.code,.table,blockquote,h3,hr){margin:0 0 .6em}.markdown>:last-child{margin-bottom:0}.markdown p,.markdown li{white-space:pre-wrap}.markdown *+h3{margin-top:.9em}h3{font-size:1em;line-height:1.3}:is(.level-1,.level-2){font-size:1.15em}.markdown :is(ul,ol){padding-inline-start:1.4em}.markdown li :is(ul,ol,p),.markdown li+li{margin-block:.25em}blockquote{padding-inline-start:12px;border-inline-start:3px solid var(--field)}hr{border:0;border-top:1px solid var(--tint)}code,pre{padding:.1em .35em;border-radius:5px;background:var(--tint);font:.88em/1.5 ui-monospace,Menlo,Consolas,monospace;direction:ltr;unicode-bidi:isolate}pre{margin:0;padding:10px 12px;border-radius:10px;overflow-x:auto;text-align:start;scrollbar-width:thin}.code{position:relative;direction:ltr}.code:not([data-language=""]):before{content:attr(data-language) / "";display:block;padding:7px 12px 0;font-size:.78em;opacity:.75}.code{border-radius:10px;background:var(--tint)}.code pre{padding-inline-end:44px;background:none}.copy{position:absolute;top:2px;right:2px;width:36px;height:36px;display:grid;place-items:center;border-radius:9px;opacity:.7}.copy:is(:hover,:focus-visible){opacity:1;background:var(--tint)}.copy .icon{width:16px;height:16px}.table{overflow-x:auto;scrollbar-width:thin}table{border-collapse:collapse;font-size:.93em}th,td{padding:5px 10px;border:1px solid var(--tint);text-align:start;white-space:pre-line;overflow-wrap:normal}th{background:var(--tint)}.center{text-align:center}.end{text-align:end}.own :is(.code,:not(pre)>code,th){background:#0003}.markdown pre code{padding:0;background:none;font-size:1em}.choices{display:flex;flex-wrap:wrap;gap:8px}.choice{display:flex;align-items:center;justify-content:center;gap:6px;min-height:40px;max-width:100%;padding:7px 16px;border:1.5px solid var(--accent);border-radius:22px;background:var(--background);color:var(--accent);font-weight:600;line-height:1.3;text-decoration:none;overflow-wrap:anywhere}.choice:hover{background:color-mix(in srgb,var(--accent) 10%,var(--background))}.choice[aria-disabled=true]{border-color:var(--border);background:none;color:var(--muted);cursor:default}.choice[aria-pressed=true],.form .choice:not([aria-disabled=true]){border-color:var(--primary);background:var(--primary);color:var(--on-primary)}a.choice:after{content:"\\2197" / ""}.choice .icon{width:16px;height:16px}@media(pointer:coarse){.choice{min-height:44px}}}';

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

// src/ui/icons.ts
var shapes = {
  chat: chatShape,
  chevron: "m6 9 6 6 6-6",
  close: "M18 6 6 18M6 6l12 12",
  down: "M12 5v14m-6-6 6 6 6-6",
  send: "M12 19V5m-6 6 6-6 6 6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  file: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zm0 0v5h5",
  bot: "m12 3 2.2 6.3 6.3 2.2-6.3 2.2L12 20l-2.2-6.3-6.3-2.2 6.3-2.2z"
};
function icon(name) {
  return drawn(shapes[name]);
}
function drawn(shape) {
  const picture = draw(shape);
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
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
var linkSchemes = /* @__PURE__ */ new Set(["http:", "https:", "mailto:", "tel:"]);
var mediaSchemes = /* @__PURE__ */ new Set(["http:", "https:"]);
var maxUrlLength = 2048;
function linkUrl(raw) {
  return absolute(raw, linkSchemes);
}
function mediaUrl(raw, server) {
  if (typeof raw !== "string" || !raw.startsWith("files/")) return absolute(raw, mediaSchemes);
  const root = parse(server.replace(/\/*$/, "/files/"), globalThis.document?.baseURI);
  const url = root && parse(raw.slice("files/".length), root.href);
  return url?.href.startsWith(root.href) ? url.href : null;
}
function absolute(raw, schemes) {
  if (typeof raw !== "string" || raw.length > maxUrlLength) return null;
  const url = parse(raw);
  return url && schemes.has(url.protocol) && !url.username && !url.password ? url.href : null;
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
var bareUrl = /https?:\/\/[^\s<>"]+/gi;
function bareUrlLength(url) {
  let open = 0;
  let close = 0;
  for (const char of url) {
    if (char === "(") open++;
    else if (char === ")") close++;
  }
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1];
    if (last === ")" && close > open) close--;
    else if (!".,:;!?'*_~`]".includes(last)) break;
  }
  return end;
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
    const press = ({ currentTarget }) => {
      if (currentTarget.getAttribute("aria-disabled") !== "true") context.press(value);
    };
    return h("button", { class: "choice", part: "quick", "data-value": value, click: press }, label);
  });
  return choices.some(Boolean) ? h("div", { class: "choices" }, ...choices) : null;
}
function markChosen(within, chosen) {
  for (const button of within.querySelectorAll("button[data-value]")) {
    const pressed = button.dataset["value"] === chosen;
    button.setAttribute("aria-disabled", String(chosen !== void 0));
    if (pressed === (button.getAttribute("aria-pressed") === "true")) continue;
    button.setAttribute("aria-pressed", String(pressed));
    if (pressed) button.prepend(icon("check"));
    else button.querySelector("svg")?.remove();
  }
}
function buttonTitle(parts, value) {
  const holders = parts.flatMap((part) => [part, ...listOf(part["cards"])]);
  const pressed = holders.flatMap(({ buttons: list }) => listOf(list)).find((button) => button["value"] === value);
  return pressed && textOf(pressed["title"]);
}

// src/parts/answered.ts
var formAnswer = "x-form";
function finish(form) {
  form.dataset["done"] = "";
  for (const control of form.elements) {
    if (control.matches("button")) control.setAttribute("aria-disabled", "true");
    else control.disabled = true;
  }
}

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
  const loaded = await import("./extra-TXCXLQ7H.js");
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
  return shown2 instanceof Node ? shown2 : bubble("text", shown2 ?? fallbackOf(part), context.i18n.t);
}
function showRich(part, context, later) {
  const ready = extraIfLoaded();
  if (ready) return show(part, context, ready.parts.get(part.type));
  const place = h("div", { class: "place" }, h("span", { class: "hidden" }, fallbackOf(part)));
  const fill = () => place.replaceChildren(show(part, context, extraIfLoaded()?.parts.get(part.type)));
  void loadExtra().then(fill, fill).then(later);
  return place;
}
function fallbackOf(part) {
  const { fallback, title, text, name, alt, url } = part;
  const words = [title, text].map(textOf).filter(Boolean).join(": ");
  return [fallback, words, name, alt, url].map(textOf).find(Boolean) ?? "…";
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
    /** Where thumbs are, if they are. */
    this.#thumbs = null;
    this.message = message;
    this.date = new Date(message.at);
    this.element.append(this.#spoken, this.#content);
  }
  #placed;
  #content;
  #spoken;
  #parts;
  #nodes;
  #thumbs;
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
  update(message, place) {
    const placed = Object.values(place).join();
    const changed = message !== this.message || this.#placed === "";
    if (!changed && placed === this.#placed) return;
    this.message = message;
    this.#placed = placed;
    if (changed) {
      this.date = new Date(message.at);
      this.#updateContent();
    }
    this.#frame(place);
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
        const to = [message.author, ...context.client.state.participants].find(({ id }) => id === message.to);
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
    for (const child of [...element.children]) if (child !== this.#content && child !== this.#spoken && child !== this.#thumbs) child.remove();
    const before = [
      day && h("div", { class: "day" }, h("time", { datetime: message.at }, i18n.day(date))),
      side === "other" && first && h("div", { class: "author", "aria-hidden": "true" }, h("bdi", null, name)),
      side === "other" && last && avatar(message.author, name)
    ];
    for (const child of before) if (child) this.#spoken.before(child);
    const meta = !isNote && this.#meta(last, receipt);
    if (meta) element.insertBefore(meta, this.#thumbs);
    if (context.options.feedback) this.#showThumbs(last);
  }
  #showThumbs(last) {
    const { message, context, element } = this;
    if (!this.#thumbs && last && message.kind === "message" && message.author.role === "bot" && !message.draft) {
      const place = this.#thumbs = h("div", { class: "place" });
      void loadExtra().then(({ thumbs }) => place.append(thumbs(message, context)), () => {
      });
    }
    if (!this.#thumbs) return;
    this.#thumbs.hidden = !last || message.erased === true;
    if (!this.#thumbs.parentNode) element.append(this.#thumbs);
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

export {
  createI18n,
  received,
  head,
  styles,
  clean,
  attribute,
  h,
  setText,
  icon,
  drawn,
  textOf,
  listOf,
  mediaUrl,
  linkify,
  buttons,
  formAnswer,
  finish,
  Row,
  nameOf,
  loadExtra
};
