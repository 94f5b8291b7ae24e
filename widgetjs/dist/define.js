import {
  ChatWidget
} from "./chunk-RZ5I447K.js";
import "./chunk-IB4TNS3R.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
