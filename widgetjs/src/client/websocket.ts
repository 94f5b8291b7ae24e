import { PROTOCOL_VERSION, SUBPROTOCOL } from "../protocol.gen.js";
import { ChatError, unreachable } from "./errors.js";
import { decode, encode } from "./frames.js";
import type { Open } from "./transport.js";

/** Frames by WebSocket, both ways. The token, if any, travels in hello and never in a URL. */
export const openWebSocket: Open = ({ env, http, conversation, cursor }, told) => {
  let socket: WebSocket | undefined;
  let over = false;

  const close = () => {
    over = true;
    socket?.close();
  };
  const end = (why: ChatError) => {
    if (over) return;
    close();
    told.closed(why);
  };

  const connect = (WebSocket: NonNullable<typeof env.WebSocket>) => {
    const opened = new WebSocket(http.url("ws").replace(/^http/, "ws"), SUBPROTOCOL);
    opened.onopen = () => {
      opened.send(encode([{
        type: "hello",
        v: PROTOCOL_VERSION,
        ...(conversation === null ? {} : { conversation }),
        ...(cursor === null ? {} : { cursor }),
        ...(http.token === null ? {} : { token: http.token }),
      }]));
    };
    opened.onmessage = ({ data }) => {
      if (over) return;
      try {
        told.payload(decode(String(data)));
      } catch (error) {
        end(unreachable(error));
      }
    };
    opened.onclose = () => end(new ChatError("unreachable", "The connection was closed."));
    return opened;
  };

  if (env.WebSocket === undefined) {
    queueMicrotask(() => end(new ChatError("unreachable", "There is no WebSocket here.")));
  } else {
    try {
      socket = connect(env.WebSocket); // throws where a policy of the page forbids it
    } catch (error) {
      queueMicrotask(() => end(unreachable(error)));
    }
  }
  return {
    close,
    send(frames) {
      try {
        socket?.send(encode(frames));
      } catch (error) {
        queueMicrotask(() => end(unreachable(error)));
      }
    },
  };
};
