import type { Message, Part, Participant } from "../client/index.js";
import { answeredBy, finish } from "../parts/answered.js";
import { buttonTitle, markChosen } from "../parts/buttons.js";
import { renderPart } from "../parts/index.js";
import { loadExtra } from "../parts/rich.js";
import type { Keep } from "../parts/rich.js";
import { rewrite } from "../parts/text.js";
import type { Context } from "./context.js";
import { attribute, focus, h, setText } from "./dom.js";
import { icon } from "./icons.js";

/** A pause after which the same author's next message stands on its own. */
const groupPause = 5 * 60_000;

/** What became of the newest message of one's own that the server has. */
export type Receipt = "sent" | "seen" | false;

/** A message in the list: made once, then changed where the message changed. */
export type Row = ReturnType<typeof createRow>;

/**
 * Makes a row; update fills it.
 * @param keep makes a change of the row without moving what is being read
 */
export function createRow(context: Context, keep: Keep) {
  const { client, server, i18n, send, options } = context;
  const { t, time } = i18n;
  const spoken = h("span", { class: "hidden" });
  const content = h("div", { class: "content" });
  const element = h("div", null, spoken, content);
  let message: Message;
  let before: Message | undefined;
  let after: Message | undefined;
  let receipt: Receipt;
  /** How it stands among its neighbours, as it was drawn. */
  let placed = "";
  let parts: readonly Part[] = [];
  const nodes: Node[] = [];
  /** What stands around the content: day, author, time, state. */
  let frame: Node[] = [];
  /** Where thumbs are, if they are. */
  let thumbs: HTMLElement | undefined;

  /** Marks the choice that was made and the forms that were answered; one that is asked again may have the same id. */
  const mark = () => {
    markChosen(content, message.chosen);
    for (const form of content.querySelectorAll("form")) {
      const answers = (m: Message) => (m.offset || Infinity) > message.offset && answeredBy(m) === form.dataset["form"];
      if (client.state.messages.some(answers)) finish(form);
    }
  };

  const updatePart = (part: Part, i: number) => {
    const { type } = part;
    const shown = parts[i];
    if (shown === part) return;
    const node = nodes[i];
    if (shown?.type === type && node instanceof HTMLElement && !context.parts.has(type) && rewrite(node, type, part.text, t)) return;
    const press = (value: string) => context.press(message, value);
    const made = renderPart(part, { message, server, i18n, send, press }, context.parts, mark, keep);
    if (node?.parentNode === content) content.replaceChild(made, node); // unless the page has taken it elsewhere
    else content.append(made);
    nodes[i] = made;
  };

  const updateContent = () => {
    const wanted = partsOf(message, context);
    wanted.forEach(updatePart);
    for (const node of nodes.splice(wanted.length)) if (node.parentNode === content) content.removeChild(node);
    parts = wanted;
    mark();
  };

  const updateFrame = (changed: boolean) => {
    const { author, at, status, draft, own } = message;
    const note = isNote(message);
    const side = note ? "note" : own ? "own" : "other";
    const newDay = !before || day(before) !== day(message);
    const first = !together(before, message);
    const last = !together(message, after);
    const place = [newDay, first, last, receipt].join();
    if (!changed && place === placed) return; // a neighbour that grows is no reason to make its buttons anew
    placed = place;
    const date = new Date(at);
    const name = nameOf(author, context);
    setText(spoken, note ? "" : `${name}, ${time(date)}: `);
    attribute(element, "class", `row ${side}${first ? " first" : ""}${last ? " last" : ""} ${status}${draft ? " draft" : ""}`);
    attribute(element, "part", `message message-${side}`);
    attribute(element, "aria-busy", draft && "true");
    // The content stays where it is: a moved button loses the focus, a moved player stops.
    for (const node of frame) element.removeChild(node);
    const above = [
      newDay && h("div", { class: "day" }, h("time", { datetime: at }, i18n.day(date))),
      side === "other" && first && h("div", { class: "author", "aria-hidden": "true" }, h("bdi", null, name)),
      side === "other" && last && h("div", { class: `avatar ${author.role}`, part: "avatar", "aria-hidden": "true" }, author.role === "bot" ? icon("bot") : [...name.trim()][0]?.toLocaleUpperCase()),
    ].filter((node) => node !== false);
    const below = note ? [] : stateOf(message, last && time(date), receipt, context);
    spoken.before(...above);
    content.after(...below);
    frame = [...above, ...below];
    if (options.feedback) updateThumbs(last);
  };

  const updateThumbs = (last: boolean) => {
    const rated = message;
    if (!thumbs && last && rated.kind === "message" && rated.author.role === "bot" && !rated.draft) {
      const place = (thumbs = h("div", { class: "place" }));
      element.append(place); // put there once: a moved button loses the focus
      void loadExtra().then((extra) => place.append(extra.thumbs(rated, context)), () => {});
    }
    if (thumbs) thumbs.hidden = !last || rated.erased === true;
  };

  return {
    element,
    mark,

    /** Shows the message as it is now, and as it stands among its neighbours. */
    update(now: Message, nowBefore: Message | undefined, nowAfter: Message | undefined, nowReceipt: Receipt): void {
      const changed = now !== message;
      if (!changed && nowBefore === before && nowAfter === after && nowReceipt === receipt) return;
      [message, before, after, receipt] = [now, nowBefore, nowAfter, nowReceipt];
      if (changed) updateContent();
      updateFrame(changed);
    },

    /** Who says what, for those who listen. */
    spokenText(): string {
      const words = isNote(message) ? [] : [`${nameOf(message.author, context)}:`];
      const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) words.push(texts.currentNode.textContent!);
      return words.join(" ");
    },
  };
}

/** How a participant is called; one without a name by the role. */
export function nameOf({ name, role }: Participant, { i18n: { t } }: Context): string {
  return name || role === "system" ? name : t(role === "visitor" ? "you" : role);
}

/** Whether a message tells what happened instead of what somebody said. */
function isNote({ kind, parts }: Message): boolean {
  return (kind !== "message" && kind !== "action") || (parts.length > 0 && parts.every(({ type }) => type === "system"));
}

/** Whether two messages stand together as a run by the same author; with a note nothing does. */
function together(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || isNote(a) || isNote(b) || a.author.id !== b.author.id) return false;
  return Date.parse(b.at) - Date.parse(a.at) < groupPause && day(a) === day(b);
}

function day({ at }: Message): string {
  return new Date(at).toDateString();
}

/** What a message shows; what happened is said by the widget. */
function partsOf({ kind, parts, erased, author, event, value = "", to }: Message, context: Context): readonly Part[] {
  const { t } = context.i18n;
  const { messages, participants } = context.client.state;
  const note = (text: string) => [{ type: "system", text }];
  if (erased) return note(t("erased"));
  switch (kind) {
    case "message":
      return parts;
    case "action": {
      const target = messages.find(({ id }) => id === event);
      return [{ type: "text", text: (target && buttonTitle(target.parts, value)) || value }];
    }
    case "joined":
      return note(t(kind, { name: nameOf(author, context) }));
    case "assigned": {
      const who = [author, ...participants, ...messages.map((said) => said.author)].find(({ id }) => id === to);
      return note(who?.role === "bot" ? t("assignedBot") : t(kind, { name: who ? nameOf(who, context) : t("agent") }));
    }
    default:
      return note(t(kind === "handoff" ? kind : "ended"));
  }
}

/** The line under a message: when, whether it arrived, what went wrong. */
function stateOf({ key = "", status, error, truncated, edited }: Message, when: string | false, receipt: Receipt, { client, i18n: { t } }: Context): HTMLElement[] {
  const line = (...children: (HTMLElement | string)[]) => [h("div", { class: "meta" }, ...children)];
  if (status === "failed") {
    const act = (verb: "retry" | "discard") => {
      const click = ({ currentTarget }: Event) => {
        const log = (currentTarget as Element).closest<HTMLElement>("[role=log]");
        client[verb](key);
        focus(log); // the button goes away with the state
      };
      return h("button", { click }, t(verb));
    };
    return line(h("div", null, error ? `${t(status)}: ${error}` : t(status)), act("retry"), act("discard"));
  }
  const state = status === "sending" ? status : receipt;
  const marks = [truncated && t("truncated"), edited && t("edited"), when, state && t(state)].filter(Boolean);
  return marks.length > 0 ? line(marks.join(" · ")) : [];
}
