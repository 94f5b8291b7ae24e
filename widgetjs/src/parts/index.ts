import type { Part } from "../client/index.js";
import { h } from "../ui/dom.js";
import { formAnswer } from "./answered.js";
import { buttons } from "./buttons.js";
import type { PartContext, PartRenderer } from "./context.js";
import { textOf } from "./fields.js";
import { extra, whenLoaded } from "./rich.js";
import type { Keep } from "./rich.js";
import { bubble, rewrite } from "./text.js";

/** Renderers by type of part. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;

const inBubble: PartRenderer = ({ type, text }, { i18n }) => bubble(type, textOf(text), i18n.t);

/** The parts that are here from the beginning. */
const builtIn: PartRenderers = new Map<string, PartRenderer>([
  ["text", inBubble],
  ["markdown", inBubble],
  ["buttons", (part, context) => buttons(part["buttons"], context)],
  ["system", ({ text }) => h("p", { class: "system", dir: "auto" }, textOf(text))],
  [formAnswer, () => document.createComment("")], // its text part has said it
]);

/**
 * Shows a part; the application's own renderers win over the built-in ones. What cannot be shown, because it is
 * unknown, refused or its renderer failed, shows its fallback as text. What has to be loaded has its place until then:
 * Markdown is read as it was written, the fallback of others is for those who listen.
 * @param later called when a part that had to be loaded is shown
 * @param keep makes the change then
 */
export function renderPart(part: Part, context: PartContext, own: PartRenderers, later: () => void, keep: Keep = (change) => change()): Node {
  const { type } = part;
  const { t } = context.i18n;
  const show = () => {
    let shown: unknown; // what the page's function returns
    try {
      shown = (own.get(type) ?? builtIn.get(type) ?? extra?.parts.get(type))?.(part, context);
    } catch (error) {
      reportError(error); // the page's own error handling sees it; the list goes on
    }
    if (shown instanceof DocumentFragment) return h("div", { class: "place" }, shown); // appended itself, there would be nothing to replace later
    if (shown instanceof Element || shown instanceof CharacterData) return shown;
    return bubble("text", typeof shown === "string" ? shown : fallbackOf(part), t);
  };
  const isMarkdown = type === "markdown";
  if (extra || own.has(type) || (builtIn.has(type) && !isMarkdown) || /^x-\w/.test(type)) return show();
  const place = isMarkdown ? (show() as HTMLElement) : h("div", { class: "place" }, h("span", { class: "hidden" }, fallbackOf(part)));
  whenLoaded(keep, () => {
    if (isMarkdown) rewrite(place, type, place.textContent, t); // what it says may have grown
    else place.replaceChildren(show());
    later();
  });
  return place;
}

/** What there is to read of a part that cannot be shown. */
function fallbackOf(part: Part): string {
  const { fallback, title, text, name, alt, url } = part;
  const words = [title, text].map(textOf).filter(Boolean).join(": ");
  return [fallback, words, name, alt, url].map(textOf).find(Boolean) ?? "…";
}
