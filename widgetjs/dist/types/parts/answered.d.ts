import type { Message } from "../client/index.js";
/** The type of the part that carries a form's answers; it stands beside a text part that says them in words. */
export declare const formAnswer = "x-form";
/** Returns the id of the form that a message of one's own answers, if it does. */
export declare function answeredBy({ own, parts }: Message): unknown;
/** Marks a form as sent; what was entered stays readable. */
export declare function finish(form: HTMLFormElement): void;
