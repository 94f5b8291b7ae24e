import type { Part } from "../client/index.js";
import { finish, formAnswer } from "../parts/answered.js";
import { focus, h } from "../ui/dom.js";
import type { PartContext } from "../parts/context.js";
import { listOf, textOf } from "../parts/fields.js";

type Field = Readonly<Record<string, unknown>>;
/** What a form needs of what is around it; one before the conversation belongs to no message. */
type Form = Pick<PartContext, "i18n" | "send">;
type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const inputKinds = new Set(["email", "tel", "number"]);

/**
 * Shows a form. Its answers are sent as an ordinary message: a text that people
 * and bots can read, and an `x-form` part with `form` (its id) and `values` for programs.
 */
export function form(part: Part, context: Form): HTMLElement {
  const fields = listOf(part["fields"]);
  const inputs = fields.map((field) => input(field, context));
  const id = textOf(part["id"]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (element.dataset["done"] !== undefined) return;
    const answers = inputs.map((entry) => answer(entry, context));
    const lines = fields.map((field, i) => `${textOf(field["label"])}: ${answers[i]}`);
    const values = Object.fromEntries(fields.map((field, i) => [textOf(field["name"]), answers[i]]));
    const taken = context.send([
      { type: "text", text: lines.filter((_, i) => answers[i]).join("\n") || "–" },
      { type: formAnswer, fallback: "–", form: id, values },
    ]);
    if (!taken) return; // the page keeps it from being sent; it may be tried again
    const wrote = element.matches(":focus-within");
    finish(element);
    if (wrote) focus(button); // the field that had the focus is disabled now
  };
  const labels = fields.map((field, i) => label(field, inputs[i]!));
  const button = h("button", { type: "submit", class: "choice" }, textOf(part["submit"]) || context.i18n.t("submit"));
  const element = h("form", { class: "form", "data-form": id, submit }, ...labels, button);
  return element;
}

function input(field: Field, { i18n }: Form): Input {
  const kind = textOf(field["kind"]);
  const props = { name: textOf(field["name"]), required: field["required"] === true };
  if (kind === "textarea") return h("textarea", { ...props, rows: 3 });
  if (kind === "checkbox") return h("input", { ...props, type: kind });
  if (kind !== "select") return h("input", { ...props, type: inputKinds.has(kind) ? kind : "text" });
  const options = Array.isArray(field["options"]) ? field["options"].map(textOf) : [];
  return h("select", props, h("option", { value: "" }, i18n.t("choose")), ...options.map((o) => h("option", { value: o }, o)));
}

function label(field: Field, entry: Input): HTMLElement {
  const name = h("span", null, h("bdi", null, textOf(field["label"])), field["required"] === true && h("i", { "aria-hidden": "true" }, " *"));
  return h("label", { class: entry.type }, name, entry);
}

function answer(entry: Input, { i18n }: Form): string {
  return entry.type === "checkbox" ? i18n.t((entry as HTMLInputElement).checked ? "yes" : "no") : entry.value.trim();
}
