import type { Extra } from "../extra/index.js";
import { addEnglish } from "../i18n/index.js";
import { addStyles } from "../styles/index.js";

/** What is loaded later, when it is there already. */
export let extra: Extra | undefined;

/** Loads what a conversation of texts and choices does not need. It rejects where it cannot be loaded; another call tries again. */
export async function loadExtra(): Promise<Extra> {
  const loaded = await import("../extra/index.js");
  if (!extra) {
    addEnglish(loaded.english);
    addStyles(loaded.styles);
  }
  return (extra = loaded);
}

/** Makes a change in a list without moving what is being read there. */
export type Keep = (change: () => void) => void;

/** What waits, by the list that it stands in. */
const waiting = new Map<Keep, (() => void)[]>();

/** Calls a function when extra is loaded, or cannot be: with all others of its list at once, for each time the list is measured. */
export function whenLoaded(keep: Keep, show: () => void): void {
  const others = waiting.get(keep);
  if (others) {
    others.push(show);
    return;
  }
  const all = [show];
  waiting.set(keep, all);
  const done = () => {
    waiting.delete(keep);
    keep(() => all.forEach((each) => each()));
  };
  void loadExtra().then(done, done);
}

/** Calls a function after all that waits in a list, or at once. */
export function afterLoading(keep: Keep, then: () => void): void {
  const others = waiting.get(keep);
  if (others) others.push(then);
  else then();
}
