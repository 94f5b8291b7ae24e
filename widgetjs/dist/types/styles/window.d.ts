/** The styles of the window; they come after those of the page. */
export declare function windowStyles(): CSSStyleSheet;
