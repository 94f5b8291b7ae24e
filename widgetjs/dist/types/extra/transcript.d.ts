import type { Client, Message } from "../client/index.js";
import type { I18n } from "../i18n/index.js";
/** The forms in which a conversation can be taken along. */
export type Format = "text" | "json";
/** Writes down the whole conversation; earlier messages are loaded first, as far as they can be. */
export declare function transcript(client: Client, i18n: I18n, nameOf: (message: Message) => string, format: Format): Promise<string>;
/** Gives the person a file. */
export declare function download(content: string, name: string, type: string): void;
