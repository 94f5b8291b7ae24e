import {
  ChatWidget
} from "./chunk-C5XO7HSJ.js";
import "./chunk-XRHH35JF.js";

// src/index.ts
export * from "./client.js";
function init(options = {}) {
  if (!customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
  const widget = document.querySelector("chat-widget") ?? document.createElement("chat-widget");
  widget.configure(options);
  if (!widget.isConnected) document.body.append(widget);
  return widget;
}
export {
  ChatWidget,
  init
};
