import type { ClientFrame, ErrorFrame, EventFrame, ServerFrame } from "../protocol.gen.js";
import { type Check } from "./shape.js";
/** What refuses a frame or a request. */
export declare const failure: Check<Pick<ErrorFrame, "code" | "key" | "message" | "retry_after">>;
/** Whether a value is an event. One of a kind that is not known is one too: it has its place in the log. */
export declare function isEvent(value: unknown): value is EventFrame;
/**
 * Reads a payload of the server. Frames of unknown types are left out before their fields are looked at. A payload
 * that is none, or has a known frame without what makes it one, throws a ChatError: nothing of it is applied.
 */
export declare function decode(payload: string): ServerFrame[];
/** Writes a payload of the client. */
export declare function encode(frames: readonly ClientFrame[]): string;
