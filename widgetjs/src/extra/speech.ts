import type { Message } from "../client/index.js";
import { formAnswer } from "../parts/answered.js";
import { listOf, textOf } from "../parts/fields.js";

/** What a message says, as plain text: for a transcript and for a notification. */
export function textOfMessage({ parts, value }: Message): string {
  return lines(parts.map(textOfPart)) || textOf(value);
}

function textOfPart({ type, title, text, alt, name, url, cards, buttons, fields, fallback }: Readonly<Record<string, unknown>>): string {
  if (type === formAnswer) return ""; // the text part beside it says it
  const choices = [...listOf(buttons), ...listOf(fields)].map((choice) => `[${textOf(choice["title"] ?? choice["label"])}]`);
  const said = [title, text, alt, name, url].map(textOf).filter(Boolean).join(" – ");
  return textOf(fallback) || lines([said, ...listOf(cards).map(textOfPart), choices.join(" ")]);
}

function lines(texts: readonly string[]): string {
  return texts.filter(Boolean).join("\n");
}
