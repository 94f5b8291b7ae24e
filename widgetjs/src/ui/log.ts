import type { Message, State } from "../client/index.js";
import { formAnswer } from "../parts/answered.js";
import { textOf } from "../parts/fields.js";
import type { Keep } from "../parts/rich.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, Row } from "./row.js";
import type { Place } from "./row.js";

/** A pause after which the same author's next message stands on its own. */
const groupPause = 5 * 60_000;

/**
 * The list of messages. Rows are kept by key: a snapshot changes only the rows
 * whose messages or neighbours changed, and moves none that is in place.
 */
export class Log {
  readonly list = h("div", { class: "list" });
  /** Ids of the forms that were answered. */
  readonly #answered = new Set<string>();
  readonly #rows = new Map<string, Row>();
  readonly #typing = h("div", { class: "typing other row first last", hidden: true });
  readonly #typist = h("span", { class: "hidden" });
  readonly #greeting: HTMLElement;
  readonly #older: HTMLButtonElement;
  /** What stands below the messages. */
  readonly after = h("div", { class: "after" });
  /** The scrolling element. */
  readonly element: HTMLElement;

  /** @param keep makes a change without moving what is being read */
  constructor(readonly context: Context, readonly keep: Keep) {
    const { t } = context.i18n;
    const dots = h("div", { class: "bubble dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#typing.append(this.#typist, dots);
    this.#greeting = h(
      "div",
      { class: "greeting" },
      h("slot", { name: "welcome" }, icon("chat"), h("strong", null, t("greeting")), h("p", null, t("welcome"))),
    );
    this.#older = h("button", { class: "older", hidden: true, click: () => void context.client.loadOlder() });
    this.element = h(
      "div",
      { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: 0 },
      this.#greeting,
      this.#older,
      this.list,
      this.#typing,
      this.after,
    );
  }

  /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
  answerTop({ messages }: State): number {
    const answer = messages[messages.findLastIndex(({ own }) => own) + 1];
    const row = answer && this.#rows.get(keyOf(answer));
    return row ? row.element.offsetTop : Infinity;
  }

  /** What a message says, for those who listen. */
  spokenText(message: Message): string {
    return this.#rows.get(keyOf(message))?.spokenText ?? "";
  }

  /** Whether a snapshot puts messages before the first one in the list. */
  prepends({ messages }: State): boolean {
    const first = this.list.firstElementChild;
    return first !== null && messages.length > 0 && this.#rows.get(keyOf(messages[0]!))?.element !== first;
  }

  /** Shows a snapshot. */
  render(state: State): void {
    this.#renderRows(state);
    this.#renderTyping(state);
    this.#renderTop(state);
  }

  #renderRows(state: State): void {
    const { messages } = state;
    const answered = this.#answered.size;
    const rows = messages.map((message) => this.#row(message));
    const newest = messages.findLast(({ own, offset }) => own && offset > 0);
    const receipt = newest && newest.offset <= othersRead(state) ? "seen" : "sent";
    let next: Element | null = this.list.firstElementChild;
    rows.forEach((row, i) => {
      row.update(messages[i]!, place(rows[i - 1], row, rows[i + 1], messages[i] === newest ? receipt : null));
      if (row.element === next) next = next.nextElementSibling;
      else this.list.insertBefore(row.element, next);
    });
    while (next) {
      const gone: Element = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    if (this.#answered.size > answered) for (const row of rows) row.mark();
    if (this.#rows.size > rows.length) this.#forget(new Set(rows));
  }

  #row(message: Message): Row {
    const key = keyOf(message);
    let row = this.#rows.get(key);
    if (row?.message === message) return row;
    if (!row) {
      row = new Row(message, this.context, this.#answered, this.keep);
      this.#rows.set(key, row);
    }
    const answer = message.own && message.parts.find(({ type }) => type === formAnswer);
    if (answer) this.#answered.add(textOf(answer["form"]));
    row.date = new Date(message.at);
    return row;
  }

  #forget(kept: ReadonlySet<Row>): void {
    for (const [key, row] of this.#rows) if (!kept.has(row)) this.#rows.delete(key);
  }

  #renderTyping({ typing, messages }: State): void {
    // A growing answer says by itself that its author is at it.
    const typist = typing.find(({ id }) => !messages.some((message) => message.draft && message.author.id === id));
    this.#typing.hidden = !typist;
    if (typist) setText(this.#typist, this.context.i18n.t("typing", { name: nameOf(typist, this.context) }));
  }

  #renderTop({ older, messages }: State): void {
    const { t } = this.context.i18n;
    const loading = older === "loading";
    this.#greeting.hidden = messages.length > 0 && older !== "none";
    this.#older.hidden = older !== "more" && !loading;
    attribute(this.#older, "aria-busy", loading && "true");
    setText(this.#older, t(loading ? "loading" : "older"));
  }
}

/** What a message is kept by, through its acknowledgement and the end of its draft. */
function keyOf({ draftId, key, id }: Message): string {
  return draftId ?? key ?? id;
}

/** How far anybody else has read. */
function othersRead({ reads, me }: State): number {
  return Math.max(0, ...Object.entries(reads).map(([id, offset]) => (id === me?.id ? 0 : offset)));
}

function place(before: Row | undefined, row: Row, after: Row | undefined, receipt: Place["receipt"]): Place {
  return { day: !sameDay(before, row), first: !together(before, row), last: !together(row, after), receipt };
}

function sameDay(a: Row | undefined, b: Row): boolean {
  return a?.date.toDateString() === b.date.toDateString();
}

function together(a: Row | undefined, b: Row | undefined): boolean {
  if (!a || !b || a.author !== b.author || a.isNote) return false;
  return +b.date - +a.date < groupPause && sameDay(a, b);
}
