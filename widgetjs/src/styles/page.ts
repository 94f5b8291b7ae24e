import base from "./base.css" with { type: "text" };
import launcher from "./launcher.css" with { type: "text" };
import { sheet } from "./sheet.js";

let styles: CSSStyleSheet | undefined;

/** The styles of what the page shows before the window is opened; shared by all widgets of the page. */
export function pageStyles(): CSSStyleSheet {
  return (styles ??= sheet(base + launcher));
}
