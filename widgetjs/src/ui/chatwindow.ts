import type { State } from "../client/index.js";
import { Composer } from "./composer.js";
import type { Context } from "./context.js";
import { h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { Log } from "./log.js";
import { Panel } from "./panel.js";
import { Scroll } from "./scroll.js";
import { Status } from "./status.js";

/** The window and what is in it. */
export class ChatWindow {
  readonly log: Log;
  readonly scroll: Scroll;
  readonly composer: Composer;
  readonly status: Status;
  readonly panel: Panel;
  readonly #pill: HTMLButtonElement;
  /** Messages that came while the reader was further up. */
  #missed = 0;
  /** The first message when earlier ones were asked for. */
  #beginning: string | undefined;
  /** The visitor has sent something: it is to be seen. */
  #sent = false;

  constructor(readonly context: Context, answerTop: () => boolean, read: () => void, openMenu: (button: HTMLElement) => void) {
    this.log = new Log(context, (change) => this.scroll.keep(change));
    this.status = new Status(context);
    this.composer = new Composer(context, () => this.scroll.toEnd());
    this.scroll = new Scroll(this.log.element, this.log.list, {
      limit: () => (answerTop() ? this.log.answerTop(context.client.state) : Infinity),
      followed: () => {
        this.#missed = 0;
        this.#renderPill();
        read();
      },
      reachedTop: () => this.#reachedTop(),
    });
    this.#pill = h("button", { class: "pill", hidden: true, click: () => this.#toEnd() }, icon("down"), h("span"));
    this.panel = new Panel(
      context,
      openMenu,
      this.status.line,
      this.status.notice,
      h("div", { class: "body" }, this.log.element, this.#pill),
      this.composer.element,
      h("slot", { name: "footer" }),
    );
  }

  changed(state: State, previous: State, news: number): void {
    this.#missed += news;
    const newest = (s: State) => s.messages.findLast(({ own, offset }) => own && offset === 0)?.key;
    if (newest(state) !== undefined && newest(state) !== newest(previous)) this.#sent = true;
  }

  render(state: State, heading: string | null): void {
    setText(this.panel.title, heading || this.context.i18n.t("heading"));
    this.status.update(state.connection);
    this.composer.update(state);
    if (this.log.prepends(state)) this.scroll.keep(() => this.log.render(state));
    else this.log.render(state);
    if (this.#sent) this.scroll.toEnd();
    this.#sent = false;
    this.scroll.settle();
    this.#renderPill();
    this.scroll.check();
  }

  destroy(): void {
    this.scroll.destroy();
    this.status.destroy();
    this.panel.destroy();
  }

  /** Asks for earlier messages once for each beginning; after a failure the button in the log asks again. */
  #reachedTop(): void {
    const { older, messages } = this.context.client.state;
    if (!this.panel.isOpen || older !== "more" || messages[0]?.id === this.#beginning) return;
    this.#beginning = messages[0]?.id;
    void this.context.client.loadOlder();
  }

  #toEnd(): void {
    this.scroll.toEnd(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.log.element.focus({ preventScroll: true }); // the pill goes away with the focus on it
  }

  #renderPill(): void {
    const { t, count } = this.context.i18n;
    this.#pill.hidden = this.scroll.following;
    if (this.scroll.following) this.#missed = 0;
    setText(this.#pill.lastElementChild!, this.#missed ? count("new", this.#missed) : "");
    this.#pill.setAttribute("aria-label", this.#missed ? count("new", this.#missed) : t("latest"));
  }
}
