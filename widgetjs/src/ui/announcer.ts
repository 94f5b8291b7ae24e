import { h } from "./dom.js";

/** How long a text stays where assistive technology finds it, in milliseconds. */
const lifetime = 8000;

/** Speaks to those who listen: politely, each text once. The log itself is silent, as it would read its history aloud. */
export class Announcer {
  readonly element = h("div", { class: "hidden", role: "status", "aria-live": "polite" });

  say(text: string): void {
    const line = h("p", null, text);
    this.element.append(line);
    setTimeout(() => line.remove(), lifetime);
  }
}
