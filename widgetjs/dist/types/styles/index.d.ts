/** The widget's styles; one sheet for all widgets of the page. */
export declare function styles(): CSSStyleSheet;
/** Adds to the styles of all widgets. */
export declare function addStyles(more: string): void;
