/** The type of the part that carries a form's answers; it stands beside a text part that says them in words. */
export declare const formAnswer = "x-form";
/** Marks a form as sent; what was entered stays readable. */
export declare function finish(form: HTMLFormElement): void;
