import type { ClientFrame, ErrorFrame, EventFrame, ServerFrame } from "../protocol.gen.js";
import { unreadable } from "./errors.js";
import { boolean, either, isObject, list, number, object, offset, optional, orNull, parse, participant, string, type Check } from "./shape.js";

const target = either(string, offset);
const parts = list(object({ type: string })); // all else is for who shows it: a type of the application's own may have a text that is none
const readMark = object({ participant: string, offset });
const limits = object({ connections: number, rate: number, burst: number, payload: number, text: number, parts: number });
/** What refuses a frame or a request. */
export const failure = object<Pick<ErrorFrame, "code" | "message" | "key" | "retry_after">>({ code: string, message: string, key: optional(string), retry_after: optional(number) });

/** The fields that the client relies on. Others may be there, and stay. */
const FRAMES = new Map<string, Check>(Object.entries({
  welcome: object({
    session: string, conversation: orNull(string), head: offset, cursor: string, recovered: boolean,
    heartbeat: number, limits, participants: list(participant), reads: list(readMark),
  }),
  event: isEvent,
  ack: object({ key: string, conversation: string, offset, id: string, at: string }),
  error: failure,
  delta: object({ draft: string, author: participant, from: offset, text: string, done: boolean }),
  typing: object({ author: participant, on: boolean, ttl: number }),
  read: readMark,
  presence: object({ participant: string, online: boolean }),
  cursor: object({ cursor: string }),
  reset: object({ conversation: orNull(string), head: offset, cursor: string }),
  bye: object({ code: string, reason: string, retry_after: optional(number) }),
  pong: object({}),
}));

const event = object({ conversation: string, offset, id: string, at: string, author: participant, kind: string, key: optional(string) });

const KINDS = new Map<string, Check>(Object.entries({
  message: object({ parts, reply: optional(offset), draft: optional(string) }),
  action: object({ event: target, value: string }),
  joined: object({ participant: string }),
  edited: object({ event: target, parts }),
  erased: object({ event: target }),
}));

/** Whether a value is an event. One of a kind that is not known is one too: it has its place in the log. */
export function isEvent(value: unknown): value is EventFrame {
  return event(value) && (KINDS.get((value as EventFrame).kind)?.(value) ?? true);
}

/**
 * Reads a payload of the server. Frames of unknown types are left out before their fields are looked at. A payload
 * that is none, or has a known frame without what makes it one, throws a ChatError: nothing of it is applied.
 */
export function decode(payload: string): ServerFrame[] {
  const frames = parse(payload);
  if (!Array.isArray(frames)) throw unreadable();
  return frames.filter((frame): frame is ServerFrame => {
    if (!isObject(frame) || !string(frame.type)) throw unreadable();
    const check = FRAMES.get(frame.type);
    if (check?.(frame) === false) throw unreadable();
    return check !== undefined;
  });
}

/** Writes a payload of the client. */
export function encode(frames: readonly ClientFrame[]): string {
  return JSON.stringify(frames);
}
