import type { Connection, State } from "../client/index.js";
import { createComposer } from "./composer.js";
import type { Context } from "./context.js";
import { controlDialog } from "./dialog.js";
import { attribute, focus, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { createLog } from "./log.js";
import { createScroll } from "./scroll.js";
import type { Scroll } from "./scroll.js";

/** How long a lost connection may take to come back before anyone is told, in milliseconds. */
const patience = 1500;

/** The window and what is in it. */
export type ChatWindow = ReturnType<typeof createWindow>;

/**
 * Makes the window.
 * @param inline it is part of the page, always where it stands
 * @param setting returns an attribute of the widget's element
 * @param read called when the reader is at the end
 * @param signal ends it
 */
export function createWindow(
  context: Context,
  inline: boolean,
  setting: (name: string) => string | null,
  read: () => void,
  openMenu: (button: HTMLElement) => void,
  signal: AbortSignal,
) {
  const { client, toggle, i18n: { t, count } } = context;
  /** Messages that came while the reader was further up. */
  let missed = 0;
  /** The first message when earlier ones were asked for. */
  let beginning: string | undefined;
  /** The visitor has sent something: it is to be seen. */
  let sent = false;
  /** What is told of the connection. */
  let told = "";
  let telling: ReturnType<typeof setTimeout> | undefined;

  const title = h("bdi"); // it is the page's, and may run the other way
  const status = h("span");
  const notice = h("div", { class: "notice", role: "status" });
  const menu: HTMLElement = h(
    "button",
    { class: "close more", "aria-label": t("menu"), "aria-haspopup": "menu", "aria-expanded": "false", click: () => openMenu(menu) },
    icon("more"),
  );
  const header = h(
    "div",
    { class: "header", part: "header" },
    h("slot", { name: "avatar" }, h("div", { class: "brand" }, icon("chat"))),
    h("slot", { name: "header" }, h("div", { class: "heading" }, h("h2", { id: "title" }, title), status)),
    menu,
    h("button", { class: "close", "aria-label": t("close"), click: () => toggle(false) }, icon("close")),
  );
  const log = createLog(context, (change) => scroll.keep(change));
  const composer = createComposer(context, () => scroll.settle());
  const toEnd = () => {
    scroll.toEnd(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    focus(log.element); // the pill goes away with the focus on it
  };
  const pill = h("button", { class: "pill", click: toEnd }, icon("down"), h("span"));
  const escape = (event: Event) => {
    event.preventDefault();
    if (!inline) toggle(false);
  };
  const element = h(
    "dialog",
    {
      id: "panel",
      class: "panel",
      part: "panel",
      tabindex: -1,
      "aria-labelledby": "title",
      cancel: escape,
      keydown: (event: KeyboardEvent) => event.key === "Escape" && !event.isComposing && escape(event),
    },
    header,
    notice,
    h("div", { class: "body" }, log.element, pill),
    composer.element,
    h("slot", { name: "footer" }),
  );

  const renderPill = () => {
    pill.hidden = scroll.following();
    if (scroll.following()) missed = 0;
    const text = missed ? count("new", missed) : "";
    setText(pill.lastElementChild!, text);
    attribute(pill, "aria-label", text || t("latest"));
  };

  const scroll: Scroll = createScroll(
    log.element,
    log.list,
    () => (setting("scroll") === "answer-top" ? log.answerTop(client.state) : Infinity),
    () => {
      renderPill();
      read();
    },
    // Asks for earlier messages once for each beginning; after a failure the button in the log asks again.
    () => {
      const { older, messages } = client.state;
      if (!element.open || older !== "more" || messages[0]?.id === beginning) return;
      beginning = messages[0]?.id;
      void client.loadOlder();
    },
  );

  /** Says how it stands with the connection: in the header always, in a notice when it matters. */
  const renderStatus = ({ state, reason, attempt }: Connection) => {
    const fine = state === "online" || state === "connecting";
    const trouble = troubleOf(state, reason, attempt);
    setText(status, fine ? t(state) : "");
    attribute(status, "class", `status ${state}`);
    if (trouble === told) return;
    clearTimeout(telling);
    telling = setTimeout(() => setText(notice, trouble && t(trouble)), trouble === "reconnecting" && !told ? patience : 0);
    told = trouble;
  };

  return {
    element,
    log,
    scroll,
    composer,
    ...controlDialog(element, inline, signal),

    changed({ messages }: State, previous: State, news: number): void {
      const unsent = (all: State["messages"]) => all.findLast(({ own, offset }) => own && offset === 0)?.key;
      const key = unsent(messages);
      missed += news;
      if (key !== undefined && key !== unsent(previous.messages)) sent = true;
    },

    render(state: State): void {
      setText(title, setting("heading") || t("heading"));
      renderStatus(state.connection);
      composer.update(state);
      log.render(state);
      if (sent) scroll.toEnd();
      sent = false;
      scroll.settle();
      renderPill();
      scroll.check();
    },
  };
}

/** What there is to tell of a connection; nothing while it works, or is made for the first time. */
function troubleOf(state: Connection["state"], reason: string | undefined, attempt: number): "offline" | "reconnecting" | "refused" | "" {
  if (state === "offline") return reason === undefined ? state : "refused";
  // After a second attempt whoever has written something is to know why it waits.
  return state === "reconnecting" || (state === "connecting" && attempt > 1) ? "reconnecting" : "";
}
