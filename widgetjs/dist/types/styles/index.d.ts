/** The widget's styles; one sheet for all widgets of the page. */
export declare function styles(): CSSStyleSheet;
