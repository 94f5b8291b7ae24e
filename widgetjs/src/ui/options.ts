/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** Default: text. */
  readonly kind?: "text" | "email" | "tel" | "number" | "textarea" | "select" | "checkbox";
  readonly required?: boolean;
  /** Of a select. */
  readonly options?: readonly string[];
}

/** What a visitor fills in before the first message; the answers are sent as that message. */
export interface Prechat {
  /** What stands above. */
  readonly title?: string;
  readonly fields: readonly Field[];
  /** What stands on the button. */
  readonly submit?: string;
}

/** Words that come up beside the launcher, and when. */
export interface Nudge {
  readonly text: string;
  /** Seconds on the page. */
  readonly after?: number;
  /** How far down the page, in percent. */
  readonly scroll?: number;
  /** When the pointer leaves the page by its upper edge. */
  readonly exit?: boolean;
  /** For how many hours it stays away once the visitor has answered or dismissed one. Default 24. */
  readonly pause?: number;
}

/** What is shown around the conversation. All of it is off unless it is given. */
export interface AroundOptions {
  readonly prechat?: Prechat | null;
  readonly nudges?: readonly Nudge[] | null;
  /** Thumbs under the bot's answers, told by `chat:feedback`. */
  readonly feedback?: boolean;
  /** Asks how it was once a conversation has ended, told by `chat:rating`. */
  readonly rating?: boolean;
}
