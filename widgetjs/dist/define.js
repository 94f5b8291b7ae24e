import {
  ChatWidget
} from "./chunk-ULZ7NZ77.js";
import "./chunk-5FMJLIZS.js";
import "./chunk-DPN46NZF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
