/** Returns the widget's style sheet, made once and shared by all widgets of the page. A strict style-src does not forbid it. */
export declare function widgetStyles(): CSSStyleSheet;
