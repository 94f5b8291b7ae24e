/** Reading the fields of a part: what a server newer or odder than this widget sent must not break the list. */

type Fields = Readonly<Record<string, unknown>>;

/** A text field, "" when it is missing or something else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A list of objects, empty when it is missing or something else. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter((item): item is Fields => typeof item === "object" && item !== null) : [];
}
