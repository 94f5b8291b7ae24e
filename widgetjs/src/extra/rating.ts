import type { Context } from "../ui/context.js";
import { focus, h } from "../ui/dom.js";

/** Asks how it was: one to five stars and a comment. What is given is told to the page. */
export function rating(context: Context): HTMLElement {
  const { t, count } = context.i18n;
  const stars = [1, 2, 3, 4, 5].map((n) =>
    h("label", { class: "star" }, h("input", { type: "radio", name: "stars", value: n, required: true, "aria-label": count("stars", n) }), h("span", { "aria-hidden": "true" }, "★")),
  );
  const comment = h("textarea", { rows: 2, "aria-label": t("comment"), placeholder: t("comment") });
  const submit = (event: Event) => {
    event.preventDefault();
    const { value } = element.querySelector<HTMLInputElement>(":checked")!;
    context.tell("chat:rating", { conversation: context.client.state.conversation, stars: Number(value), comment: comment.value.trim() });
    const thanks = h("p", { class: "system", role: "status", tabindex: -1 }, t("thanks"));
    element.replaceWith(thanks);
    focus(thanks); // the button that had the focus is gone
  };
  const element: HTMLFormElement = h(
    "form",
    { class: "form rating", part: "rating", submit },
    h("fieldset", null, h("legend", null, t("rate")), h("div", { class: "stars" }, ...stars)),
    comment,
    h("button", { type: "submit", class: "choice" }, t("submit")),
  );
  return element;
}
