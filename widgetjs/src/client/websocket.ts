import { PROTOCOL_VERSION, SUBPROTOCOL } from "../protocol.gen.js";
import { encode } from "./frames.js";
import type { Open, Send } from "./transport.js";

/** Frames by WebSocket, both ways. The token, if any, travels in hello and never in a URL. */
export const openWebSocket: Open = ({ env, http, place }, payload, signal) => new Promise((resolve, reject) => {
  // It throws where there is none, and where a policy of the page forbids it.
  const socket = new env.WebSocket!(http.url("ws").replace(/^http/, "ws"), SUBPROTOCOL);
  const send: Send = (frames) => socket.send(encode(frames));
  signal.onabort = () => socket.close();
  socket.onopen = () => send([{ type: "hello", v: PROTOCOL_VERSION, ...place, token: (http.token ?? undefined)! }]);
  socket.onmessage = ({ data }) => {
    try {
      payload(String(data), send);
    } catch (error) {
      reject(error);
    }
  };
  socket.onclose = resolve;
});
