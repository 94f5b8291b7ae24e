import type { Part } from "../client/index.js";
import { h } from "../ui/dom.js";
import { formAnswer } from "./answered.js";
import { buttons } from "./buttons.js";
import type { PartContext, PartRenderer } from "./context.js";
import { textOf } from "./fields.js";
import { extraIfLoaded, isRich, loadExtra } from "./rich.js";
import { bubble } from "./text.js";

/** Renderers by type of part. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;

/** The parts that are here from the beginning. */
const builtIn: PartRenderers = new Map<string, PartRenderer>([
  ["text", ({ text }, { i18n }) => bubble("text", textOf(text), i18n.t)],
  ["markdown", ({ text }, { i18n }) => bubble("markdown", textOf(text), i18n.t)],
  ["buttons", (part, context) => buttons(part["buttons"], context)],
  ["system", ({ text }) => h("p", { class: "system", dir: "auto" }, textOf(text))],
  [formAnswer, () => document.createComment("")], // its text part has said it
]);

/**
 * Shows a part; the application's own renderers win over the built-in ones. What cannot be shown, because it is
 * unknown, refused or its renderer failed, shows its fallback as text.
 * @param later called when a part that had to be loaded is shown
 */
export function renderPart(part: Part, context: PartContext, own: PartRenderers, later: () => void): Node {
  const render = own.get(part.type) ?? builtIn.get(part.type);
  return render || !isRich(part.type) ? show(part, context, render) : showRich(part, context, later);
}

function show(part: Part, context: PartContext, render: PartRenderer | undefined): Node {
  let shown: Node | string | null | undefined;
  try {
    shown = render?.(part, context);
  } catch (error) {
    reportError(error); // the page's own error handling sees it; the list goes on
  }
  return shown instanceof Node ? shown : bubble("text", shown ?? fallbackOf(part), context.i18n.t);
}

/** Keeps the place of a part until it can be shown; for those who listen its fallback stands there. */
function showRich(part: Part, context: PartContext, later: () => void): Node {
  const ready = extraIfLoaded();
  if (ready) return show(part, context, ready.parts.get(part.type));
  const place = h("div", { class: "place" }, h("span", { class: "hidden" }, fallbackOf(part)));
  const fill = () => place.replaceChildren(show(part, context, extraIfLoaded()?.parts.get(part.type)));
  void loadExtra().then(fill, fill).then(later);
  return place;
}

/** What there is to read of a part that cannot be shown. */
function fallbackOf(part: Part): string {
  const { fallback, title, text, name, alt, url } = part;
  const words = [title, text].map(textOf).filter(Boolean).join(": ");
  return [fallback, words, name, alt, url].map(textOf).find(Boolean) ?? "…";
}
