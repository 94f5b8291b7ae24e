import type { EventFrame, ResetFrame, ServerFrame, WelcomeFrame } from "../protocol.gen.js";
import { unreachable, unreadable, type ChatError } from "./errors.js";
import { isEvent } from "./frames.js";
import type { Http, Request } from "./http.js";
import { Gap } from "./reduce.js";
import type { Store } from "./store.js";

type Place = WelcomeFrame | ResetFrame;

/**
 * Applies payloads to the store, each whole, and keeps the log without holes: where there may be one, it reads the newest
 * page and holds back what comes meanwhile, so that log and cursor always belong together. Fail is called when the log
 * cannot be read: the connection has to begin anew.
 */
export function createHistory(http: Http, store: Store, fail: (why: ChatError) => void) {
  let held: ServerFrame[] | undefined;
  let reading = new AbortController();

  /** Drops what is held back. Where the log was not read, the cursor did not move. */
  function forget(): void {
    reading.abort();
    held = undefined;
  }

  /** Reads the log anew; frames follow it. Place is the frame of theirs that wants it, undefined for a hole that was found. */
  async function begin(frames: readonly ServerFrame[], place?: Place): Promise<void> {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    const at = place ? frames.indexOf(place) + 1 : 0;
    held = frames.slice(at);
    const before = frames.slice(0, at).filter((f) => f.type !== "event" && f.type !== "cursor"); // the page has them
    const { conversation = null } = place ?? frames.find((f) => f.type === "event") ?? {};
    try {
      const events = conversation === null || place?.head === 0 ? [] : await read(conversation, { signal });
      if (signal.aborted) return;
      const after = held;
      held = undefined;
      store.dispatch(...before, { type: "page", conversation, events, cursor: place?.cursor }, ...after);
    } catch (error) {
      if (signal.aborted) return;
      held = undefined;
      fail(unreachable(error));
    }
  }

  async function read(conversation: string, request: Request, query?: { before: number }): Promise<EventFrame[]> {
    const { events } = await http.json(`conversations/${encodeURIComponent(conversation)}/events`, request, query);
    if (!isRun(events)) throw unreadable();
    return events;
  }

  return {
    forget,

    /** Takes the next payload. One that begins with welcome is the first of a connection. */
    receive(frames: readonly ServerFrame[]): void {
      if (frames[0]?.type === "welcome") forget();
      const place = frames.findLast(isPlace);
      if (place) return void begin([...(held ?? []), ...frames], place);
      if (held) return void held.push(...frames);
      try {
        store.dispatch(...frames);
      } catch (error) {
        if (!(error instanceof Gap)) throw error;
        void begin(frames);
      }
    },

    /** Puts the page before the oldest event into the log. It never rejects. */
    async older(): Promise<void> {
      const { state: { older, conversation }, log: [first] } = store.model;
      if (older !== "more" || conversation === null) return;
      store.dispatch({ type: "state", state: { older: "loading" } });
      const events = await read(conversation, {}, { before: first?.offset ?? 0 }).catch(() => []); // asking again is all there is to do
      store.dispatch({ type: "older", conversation, events }, { type: "state", state: { older: "unknown" } });
    },
  };
}

/** Whether a value is a list of events without holes. */
export function isRun(events: unknown): events is EventFrame[] {
  return Array.isArray(events) && events.every(isEvent) && events.every((e, i) => e.offset === (events[0] as EventFrame).offset + i);
}

/** Whether a frame says that what is there may have a hole before the place that it names. */
function isPlace(frame: ServerFrame): frame is Place {
  return frame.type === "reset" || (frame.type === "welcome" && !frame.recovered && frame.head > 0);
}
