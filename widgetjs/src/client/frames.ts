import type { ClientFrame, ErrorFrame, EventFrame, ServerFrame } from "../protocol.gen.js";
import { ChatError } from "./errors.js";
import { boolean, either, isObject, list, number, object, offset, optional, orNull, participant, string, type Check } from "./shape.js";

const target = either(string, offset);
const parts = list(object({ type: string, text: optional(string) }));
const readMark = object({ participant: string, offset });
const limits = object({ connections: number, rate: number, burst: number, payload: number, text: number, parts: number });
/** What refuses a frame or a request. */
export const failure = object<Pick<ErrorFrame, "code" | "message" | "key" | "retry_after">>({ code: string, message: string, key: optional(string), retry_after: optional(number) });

/** The fields that the client relies on. Others may be there, and stay. */
const FRAMES: Readonly<Record<string, Check>> = {
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
};

const event = object({ conversation: string, offset, id: string, at: string, author: participant, kind: string, key: optional(string) });

const KINDS: Readonly<Record<string, Check>> = {
  message: object({ parts, reply: optional(offset), draft: optional(string) }),
  action: object({ event: target, value: string }),
  joined: object({ participant: string }),
  edited: object({ event: target, parts }),
  erased: object({ event: target }),
};

/** Whether a value is an event. One of a kind that is not known is one too: it has its place in the log. */
export function isEvent(value: unknown): value is EventFrame {
  if (!event(value)) return false;
  const { kind } = value as EventFrame;
  return !Object.hasOwn(KINDS, kind) || KINDS[kind]?.(value) === true;
}

/**
 * Reads a payload of the server. Frames of unknown types are left out before their fields are looked at. A payload
 * that is none, or has a known frame without what makes it one, throws a ChatError: nothing of it is applied.
 */
export function decode(payload: string): ServerFrame[] {
  let frames: unknown;
  try {
    frames = JSON.parse(payload);
  } catch (cause) {
    throw broken(cause);
  }
  if (!Array.isArray(frames)) throw broken();
  return frames.filter((frame): frame is ServerFrame => {
    if (!isObject(frame) || typeof frame.type !== "string") throw broken();
    if (!Object.hasOwn(FRAMES, frame.type)) return false;
    if (!FRAMES[frame.type]?.(frame)) throw broken();
    return true;
  });
}

/** Writes a payload of the client. */
export function encode(frames: readonly ClientFrame[]): string {
  return JSON.stringify(frames);
}

/** A broken payload says that something between here and the server meddles: this way does not work. */
function broken(cause?: unknown): ChatError {
  return new ChatError("unreachable", "The chat's answer could not be read.", { cause });
}
