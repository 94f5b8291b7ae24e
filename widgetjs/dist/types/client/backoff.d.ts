import type { Environment } from "./environment.js";
import type { ChatError } from "./errors.js";
/**
 * How long to wait after so many failures (from 1) in a row, in milliseconds: random between 0.5 s and a bound that
 * doubles up to 20 s, so that clients that failed together do not come back together; at least what the server said.
 */
export declare function backoff(env: Environment, failures: number, { retryAfter }: ChatError): number;
