/** Appends a text with inline Markdown to a node. */
export declare function inline(into: Node, text: string): void;
