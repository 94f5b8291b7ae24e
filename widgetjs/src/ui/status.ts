import type { Connection } from "../client/index.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";

/** How long a lost connection may take to come back before anyone is told, in milliseconds. */
const patience = 1500;

/** Says how it stands with the connection: in the header always, in a notice when it matters. */
export class Status {
  readonly line = h("span", { class: "status" });
  readonly notice = h("div", { class: "notice", role: "status", hidden: true });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: Connection["state"] = "idle";

  constructor(readonly context: Context) {}

  update({ state, reason }: Connection): void {
    const { t } = this.context.i18n;
    const word = state === "offline" && reason !== undefined ? "refused" : state;
    setText(this.line, state === "online" || state === "connecting" ? t(state) : "");
    attribute(this.line, "class", `status ${state}`);
    if (state === this.#shown) return;
    this.#shown = state;
    clearTimeout(this.#timer);
    const wanted = word === "idle" || word === "online" || word === "connecting" ? "" : t(word);
    if (wanted === "") this.#show("");
    else this.#timer = setTimeout(() => this.#show(wanted), this.notice.hidden && state === "reconnecting" ? patience : 0);
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #show(text: string): void {
    this.notice.hidden = text === "";
    setText(this.notice, text);
  }
}
