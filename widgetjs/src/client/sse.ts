import { ChatError, unreachable } from "./errors.js";
import { decode } from "./frames.js";
import { EventStreamParser } from "./event-stream.js";
import type { Open } from "./transport.js";

/** Frames by Server-Sent Events over fetch, one way: unlike EventSource it sends a bearer token and sees the status. */
export const openSse: Open = ({ http, conversation, cursor }, told) => {
  const abort = new AbortController();

  const read = async () => {
    const url = http.url("sse", { conversation, cursor });
    const response = await http.open(url, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    if (response.status === 204) throw new ChatError("unauthenticated", "There is no session.");
    const stream = /^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "") ? response.body : null;
    if (stream === null) throw new ChatError("unreachable", "The answer is no event stream.");
    const parser = new EventStreamParser((data) => told.payload(decode(data)));
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (abort.signal.aborted) return;
      if (done) throw new ChatError("unreachable", "The stream ended.");
      parser.push(value);
    }
  };
  read().catch((error: unknown) => {
    if (abort.signal.aborted) return;
    abort.abort();
    told.closed(unreachable(error));
  });
  return { close: () => abort.abort() };
};
