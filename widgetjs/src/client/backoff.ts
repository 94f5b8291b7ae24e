import type { Environment } from "./environment.js";
import type { ChatError } from "./errors.js";

const LEAST = 500;
const MOST = 20_000;
/** No server may make a client wait longer. Also, a timer of more than 2^31 ms would fire at once. */
const BOUND = 3_600_000;

/**
 * How long to wait after so many failures (from 1) in a row, in milliseconds: random between 0.5 s and a bound that
 * doubles up to 20 s, so that clients that failed together do not come back together; at least what the server said.
 */
export function backoff(env: Environment, failures: number, { retryAfter = 0 }: ChatError): number {
  const most = Math.min(MOST, 1000 * 2 ** (failures - 1));
  const wait = LEAST + env.random() * (most - LEAST);
  return Math.min(Math.max(wait, retryAfter * (1 + env.random() / 4)), BOUND);
}
