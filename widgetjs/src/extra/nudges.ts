import { h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import type { Nudge } from "../ui/options.js";
import type { View } from "../ui/view.js";
import { Preference } from "./preference.js";

/** How long one that was answered or dismissed stays away unless it says otherwise, in hours. */
const usualPause = 24;

/**
 * Words that come up beside the launcher by themselves: after a time, at a depth of the page, when the pointer leaves
 * for the tabs above. A page shows one of them at most; one that the visitor has dismissed or answered stays away for
 * its pause. Who has talked already, or does now, is left alone.
 */
export class Nudges {
  readonly #stop = new AbortController();
  readonly #answered = new Preference("nudge");
  #timers: ReturnType<typeof setTimeout>[] = [];
  #shown: HTMLElement | null = null;
  #spent = false;

  constructor(private readonly view: View, nudges: readonly Nudge[]) {
    for (const nudge of nudges) this.#await(nudge);
  }

  /** Shows one now, because the page asks for it: only who talks already is left alone. */
  show({ text, pause = usualPause }: Nudge): void {
    const { root, launcher, context } = this.view;
    if (this.view.isOpen || context.client.state.messages.length > 0) return;
    this.hide();
    this.#spent = true;
    const answered = () => {
      this.#answered.value = String(Date.now() + pause * 3_600_000);
      this.hide();
    };
    const open = () => {
      answered();
      context.toggle(true);
    };
    const dismiss = () => {
      answered();
      launcher.element.focus({ preventScroll: true });
    };
    this.#shown = h(
      "div",
      { class: "nudge", part: "nudge", role: "status" },
      h("button", { class: "nudge-text", dir: "auto", click: open }, text),
      h("button", { class: "nudge-close", "aria-label": context.i18n.t("dismiss"), click: dismiss }, icon("close")),
    );
    root.append(this.#shown);
  }

  /** Takes away what is shown. */
  hide(): void {
    this.#shown?.remove();
    this.#shown = null;
  }

  destroy(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.hide();
  }

  #await(nudge: Nudge): void {
    const { signal } = this.#stop;
    const { after, scroll, exit } = nudge;
    const due = () => {
      if (!this.#spent && Date.now() > Number(this.#answered.value)) this.show(nudge);
    };
    if (after !== undefined) this.#timers.push(setTimeout(due, after * 1000));
    if (scroll !== undefined) addEventListener("scroll", () => depth() >= scroll && due(), { passive: true, signal });
    if (exit) document.addEventListener("mouseout", ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && due(), { signal });
  }
}

/** How far down the page is scrolled, in percent. */
function depth(): number {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight > clientHeight ? (100 * scrollTop) / (scrollHeight - clientHeight) : 0;
}
