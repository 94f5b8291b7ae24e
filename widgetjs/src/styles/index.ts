import base from "./base.css" with { type: "text" };
import log from "./log.css" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };

let sheet: CSSStyleSheet | undefined;

/** Returns the widget's style sheet, made once and shared by all widgets of the page. A strict style-src does not forbid it. */
export function widgetStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(base + frame + log + parts);
  }
  return sheet;
}
