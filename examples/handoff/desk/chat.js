// What the desk needs of the protocol: requests, and the stream of one conversation.

/** A refusal of the server, in words that a person may read. */
export class ApiError extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/** Makes a request and returns its answer. */
export async function request(method, path, body, credentials) {
  const headers = { "Chat-Client": "desk/1" };
  if (body) headers["Content-Type"] = "application/json";
  if (credentials) {
    const bytes = new TextEncoder().encode(`${credentials.name.replaceAll(":", "")}:${credentials.secret}`);
    headers["Authorization"] = `Basic ${btoa(String.fromCharCode(...bytes))}`;
  }
  const response = await fetch(`chat/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new ApiError(answer.error);
  return answer;
}

/**
 * Follows a conversation from a cursor. An EventSource comes back by itself where the connection breaks, and brings the
 * cursor; where the server has ended it on purpose, it is opened anew.
 */
export function follow(conversation, cursor, on) {
  let source = null;
  let timer = 0;
  const connect = () => {
    source = new EventSource(`chat/sse?${new URLSearchParams({ conversation, cursor })}`);
    source.addEventListener("message", ({ data, lastEventId }) => {
      const frames = JSON.parse(data);
      cursor = lastEventId || cursor;
      if (frames.some(({ type }) => type === "reset")) return close(), on.reset();
      for (const frame of frames) {
        if (frame.type === "event") on.event(frame);
        if (frame.type === "bye") return end(frame);
      }
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) again(2);
    });
  };
  const again = (seconds) => {
    source.close();
    clearTimeout(timer);
    timer = setTimeout(connect, seconds * 1000);
  };
  const end = ({ code, reason, retry_after: seconds }) => {
    if (seconds) return again(seconds);
    close();
    on.gone(new ApiError({ code: code === "signed_out" ? "unauthenticated" : code, message: reason }));
  };
  const close = () => {
    clearTimeout(timer);
    source.close();
  };
  connect();
  return { close };
}
