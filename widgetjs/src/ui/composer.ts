import type { State } from "../client/index.js";
import type { Context } from "./context.js";
import { attribute, h, setText } from "./dom.js";
import { keepDraft, loadDraft } from "./draft.js";
import { icon } from "./icons.js";
import { createStop } from "./stop.js";

/** Where the visitor writes. */
export type Composer = ReturnType<typeof createComposer>;

/**
 * Makes the composer.
 * @param fitted called when its height may have changed
 */
export function createComposer(context: Context, fitted: () => void) {
  const { client, server, i18n: { t }, send } = context;
  /** Characters a message may have; Infinity before the server has said it. */
  let limit = Infinity;
  /** Whether what is written can be sent. */
  let ready = false;

  const count = h("span", { class: "count", id: "count" });
  const input = h("textarea", {
    rows: 1,
    part: "input",
    dir: "auto",
    "aria-label": t("write"),
    "aria-describedby": "count",
    placeholder: t("write"),
    enterkeyhint: "send",
    input: () => written(),
    blur: () => client.typing(false),
    keydown: (event: KeyboardEvent) => {
      // While an input method composes, Enter chooses a word (Safari tells it by the code only).
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    },
  });
  const button = h(
    "button",
    {
      class: "send",
      part: "send",
      "aria-label": t("send"),
      mousedown: (event: Event) => event.preventDefault(), // the keyboard of a phone stays open
      click: () => submit(),
    },
    icon("send"),
  );
  const stop = createStop(context, input);
  const element = h("div", { class: "composer", part: "composer" }, input, count, stop.element, button);
  // A phone that is turned breaks the lines elsewhere. A frame later, for observers may not change what they observe.
  new ResizeObserver(() => requestAnimationFrame(fit)).observe(input);
  input.value = loadDraft(server);

  const written = () => {
    keepDraft(server, input.value);
    client.typing(input.value !== "");
    show();
    fit();
  };

  const submit = () => {
    if (!ready || !send(input.value.trim())) return;
    input.value = "";
    written();
  };

  const show = () => {
    const text = input.value.trim();
    // Counting code points is only worth it near the limit; there are at most as many as UTF-16 units.
    const left = limit - (text.length > limit * 0.9 ? [...text].length : text.length);
    const over = left < 0;
    ready = text !== "" && !over;
    attribute(button, "aria-disabled", `${!ready}`);
    attribute(input, "aria-invalid", over && "true");
    attribute(count, "role", over && "alert");
    setText(count, over ? `${left} ${t("tooLong")}` : left < limit * 0.1 ? `${left}` : "");
  };

  /** Makes the input as high as its text; its style bounds it. */
  const fit = () => {
    input.style.height = "auto"; // meanwhile the log may have more room, and be scrolled up for it
    if (input.scrollHeight) input.style.height = `${input.scrollHeight}px`;
    fitted();
  };

  return {
    element,
    input,
    fit,
    update(state: State): void {
      limit = state.limits?.text ?? Infinity;
      stop.update(state);
      show();
    },
  };
}
