import { unreadable } from "./errors.js";
import type { Open } from "./transport.js";

/** How long the server may hold a poll, in seconds. */
const WAIT = 25;
/** The least time between two polls of which the first brought nothing, in milliseconds. */
const REST = 1000;

/** Frames by long polling: one request after the other, each with the cursor of the last answer that was applied. */
export const openLongPoll: Open = async ({ env, http, place, tab }, payload, signal) => {
  for (let first = true; !signal.aborted; first = false) {
    const start = env.now();
    const response = await http.open("poll", { body: { connection: tab, wait: WAIT, first, ...place }, signal });
    let { cursor } = place;
    if (response.status !== 204) { // else superseded by a poll that is not there any more
      const frames = payload(await response.text());
      if (signal.aborted) return;
      cursor = frames.findLast((f) => f.type === "cursor")?.cursor;
      // Every answer ends with the place after it; one that does not was not whole.
      if (cursor === undefined) throw unreadable();
    }
    // Whatever answers at once and with nothing must not be asked in a tight loop.
    const rest = first || cursor !== place.cursor ? 0 : start + REST - env.now();
    if (rest > 0) await new Promise<void>((wake) => env.after(rest, wake));
    place = { ...place, cursor: cursor! };
  }
};
