import {
  ChatWidget
} from "./chunk-QLPGXWGS.js";
import "./chunk-BX6LJH36.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
