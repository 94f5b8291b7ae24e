import type { Message } from "../client/index.js";

/** The type of the part that carries a form's answers; it stands beside a text part that says them in words. */
export const formAnswer = "x-form";

/** Returns the id of the form that a message of one's own answers, if it does. */
export function answeredBy({ own, parts }: Message): unknown {
  return own && parts.find(({ type }) => type === formAnswer)?.["form"];
}

/** Marks a form as sent; what was entered stays readable. */
export function finish(form: HTMLFormElement): void {
  form.dataset["done"] = "";
  for (const control of form.elements) {
    if (control.matches("button")) control.setAttribute("aria-disabled", "true");
    else (control as HTMLInputElement).disabled = true;
  }
}
