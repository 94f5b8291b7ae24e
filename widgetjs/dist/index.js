import {
  ChatWidget
} from "./chunk-FD35D4ZG.js";
import "./chunk-W4KFXA4W.js";
import "./chunk-DPN46NZF.js";

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
