// src/define.ts
import { ChatWidget } from "./element.js";
if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
export {
  ChatWidget
};
