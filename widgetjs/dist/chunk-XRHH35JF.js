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

// src/ui/draw.ts
var svg = "http://www.w3.org/2000/svg";
var chatShape = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z";
function draw(shape) {
  const picture = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", shape);
  picture.append(path);
  return picture;
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
  file: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zm0 0v5h5",
  bot: "m12 3 2.2 6.3 6.3 2.2-6.3 2.2L12 20l-2.2-6.3-6.3-2.2 6.3-2.2z"
};
function icon(name) {
  const picture = draw(shapes[name]);
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  return picture;
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

export {
  attribute,
  h,
  append,
  setText,
  icon,
  formAnswer,
  finish,
  textOf,
  listOf,
  mediaUrl,
  link,
  bareUrl,
  bareUrlLength,
  linkify,
  buttons,
  markChosen,
  buttonTitle
};
