import type { Message } from "../client/index.js";
/** What a message says, as plain text: for a transcript and for a notification. */
export declare function textOfMessage({ parts, value }: Message): string;
