import {
  ChatWidget
} from "./chunk-LHT3CTMR.js";
import "./chunk-H3PFYMH3.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
