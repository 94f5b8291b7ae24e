import { ChatError } from "./errors.js";
import { eventStream } from "./event-stream.js";
import type { Open } from "./transport.js";

/** Frames by Server-Sent Events over fetch, one way: unlike EventSource it sends a bearer token and sees the status. */
export const openSse: Open = async ({ http, place }, payload, signal) => {
  const response = await http.open("sse", { headers: { Accept: "text/event-stream" }, signal }, place);
  if (response.status === 204) throw new ChatError("unauthenticated", "There is no session.");
  if (!/^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "")) throw new ChatError("unreachable", "The answer is no event stream.");
  const push = eventStream(payload);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    push(value);
  }
};
