/** The styles of what the page shows before the window is opened; shared by all widgets of the page. */
export declare function pageStyles(): CSSStyleSheet;
