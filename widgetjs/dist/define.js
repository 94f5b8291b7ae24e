import {
  ChatWidget
} from "./chunk-JKXASPGR.js";
import "./chunk-OIJBR4C2.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
