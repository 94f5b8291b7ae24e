import type { Message, Part } from "../client/index.js";
import { listOf, textOf } from "../parts/fields.js";

/** What a message says, as plain text: for a transcript and for a notification. */
export function textOfMessage({ parts, value }: Message): string {
  return parts.map(textOfPart).filter(Boolean).join("\n") || textOf(value);
}

function textOfPart(part: Part): string {
  const { type, text, title, alt, name, url, fallback, cards } = part;
  switch (type) {
    case "text":
    case "markdown":
    case "system":
      return textOf(text);
    case "image":
      return join(alt, url);
    case "file":
    case "audio":
    case "video":
      return join(name, url);
    case "card":
      return join(title, text);
    case "carousel":
      return listOf(cards).map((card) => join(card["title"], card["text"])).join("\n");
    case "buttons":
      return listOf(part["buttons"]).map((button) => `[${textOf(button["title"])}]`).join(" ");
    case "form":
      return listOf(part["fields"]).map((field) => `[${textOf(field["label"])}]`).join(" ");
    case "x-form":
      return ""; // the text part beside it says it
    default:
      return textOf(fallback);
  }
}

function join(...fields: unknown[]): string {
  return fields.map(textOf).filter(Boolean).join(" – ");
}
