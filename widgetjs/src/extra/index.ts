/** What is loaded when a conversation first needs it: all that is not text, Markdown or a choice. */
import type { PartRenderers } from "../parts/index.js";
import { card, carousel } from "./card.js";
import { form } from "./form.js";
import { image } from "./image.js";
import { file, player } from "./media.js";
import lightboxStyles from "./lightbox.css" with { type: "text" };
import partStyles from "./parts.css" with { type: "text" };

/** What this module gives to the rest. */
export interface Extra {
  readonly styles: string;
  readonly english: Readonly<Record<string, string>>;
  readonly parts: PartRenderers;
}

export { extraEn as english } from "./en.js";

export const styles = partStyles + lightboxStyles;

export const parts: PartRenderers = new Map([
  ["image", image],
  ["file", file],
  ["audio", player],
  ["video", player],
  ["card", card],
  ["carousel", carousel],
  ["form", form],
]);
