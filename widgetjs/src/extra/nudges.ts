import { listOf, textOf } from "../parts/fields.js";
import { focus, h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import type { Nudge } from "../ui/options.js";
import type { View } from "../ui/view.js";
import { prefer, preference } from "./preference.js";

/** How long one that was answered or dismissed stays away unless it says otherwise, in hours. */
const usualPause = 24;

/**
 * Words that come up beside the launcher by themselves: after a time, at a depth of the page, when the pointer leaves
 * for the tabs above. A page shows one of them at most; one that the visitor has dismissed or answered stays away for
 * its pause. Who has talked already, or does now, is left alone.
 */
export function createNudges(view: View, nudges: unknown, signal: AbortSignal) {
  const { context, root, launcher } = view;
  let shown: HTMLElement | undefined;
  let spent = false;

  /** Takes away what is shown. */
  const hide = () => shown?.remove();

  /** Shows one now, because the page asks for it: only who talks already is left alone. */
  const show = ({ text, pause = usualPause }: Nudge) => {
    if (view.isOpen || context.client.state.messages.length > 0) return;
    hide();
    spent = true;
    const answered = () => {
      prefer("nudge", `${Date.now() + pause * 3_600_000}`);
      hide();
    };
    const open = () => {
      answered();
      context.toggle(true);
    };
    const dismiss = () => {
      answered();
      focus(launcher.element);
    };
    shown = h(
      "div",
      { class: "nudge", part: "nudge", role: "status" },
      h("button", { class: "nudge-text", dir: "auto", click: open }, textOf(text)),
      h("button", { class: "nudge-close", "aria-label": context.i18n.t("dismiss"), click: dismiss }, icon("close")),
    );
    root.append(shown);
  };

  for (const nudge of listOf(nudges) as unknown as readonly Nudge[]) {
    const { after, scroll, exit } = nudge;
    const due = () => {
      if (!signal.aborted && !spent && Date.now() > Number(preference("nudge"))) show(nudge);
    };
    if (after !== undefined) setTimeout(due, after * 1000);
    if (scroll !== undefined) addEventListener("scroll", () => depth() >= scroll && due(), { passive: true, signal });
    if (exit) document.addEventListener("mouseout", ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && due(), { signal });
  }

  return { show, hide };
}

/** How far down the page is scrolled, in percent. */
function depth(): number {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight > clientHeight ? (100 * scrollTop) / (scrollHeight - clientHeight) : 0;
}
