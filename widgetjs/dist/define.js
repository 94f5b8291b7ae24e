import {
  ChatWidget
} from "./chunk-MCVLIP2L.js";
import "./chunk-PA7N3IRC.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
