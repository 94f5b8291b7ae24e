import base from "./base.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import launcher from "./launcher.css" with { type: "text" };
import log from "./log.css" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import { sheet } from "./sheet.js";

let css = base + launcher + frame + log + parts;
let shared: CSSStyleSheet | undefined;

/** The widget's styles; one sheet for all widgets of the page. */
export function styles(): CSSStyleSheet {
  return (shared ??= sheet(css));
}

/** Adds to the styles of all widgets. */
export function addStyles(more: string): void {
  css += more;
  shared?.replaceSync(css);
}
