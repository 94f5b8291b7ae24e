import type { Message, State } from "../client/index.js";
import { answeredBy } from "../parts/answered.js";
import { afterLoading } from "../parts/rich.js";
import type { Keep } from "../parts/rich.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { createRow, nameOf } from "./row.js";
import type { Row } from "./row.js";
import { firstRow, insertRow, removeRow, rowAfter } from "./stretch.js";

/** The list of messages. */
export type Log = ReturnType<typeof createLog>;

/**
 * Makes the list of messages. Rows are kept by key: a snapshot changes only the rows
 * whose messages or neighbours changed, and moves none that is in place.
 * @param keep makes a change without moving what is being read
 */
export function createLog(context: Context, keep: Keep) {
  const { client, i18n: { t } } = context;
  let rows = new Map<string, Row>();
  /** How many forms were answered. */
  let answers = 0;

  const list = h("div", { class: "list" });
  const typist = h("span", { class: "hidden" });
  const typing = h("div", { class: "typing other row first last" }, typist, h("div", { class: "bubble dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const greeting = h(
    "div",
    { class: "greeting" },
    h("slot", { name: "welcome" }, icon("chat"), h("strong", null, t("greeting")), h("p", null, t("welcome"))),
  );
  const older = h("button", { class: "older", click: () => void client.loadOlder() });
  /** What stands below the messages. */
  const after = h("div", { class: "after" });
  /** The scrolling element. */
  const element = h(
    "div",
    { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: 0 },
    greeting,
    older,
    list,
    typing,
    after,
  );

  const renderRows = (state: State) => {
    const { messages } = state;
    const known = rows;
    const before = answers;
    const newest = messages.findLast(({ own, offset }) => own && offset > 0);
    rows = new Map(messages.map((message) => [keyOf(message), known.get(keyOf(message)) ?? createRow(context, keep)]));
    answers = messages.filter(answeredBy).length;
    for (const [key, { element: gone }] of known) if (!rows.has(key)) removeRow(gone);
    const receipt = newest && newest.offset <= othersRead(state) ? "seen" : "sent";
    let next = firstRow(list);
    let previous: Element | undefined;
    messages.forEach((message, i) => {
      const row = rows.get(keyOf(message))!;
      row.update(message, messages[i - 1], messages[i + 1], message === newest && receipt);
      if (row.element === next) next = rowAfter(next);
      else insertRow(list, row.element, previous, next);
      previous = row.element;
    });
    if (answers > before) for (const row of rows.values()) row.mark();
  };

  return {
    element,
    list,
    after,

    /** Shows a snapshot. */
    render(state: State): void {
      const { messages } = state;
      const first = firstRow(list);
      const prepends = messages[0] && first && rows.get(keyOf(messages[0]))?.element !== first;
      if (prepends) keep(() => renderRows(state));
      else renderRows(state);
      // A growing answer says by itself that its author is at it.
      const who = state.typing.find(({ id }) => !messages.some(({ draft, author }) => draft && author.id === id));
      typing.hidden = !who;
      if (who) setText(typist, t("typing", { name: nameOf(who, context) }));
      const loading = state.older === "loading";
      greeting.hidden = messages.length > 0 && state.older !== "none";
      older.hidden = state.older !== "more" && !loading;
      attribute(older, "aria-busy", loading && "true");
      setText(older, t(loading ? "loading" : "older"));
    },

    /** Where the newest answer begins: what others have said since one's own last message. Infinity when there is none. */
    answerTop({ messages }: State): number {
      const answer = messages[messages.findLastIndex(({ own }) => own) + 1];
      const row = answer && rows.get(keyOf(answer))?.element;
      // Not offsetTop: that is the place in the stretch.
      return row ? row.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop : Infinity;
    },

    /** Calls a function when what is shown does not wait to be shown as it should be. */
    whenShown: (then: () => void) => afterLoading(keep, then),

    /** What a message says, for those who listen. */
    spokenText: (message: Message) => rows.get(keyOf(message))?.spokenText() ?? "",
  };
}

/** What a message is kept by, through its acknowledgement and the end of its draft. */
function keyOf({ draftId, key, id }: Message): string {
  return draftId ?? key ?? id;
}

/** How far anybody else has read. */
function othersRead({ reads, me }: State): number {
  return Math.max(0, ...Object.entries(reads).map(([id, offset]) => (id === me?.id ? 0 : offset)));
}
