import type { State } from "../client/index.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { Stop } from "./stop.js";

/** Where the visitor writes. */
export class Composer {
  readonly #count = h("span", { class: "count", id: "count" });
  readonly #button: HTMLButtonElement;
  readonly #stop: Stop;
  /** Characters a message may have; Infinity before the server has said it. */
  #limit = Infinity;
  readonly input: HTMLTextAreaElement;
  readonly element: HTMLElement;

  /** @param sent called after the visitor has sent a message */
  constructor(readonly context: Context, readonly sent: () => void) {
    const { t } = context.i18n;
    this.input = h("textarea", {
      rows: 1,
      part: "input",
      dir: "auto",
      "aria-label": t("write"),
      "aria-describedby": "count",
      placeholder: t("write"),
      enterkeyhint: "send",
      input: () => this.#written(),
      blur: () => context.client.typing(false),
      keydown: (event: KeyboardEvent) => this.#key(event),
    });
    this.#button = h(
      "button",
      {
        class: "send",
        part: "send",
        "aria-label": t("send"),
        // The keyboard of a phone stays open.
        mousedown: (event: Event) => event.preventDefault(),
        click: () => this.#send(),
      },
      icon("send"),
    );
    this.#stop = new Stop(context, () => this.input.focus({ preventScroll: true }));
    this.element = h("div", { class: "composer", part: "composer" }, this.input, this.#count, this.#stop.element, this.#button);
    this.input.value = context.draft.text;
    this.#show();
  }

  update(state: State): void {
    this.#limit = state.limits?.text ?? Infinity;
    this.#stop.update(state);
    this.#show();
  }

  /** Makes the input as high as its text; its style bounds it. */
  fit(): void {
    const { input } = this;
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${input.scrollHeight}px`;
  }

  #written(): void {
    this.context.draft.text = this.input.value;
    this.context.client.typing(this.input.value !== "");
    this.#show();
    this.fit();
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter chooses a word (Safari tells it by the code only).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #send(): void {
    const text = this.input.value.trim();
    if (text === "" || this.#left(text) < 0 || !this.context.send(text)) return;
    this.input.value = "";
    this.#written();
    this.sent();
  }

  #left(text: string): number {
    // Counting code points is only worth it near the limit; there are at most as many as UTF-16 units.
    return this.#limit - (text.length > this.#limit * 0.9 ? [...text].length : text.length);
  }

  #show(): void {
    const { t } = this.context.i18n;
    const text = this.input.value.trim();
    const left = this.#left(text);
    attribute(this.#button, "aria-disabled", String(text === "" || left < 0));
    attribute(this.input, "aria-invalid", left < 0 && "true");
    attribute(this.#count, "role", left < 0 && "alert");
    setText(this.#count, left < 0 ? `${left} ${t("tooLong")}` : left < this.#limit * 0.1 ? String(left) : "");
  }
}
