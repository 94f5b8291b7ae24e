import type { Extra } from "../extra/index.js";
import { addEnglish } from "../i18n/index.js";
import { addStyles } from "../styles/index.js";

/** The types that extra/ shows. */
const rich = /^(image|file|audio|video|card|carousel|form)$/;

let extra: Extra | undefined;

/** Whether a type of part is shown by what is loaded later. */
export function isRich(type: string): boolean {
  return rich.test(type);
}

/** What is loaded later, when it is there already. */
export function extraIfLoaded(): Extra | undefined {
  return extra;
}

/** Loads what a conversation of texts and choices does not need. It rejects where it cannot be loaded; another call tries again. */
export async function loadExtra(): Promise<Extra> {
  const loaded = await import("../extra/index.js");
  if (!extra) {
    addEnglish(loaded.english);
    addStyles(loaded.styles);
  }
  return (extra = loaded);
}
