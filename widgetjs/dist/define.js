import {
  ChatWidget
} from "./chunk-747N7JMT.js";
import "./chunk-OM4S4MTO.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
