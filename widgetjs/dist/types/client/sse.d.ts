import type { Open } from "./transport.js";
/** Frames by Server-Sent Events over fetch, one way: unlike EventSource it sends a bearer token and sees the status. */
export declare const openSse: Open;
