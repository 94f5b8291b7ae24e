import type { Open } from "./transport.js";
/** Frames by WebSocket, both ways. The token, if any, travels in hello and never in a URL. */
export declare const openWebSocket: Open;
