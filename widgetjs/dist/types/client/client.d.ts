import { type Environment } from "./environment.js";
import type { Client, ClientOptions } from "./options.js";
/**
 * Makes a client. It sends nothing before start or send is called. Environment is for tests and for runtimes that are
 * no browser; what it does not name is the browser's.
 */
export declare function createClient(options: ClientOptions, environment?: Partial<Environment>): Client;
