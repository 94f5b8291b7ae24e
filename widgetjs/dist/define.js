import {
  ChatWidget
} from "./chunk-A7HLEQL7.js";
import "./chunk-WYZ7655E.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
