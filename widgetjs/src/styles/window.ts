import frame from "./frame.css" with { type: "text" };
import log from "./log.css" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import { sheet } from "./sheet.js";

let styles: CSSStyleSheet | undefined;

/** The styles of the window; they come after those of the page. */
export function windowStyles(): CSSStyleSheet {
  return (styles ??= sheet(frame + log + parts));
}
