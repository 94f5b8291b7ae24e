/** The list of what just happened, the newest first. */
import { make } from "./diagram.js";

/** The most rows that are kept. */
const ROWS = 60;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

export class Ledger {
  #list = document.getElementById("ledger");
  #quiet = document.getElementById("quiet");

  /** Adds a row: when it was, who it concerns, what happened, how large or long, and in which tone. */
  add(at, who, what, size = "", tone = "") {
    this.#quiet.hidden = true;
    const row = make("li", tone);
    const time = make("time", "", clock.format(at));
    time.dateTime = new Date(at).toISOString();
    row.append(time, make("b", "", who), make("span", "", what), make("span", "size", size));
    row.dataset.at = at;
    // What the widget tells and what the server tells does not come in order.
    const earlier = [...this.#list.children].find((other) => Number(other.dataset.at) <= at);
    this.#list.insertBefore(row, earlier ?? null);
    while (this.#list.childElementCount > ROWS) this.#list.lastElementChild.remove();
  }
}
