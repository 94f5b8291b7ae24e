import {
  buttons,
  finish,
  formAnswer,
  h,
  icon,
  linkify,
  listOf,
  mediaUrl,
  textOf
} from "./chunk-XRHH35JF.js";

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
  const turn = (name, by) => {
    const move = () => {
      const forward = getComputedStyle(track).direction === "rtl" ? -by : by;
      track.scrollBy({ left: forward * (cards[0].offsetWidth + 8), behavior: "smooth" });
    };
    return h("button", { class: `turn ${name}`, "aria-label": t(name), click: move }, icon("chevron"));
  };
  return h("div", { class: "carousel" }, track, cards.length > 1 && turn("previous", -1), cards.length > 1 && turn("next", 1));
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
  const name = h("span", null, textOf(field["label"]), field["required"] === true && h("i", { "aria-hidden": "true" }, " *"));
  return h("label", { class: entry.type }, name, entry);
}
function answer(entry, { i18n }) {
  return entry.type === "checkbox" ? i18n.t(entry.checked ? "yes" : "no") : entry.value.trim();
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
var styles = parts_default + lightbox_default;
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
  extraEn as english,
  parts,
  styles
};
