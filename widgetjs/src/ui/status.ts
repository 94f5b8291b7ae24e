import type { Connection } from "../client/index.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";

/** How long a lost connection may take to come back before anyone is told, in milliseconds. */
const patience = 1500;

/** What is worth a notice. */
type Told = "reconnecting" | "offline" | "refused";

/** Says how it stands with the connection: in the header always, in a notice when it matters. */
export class Status {
  readonly line = h("span", { class: "status" });
  readonly notice = h("div", { class: "notice", role: "status", hidden: true });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told: Told | null = null;

  constructor(readonly context: Context) {}

  update({ state, reason }: Connection): void {
    const { t } = this.context.i18n;
    setText(this.line, state === "online" || state === "connecting" ? t(state) : "");
    attribute(this.line, "class", `status ${state}`);
    const tell = worthTelling(state, reason);
    if (tell === this.#told) return;
    const wait = tell === "reconnecting" && this.#told === null ? patience : 0;
    this.#told = tell;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.notice.hidden = tell === null;
      setText(this.notice, tell ? t(tell) : "");
    }, wait);
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }
}

function worthTelling(state: Connection["state"], reason: string | undefined): Told | null {
  if (state === "offline" && reason !== undefined) return "refused";
  return state === "offline" || state === "reconnecting" ? state : null;
}
