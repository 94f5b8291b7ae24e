/** Appends a text with inline Markdown to an element, and returns it. */
export declare function inline<E extends Node>(into: E, text: string): E;
