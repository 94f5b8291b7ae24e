import {
  ChatWidget
} from "./chunk-JFSSW76C.js";
import "./chunk-LNSMUYAQ.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
