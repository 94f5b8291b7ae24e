import {
  ChatWidget
} from "./chunk-FD35D4ZG.js";
import "./chunk-W4KFXA4W.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
