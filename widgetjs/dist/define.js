import {
  ChatWidget
} from "./chunk-JWHHP7DJ.js";
import "./chunk-BWFU4BSI.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
