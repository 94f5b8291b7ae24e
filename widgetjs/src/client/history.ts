import type { EventFrame, ResetFrame, ServerFrame, WelcomeFrame } from "../protocol.gen.js";
import { ChatError, unreachable } from "./errors.js";
import { isEvent } from "./frames.js";
import type { Http } from "./http.js";
import type { Change } from "./model.js";
import { Gap } from "./reduce.js";
import type { Store } from "./store.js";

/**
 * Applies payloads to the store, each whole, and keeps the log without holes: where there may be one, it reads the newest
 * page and holds back what comes meanwhile, so that log and cursor always belong together.
 */
export class History {
  #held: ServerFrame[] | undefined;
  #reading = new AbortController();

  /** Fail is called when the log cannot be read: the connection has to begin anew. */
  constructor(private readonly http: Http, private readonly store: Store, private readonly fail: (why: ChatError) => void) {}

  /** Takes the next payload. One that begins with welcome is the first of a connection. */
  receive(frames: readonly ServerFrame[]): void {
    if (frames[0]?.type === "welcome") this.forget();
    const place = frames.findLast(isPlace);
    if (place !== undefined) return this.#begin([...(this.#held ?? []), ...frames], place);
    if (this.#held !== undefined) return void this.#held.push(...frames);
    try {
      this.store.dispatch(...frames);
    } catch (error) {
      if (!(error instanceof Gap)) throw error;
      this.#begin(frames, undefined);
    }
  }

  /** Drops what is held back. Where the log was not read, the cursor did not move. */
  forget(): void {
    this.#reading.abort();
    this.#held = undefined;
  }

  /** Puts the page before the oldest event into the log. It never rejects. */
  async older(): Promise<void> {
    const { state, log } = this.store.model;
    const before = log[0]?.offset;
    if (state.older !== "more" || state.conversation === null || before === undefined) return;
    this.store.dispatch({ type: "loading", on: true });
    let page: Change[] = [];
    try {
      const events = await this.#read(state.conversation, { before });
      page = [{ type: "page", place: "older", conversation: state.conversation, events }];
    } catch {
      // it stays "more": asking again is all there is to do
    }
    this.store.dispatch(...page, { type: "loading", on: false });
  }

  /** Reads the log anew; frames follow it. Place is the frame of theirs that wants it, undefined for a hole that was found. */
  #begin(frames: readonly ServerFrame[], place: Place | undefined): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const at = place === undefined ? 0 : frames.indexOf(place) + 1;
    this.#held = frames.slice(at);
    const before = frames.slice(0, at).filter((f) => f.type !== "event" && f.type !== "cursor"); // the page has them
    const conversation = place === undefined ? (frames.find((f) => f.type === "event")?.conversation ?? null) : place.conversation;

    const finish = (log: Change, ...more: Change[]) => {
      const held = this.#held ?? [];
      this.#held = undefined;
      this.store.dispatch(...before, log, ...more, ...(place === undefined ? [] : [{ type: "cursor" as const, cursor: place.cursor }]), ...held);
    };
    const page = (events: readonly EventFrame[], of: string): Change => ({ type: "page", place: "newest", conversation: of, events });
    if (conversation === null) return finish({ type: "left" });
    if (place?.head === 0) return finish(page([], conversation));
    this.#read(conversation, {}, signal).then((events) => {
      if (!signal.aborted) finish(page(events, conversation));
    }).catch((error: unknown) => {
      if (signal.aborted) return;
      this.#held = undefined;
      this.fail(error instanceof Gap ? new ChatError("unreachable", "The log has a hole.", { cause: error }) : unreachable(error));
    });
  }

  async #read(conversation: string, query: { before?: number }, signal?: AbortSignal): Promise<EventFrame[]> {
    const path = `conversations/${encodeURIComponent(conversation)}/events`;
    const { events } = await this.http.json(path, signal === undefined ? {} : { signal }, query);
    if (!isRun(events)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    return events;
  }
}

type Place = WelcomeFrame | ResetFrame;

/** Whether a value is a list of events without holes. */
export function isRun(events: unknown): events is EventFrame[] {
  return Array.isArray(events) && events.every(isEvent) && events.every((e, i) => e.offset === (events[0] as EventFrame).offset + i);
}

/** Whether a frame says that what is there may have a hole before the place that it names. */
function isPlace(frame: ServerFrame): frame is Place {
  return frame.type === "reset" || (frame.type === "welcome" && !frame.recovered && frame.head > 0);
}
