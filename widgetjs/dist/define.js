import {
  ChatWidget
} from "./chunk-C5XO7HSJ.js";
import "./chunk-XRHH35JF.js";

// src/define.ts
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
