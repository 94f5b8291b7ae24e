import {
  ChatWidget
} from "./chunk-LXN7OFM5.js";
import "./chunk-AGX7XH7P.js";
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
