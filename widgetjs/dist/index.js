import {
  ChatWidget
} from "./chunk-RZ5I447K.js";
import "./chunk-IB4TNS3R.js";
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
