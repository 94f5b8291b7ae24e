import type { ServerFrame } from "../protocol.gen.js";
import { ChatError, unreachable } from "./errors.js";
import { decode } from "./frames.js";
import type { Open } from "./transport.js";

/** How long the server may hold a poll, in seconds. */
const WAIT = 25;
/** The least time between two polls of which the first brought nothing, in milliseconds. */
const REST = 1000;

/** Frames by long polling: one request after the other, each with the cursor of the last answer that was applied. */
export const openLongPoll: Open = ({ env, http, conversation, cursor, tab }, told) => {
  const abort = new AbortController();
  const url = http.url("poll");

  const poll = async (place: string | null, first: boolean): Promise<string | null> => {
    const body = { connection: tab, wait: WAIT, ...(first ? { first } : {}), ...(conversation === null ? {} : { conversation }), ...(place === null ? {} : { cursor: place }) };
    const response = await http.open(url, { method: "POST", body, signal: abort.signal });
    if (response.status === 204) return place; // superseded by a poll that is not there any more
    const frames = decode(await response.text());
    if (abort.signal.aborted) return place;
    told.payload(frames);
    return nextCursor(frames) ?? place;
  };

  const loop = async () => {
    let place = await poll(cursor, true);
    while (!abort.signal.aborted) {
      const start = env.now();
      const next = await poll(place, false);
      // Whatever answers at once and with nothing must not be asked in a tight loop.
      const rest = next === place ? REST - (env.now() - start) : 0;
      if (rest > 0) await new Promise<void>((wake) => env.after(rest, wake));
      place = next;
    }
  };
  loop().catch((error: unknown) => {
    if (abort.signal.aborted) return;
    abort.abort();
    told.closed(unreachable(error));
  });
  return { close: () => abort.abort() };
};

/** Every answer ends with the place after it; one that does not was not whole. */
function nextCursor(frames: readonly ServerFrame[]): string | undefined {
  const last = frames.findLast((f) => f.type === "cursor");
  if (last !== undefined) return last.cursor;
  if (frames.some((f) => f.type === "bye")) return undefined;
  throw new ChatError("unreachable", "The answer to the poll has no cursor.");
}
