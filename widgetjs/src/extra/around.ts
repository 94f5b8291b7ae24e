import type { Message, State } from "../client/index.js";
import { h } from "../ui/dom.js";
import type { Nudge } from "../ui/options.js";
import { nameOf } from "../ui/row.js";
import type { View } from "../ui/view.js";
import { Alerts } from "./alerts.js";
import { form } from "./form.js";
import { Menu } from "./menu.js";
import { Nudges } from "./nudges.js";
import { rating } from "./rating.js";
import { download, transcript } from "./transcript.js";
import type { Format } from "./transcript.js";

/** The id of the form before the first message. */
const prechatId = "prechat";

/** What stands around a conversation: alerts, the menu, the form before it, the rating after it, nudges. */
export class Around {
  readonly #alerts: Alerts;
  readonly #nudges: Nudges;
  readonly #unsubscribe: () => void;
  #menu: Menu | null = null;
  #prechat: HTMLElement | null = null;
  #rating: HTMLElement | null = null;

  constructor(private readonly view: View) {
    const { client, options } = view.context;
    this.#alerts = new Alerts(view);
    this.#nudges = new Nudges(view, options.nudges ?? []);
    this.#unsubscribe = client.subscribe((state, previous) => this.changed(state, previous));
    this.render(client.state);
  }

  changed(state: State, previous: State): void {
    this.#alerts.changed(state, previous);
    if (state.messages.length > 0) this.#nudges.hide();
    this.render(state);
  }

  /** Puts into the window what belongs there now; called when it is opened too. */
  render(state: State): void {
    if (this.view.isOpen) this.#nudges.hide();
    this.#renderPrechat(state);
    this.#renderRating(state);
  }

  /** Opens or closes the menu. */
  toggleMenu(button: HTMLElement): void {
    if (!this.#menu) {
      this.#menu = new Menu(button, this.#items());
      button.after(this.#menu.element);
    }
    this.#menu.toggle();
  }

  nudge(nudge: Nudge): void {
    this.#nudges.show(nudge);
  }

  export(format: Format): Promise<string> {
    const { context } = this.view;
    return transcript(context.client, context.i18n, (message: Message) => nameOf(message.author, context), format);
  }

  destroy(): void {
    this.#unsubscribe();
    this.#alerts.destroy();
    this.#nudges.destroy();
  }

  #items() {
    const { t } = this.view.context.i18n;
    const alerts = this.#alerts;
    const toggleNotifications = async () => {
      const wanted = !alerts.notifications;
      return (await alerts.allowNotifications(wanted)) === wanted ? undefined : t("blocked");
    };
    const save = (format: Format, type: string, extension: string) => async () =>
      download(await this.export(format), `chat-${new Date().toISOString().slice(0, 10)}.${extension}`, type);
    return [
      { label: t("sound"), checked: () => alerts.sound, press: () => void (alerts.sound = !alerts.sound) },
      ...("Notification" in globalThis ? [{ label: t("notify"), checked: () => alerts.notifications, press: toggleNotifications }] : []),
      { label: t("asText"), press: save("text", "text/plain;charset=utf-8", "txt") },
      { label: t("asJson"), press: save("json", "application/json", "json") },
    ];
  }

  #renderPrechat({ conversation, messages }: State): void {
    const { window, context } = this.view;
    const { prechat } = context.options;
    if (!window) return;
    const wanted = prechat && conversation === null && messages.length === 0;
    if (!wanted) {
      if (!this.#prechat) return;
      const hadFocus = this.#prechat.matches(":focus-within");
      this.#prechat.remove();
      this.#prechat = null;
      window.composer.element.hidden = false;
      if (hadFocus) window.composer.input.focus({ preventScroll: true });
    } else if (!this.#prechat) {
      const { t } = context.i18n;
      const { i18n, server, send } = context;
      const part = { type: "form", id: prechatId, fields: prechat.fields, submit: prechat.submit || t("begin") };
      const fields = form(part, { message: noMessage, server, i18n, send, press: () => {} });
      this.#prechat = h("div", { class: "prechat" }, h("h3", null, prechat.title || t("before")), fields);
      window.log.after.append(this.#prechat);
      const wrote = window.composer.element.matches(":focus-within"); // the person has just opened the window
      window.composer.element.hidden = true;
      if (wrote) this.#prechat.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
    }
  }

  #renderRating({ ended }: State): void {
    const { window, context } = this.view;
    if (!window || !context.options.rating) return;
    if (!ended) {
      this.#rating?.remove();
      this.#rating = null;
    } else if (!this.#rating) {
      this.#rating = h("div", null, rating(context));
      window.log.after.append(this.#rating);
      window.scroll.settle();
    }
  }
}

/** Stands for the message that a form belongs to, where it belongs to none. */
const noMessage: Message = { id: "", offset: 0, at: "", author: { id: "", name: "", role: "system" }, kind: "message", parts: [], own: false, status: "sent" };
