/** What is loaded when a conversation first needs it: all that is not text or a choice. */
import type { PartRenderers } from "../parts/index.js";
import type { Message } from "../client/index.js";
import type { Context } from "../ui/context.js";
import { createAround } from "./around.js";
import aroundStyles from "./around.css" with { type: "text" };
import { card, carousel } from "./card.js";
import { thumbs } from "./feedback.js";
import { form } from "./form.js";
import { image } from "./image.js";
import { markdown } from "./markdown/index.js";
import markdownStyles from "./markdown.css" with { type: "text" };
import { file, player } from "./media.js";
import lightboxStyles from "./lightbox.css" with { type: "text" };
import partStyles from "./parts.css" with { type: "text" };

/** What this module gives to the rest. */
export interface Extra {
  readonly styles: string;
  readonly english: Readonly<Record<string, string>>;
  readonly parts: PartRenderers;
  readonly createAround: typeof createAround;
  readonly markdown: typeof markdown;
  thumbs(message: Message, context: Context): HTMLElement;
}

export { createAround, markdown, thumbs };
export { extraEn as english } from "./en.js";

export const styles = markdownStyles + partStyles + lightboxStyles + aroundStyles;

export const parts: PartRenderers = new Map([
  ["image", image],
  ["file", file],
  ["audio", player],
  ["video", player],
  ["card", card],
  ["carousel", carousel],
  ["form", form],
]);
