/** Reading the fields of a part: what a server newer or odder than this widget sent must not break the list. */
type Fields = Readonly<Record<string, unknown>>;
/** A text field, "" when it is missing or something else. */
export declare function textOf(value: unknown): string;
/** A list of objects, empty when it is missing or something else. */
export declare function listOf(value: unknown): readonly Fields[];
export {};
