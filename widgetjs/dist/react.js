import {
  ChatWidget
} from "./chunk-RZ5I447K.js";
import "./chunk-IB4TNS3R.js";
import "./chunk-DPN46NZF.js";

// src/react/index.ts
import { createElement, useEffect, useImperativeHandle, useRef } from "react";
var events = {
  onReady: "chat:ready",
  onOpen: "chat:open",
  onClose: "chat:close",
  onBeforeSend: "chat:beforesend",
  onSend: "chat:send",
  onReceive: "chat:receive",
  onStatus: "chat:status",
  onUnread: "chat:unread",
  onConnection: "chat:connection",
  onAction: "chat:action",
  onFeedback: "chat:feedback",
  onRating: "chat:rating",
  onError: "chat:error"
};
function Chat({ ref, className, children, ...props }) {
  const element = useRef(null);
  const latest = useRef(props);
  const given = useRef({});
  useEffect(() => {
    latest.current = props;
    if (!customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
    element.current?.configure(changes(given.current, given.current = optionsOf(props)));
  });
  useEffect(() => {
    const widget = element.current;
    const listening = new AbortController();
    for (const [prop, type] of Object.entries(events)) {
      const call = (event) => latest.current[prop]?.(event);
      widget?.addEventListener(type, call, { signal: listening.signal });
    }
    return () => listening.abort();
  }, []);
  useImperativeHandle(ref, () => element.current, []);
  return createElement("chat-widget", { ref: element, class: className }, children);
}
function optionsOf(props) {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !(name in events)));
}
function changes(before, now) {
  const gone = Object.keys(before).filter((name) => !(name in now)).map((name) => [name, name === "open" ? false : null]);
  const changed = Object.entries(now).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value));
  return Object.fromEntries([...gone, ...changed]);
}
export {
  Chat,
  ChatWidget
};
