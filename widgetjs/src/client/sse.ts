import { ChatError, unreadable } from "./errors.js";
import { eventStream } from "./event-stream.js";
import type { Open } from "./transport.js";

/** Frames by Server-Sent Events over fetch, one way: unlike EventSource it sends a bearer token and sees the status. */
export const openSse: Open = async ({ http, place }, payload, signal) => {
  const { body, headers, status } = await http.open("sse", { headers: { Accept: "text/event-stream" }, signal }, place);
  if (status === 204) throw new ChatError("unauthenticated", "There is no session.");
  if (!body || !/^text\/event-stream\b/i.test(headers.get("Content-Type") ?? "")) throw unreadable();
  await body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write: eventStream(payload) }));
};
