import type { Part } from "../client/index.js";
import { h } from "../ui/dom.js";
import { buttons } from "./buttons.js";
import { card, carousel } from "./card.js";
import type { PartContext, PartRenderer } from "./context.js";
import { textOf } from "./fields.js";
import { form, formAnswer } from "./form.js";
import { file, image, player } from "./media.js";
import { bubble } from "./text.js";

/** The parts the widget knows. */
const builtIn = new Map<string, PartRenderer>([
  ["text", ({ text }) => bubble("text", textOf(text))],
  ["markdown", ({ text }) => bubble("markdown", textOf(text))],
  ["image", image],
  ["file", file],
  ["audio", player],
  ["video", player],
  ["card", card],
  ["carousel", carousel],
  ["buttons", (part, context) => buttons(part["buttons"], context)],
  ["form", form],
  ["system", ({ text }) => h("p", { class: "system", dir: "auto" }, textOf(text))],
  [formAnswer, () => document.createComment("")], // its text part has said it
]);

/** Renderers by type of part; those of the application win over the built-in ones. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;

/** Shows a part. What cannot be shown, because it is unknown, refused or its renderer failed, shows its fallback as text. */
export function renderPart(part: Part, context: PartContext, own: PartRenderers): Node {
  let shown: Node | string | null | undefined;
  try {
    shown = (own.get(part.type) ?? builtIn.get(part.type))?.(part, context);
  } catch (error) {
    reportError(error); // the page's own error handling sees it; the list goes on
  }
  if (shown instanceof Node) return shown;
  return bubble("text", shown ?? fallback(part));
}

/** What there is to read of a part that cannot be shown. */
function fallback(part: Part): string {
  return [part["fallback"], part.text, part["title"], part["name"], part["alt"], part["url"]].map(textOf).find(Boolean) ?? "…";
}
