/**
 * The headless client: a conversation with the server as a state and a few
 * verbs, without any user interface. Importing it touches nothing and it may be
 * imported where there is no browser.
 */
export type * from "./state.js";
export type { Environment } from "./environment.js";
export type { Client, ClientOptions } from "./options.js";
export { createClient } from "./client.js";
export { ChatError } from "./errors.js";
export { VERSION } from "./version.js";
