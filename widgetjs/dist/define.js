import {
  ChatWidget
} from "./chunk-LXN7OFM5.js";
import "./chunk-AGX7XH7P.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
