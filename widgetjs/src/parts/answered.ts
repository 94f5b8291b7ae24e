/** The type of the part that carries a form's answers; it stands beside a text part that says them in words. */
export const formAnswer = "x-form";

/** Marks a form as sent; what was entered stays readable. */
export function finish(form: HTMLFormElement): void {
  form.dataset["done"] = "";
  for (const control of form.elements) {
    if (control.matches("button")) control.setAttribute("aria-disabled", "true");
    else (control as HTMLInputElement).disabled = true;
  }
}
