import type { Message, Part, Participant } from "../client/index.js";
import { buttonTitle, markChosen } from "../parts/buttons.js";
import { finish } from "../parts/answered.js";
import type { PartContext } from "../parts/context.js";
import { renderPart } from "../parts/index.js";
import { loadExtra } from "../parts/rich.js";
import type { Keep } from "../parts/rich.js";
import { rewrite } from "../parts/text.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import type { Child } from "./dom.js";
import { icon } from "./icons.js";

/** How a message stands among its neighbours. */
export interface Place {
  /** The first of its day. */
  readonly day: boolean;
  /** The first and the last of a run by the same author. */
  readonly first: boolean;
  readonly last: boolean;
  /** What became of it, for the newest message of one's own that the server has. */
  readonly receipt: "sent" | "seen" | null;
}

/** A message in the list: made once, then changed where the message changed. */
export class Row {
  readonly element = h("div", { class: "row", part: "message" });
  message: Message;
  date: Date;
  /** The place that is shown, as a text to compare. */
  #placed = "";
  readonly #content = h("div", { class: "content" });
  readonly #spoken = h("span", { class: "hidden" });
  #parts: readonly Part[] = [];
  #nodes: Node[] = [];
  /** Where thumbs are, if they are. */
  #thumbs: HTMLElement | null = null;

  /**
   * @param answered ids of the forms that were answered
   * @param keep makes a change of the row without moving what is being read
   */
  constructor(message: Message, readonly context: Context, readonly answered: ReadonlySet<string>, readonly keep: Keep) {
    this.message = message;
    this.date = new Date(message.at);
    this.element.append(this.#spoken, this.#content);
  }

  /** Who stands at the message: for a note of the system nobody does. */
  get author(): string {
    return this.isNote ? "" : this.message.author.id;
  }

  /** Whether it tells what happened instead of what somebody said. */
  get isNote(): boolean {
    const { kind, parts } = this.message;
    return (kind !== "message" && kind !== "action") || (parts.length > 0 && parts.every(({ type }) => type === "system"));
  }

  /** Shows the message as it is now. */
  update(message: Message, place: Place): void {
    const placed = Object.values(place).join();
    const changed = message !== this.message || this.#placed === "";
    if (!changed && placed === this.#placed) return;
    this.message = message;
    this.#placed = placed;
    if (changed) {
      this.date = new Date(message.at);
      this.#updateContent();
    }
    this.#frame(place);
  }

  /** Who says what, for those who listen. */
  get spokenText(): string {
    const words = this.isNote ? [] : [`${nameOf(this.message.author, this.context)}:`];
    const texts = document.createTreeWalker(this.#content, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) words.push(texts.currentNode.textContent ?? "");
    return words.join(" ");
  }

  #updateContent(): void {
    const parts = this.#partsToShow();
    parts.forEach((part, i) => this.#updatePart(part, i));
    for (const node of this.#nodes.splice(parts.length)) this.#content.removeChild(node);
    this.#parts = parts;
    this.mark();
  }

  /** Marks the choice that was made and the forms that were answered. */
  mark(): void {
    markChosen(this.#content, this.message.chosen);
    for (const form of this.#content.querySelectorAll("form")) {
      if (this.answered.has(form.dataset["form"]!)) finish(form);
    }
  }

  #updatePart(part: Part, i: number): void {
    const before = this.#parts[i];
    if (before === part) return;
    const node = this.#nodes[i];
    if (before?.type === part.type && node instanceof HTMLElement && !this.context.parts.has(part.type)) {
      if (rewrite(node, part.type, part.text, this.context.i18n.t)) return;
    }
    const made = renderPart(part, this.#partContext(), this.context.parts, () => this.mark(), this.keep);
    if (node) this.#content.replaceChild(made, node);
    else this.#content.append(made);
    this.#nodes[i] = made;
  }

  #partContext(): PartContext {
    const { message, context } = this;
    const { server, i18n, send } = context;
    return { message, server, i18n, send, press: (value) => context.press(this.message, value) };
  }

  #partsToShow(): readonly Part[] {
    const { message, context } = this;
    const { t } = context.i18n;
    if (message.erased) return [{ type: "system", text: t("erased") }];
    if (message.kind === "message") return message.parts;
    if (message.kind === "action") return [{ type: "text", text: this.#pressedTitle() }];
    return [{ type: "system", text: this.#note() }];
  }

  #pressedTitle(): string {
    const { event, value = "" } = this.message;
    const target = this.context.client.state.messages.find(({ id }) => id === event);
    return (target && buttonTitle(target.parts, value)) || value;
  }

  #note(): string {
    const { message, context } = this;
    const { t } = context.i18n;
    switch (message.kind) {
      case "joined":
        return t("joined", { name: nameOf(message.author, context) });
      case "assigned": {
        const to = [message.author, ...context.client.state.participants].find(({ id }) => id === message.to);
        return to?.role === "bot" ? t("assignedBot") : t("assigned", { name: to ? nameOf(to, context) : t("agent") });
      }
      case "handoff":
        return t("handoff");
      default:
        return t("ended");
    }
  }

  /** Everything around the content: day, author, time, state. */
  #frame({ day, first, last, receipt }: Place): void {
    const { message, element, context, date, isNote } = this;
    const { i18n } = context;
    const side = isNote ? "note" : message.own ? "own" : "other";
    const name = nameOf(message.author, context);
    setText(this.#spoken, isNote ? "" : `${name}, ${i18n.time(date)}: `);
    attribute(element, "class", `row ${side}${first ? " first" : ""}${last ? " last" : ""} ${message.status}${message.draft ? " draft" : ""}`);
    attribute(element, "part", `message message-${side}`);
    attribute(element, "aria-busy", message.draft && "true");
    // The content stays where it is: a moved button loses the focus, a moved player stops.
    for (const child of [...element.children]) if (child !== this.#content && child !== this.#spoken && child !== this.#thumbs) child.remove();
    const before: Child[] = [
      day && h("div", { class: "day" }, h("time", { datetime: message.at }, i18n.day(date))),
      side === "other" && first && h("div", { class: "author", "aria-hidden": "true" }, h("bdi", null, name)),
      side === "other" && last && avatar(message.author, name),
    ];
    for (const child of before) if (child) this.#spoken.before(child);
    const meta = !isNote && this.#meta(last, receipt);
    if (meta) element.insertBefore(meta, this.#thumbs);
    if (context.options.feedback) this.#showThumbs(last);
  }

  #showThumbs(last: boolean): void {
    const { message, context, element } = this;
    if (!this.#thumbs && last && message.kind === "message" && message.author.role === "bot" && !message.draft) {
      const place = (this.#thumbs = h("div", { class: "place" }));
      void loadExtra().then(({ thumbs }) => place.append(thumbs(message, context)), () => {});
    }
    if (!this.#thumbs) return;
    this.#thumbs.hidden = !last || message.erased === true;
    if (!this.#thumbs.parentNode) element.append(this.#thumbs); // put there once: a moved button loses the focus
  }

  /** The line under a message: when, whether it arrived, what went wrong. */
  #meta(last: boolean, receipt: Place["receipt"]): HTMLElement | false {
    const { message, context } = this;
    const { t, time } = context.i18n;
    const { status, truncated, edited } = message;
    if (status === "failed") return failure(message, context);
    const marks = [
      truncated && t("truncated"),
      edited && t("edited"),
      last && time(this.date),
      status === "sending" ? t(status) : receipt && t(receipt),
    ].filter(Boolean);
    return marks.length > 0 && h("div", { class: "meta" }, marks.join(" · "));
  }
}

/** How a participant is called; one without a name by the role. */
export function nameOf({ name, role }: Participant, { i18n: { t } }: Context): string {
  if (name || role === "system") return name;
  return t(role === "visitor" ? "you" : role);
}

function avatar({ role }: Participant, name: string): HTMLElement {
  const initial = [...name.trim()][0]?.toLocaleUpperCase() ?? "";
  return h("div", { class: `avatar ${role}`, part: "avatar", "aria-hidden": "true" }, role === "bot" ? icon("bot") : initial);
}

function failure({ key = "", error }: Message, { client, i18n: { t } }: Context): HTMLElement {
  // The button that was pressed goes away with the state; the log takes the focus it had.
  const act = (verb: "retry" | "discard") => (event: Event) => {
    const log = (event.currentTarget as Element).closest<HTMLElement>("[role=log]");
    client[verb](key);
    log?.focus({ preventScroll: true });
  };
  return h(
    "div",
    { class: "meta" },
    h("div", null, error ? `${t("failed")}: ${error}` : t("failed")),
    h("button", { click: act("retry") }, t("retry")),
    h("button", { click: act("discard") }, t("discard")),
  );
}
