/**
 * The React component `chatmount/react`. It is the custom element with properties, events and a ref that fit React. On a
 * server it renders the element's tag and what stands in it; the browser registers the element when the component is first
 * shown.
 */
import { createElement, useEffect, useImperativeHandle, useRef } from "react";
import type { ReactElement, ReactNode, Ref } from "react";
import { ChatWidget, type WidgetEventMap, type WidgetOptions } from "../element.js";

export { ChatWidget };
export type { WidgetEventMap, WidgetOptions };

/** A listener of one of the element's events. */
type Listener<Name extends keyof WidgetEventMap> = (event: WidgetEventMap[Name]) => void;

/** What the component takes: the options of the widget, listeners, and nodes for its slots. */
export interface ChatProps extends WidgetOptions {
  /** The element, with its methods: open, close, send and so on. */
  readonly ref?: Ref<ChatWidget>;
  readonly className?: string;
  /** Nodes for the slots, and what is shown where the widget cannot be: without JavaScript, before it is loaded. */
  readonly children?: ReactNode;
  readonly onReady?: Listener<"chat:ready">;
  readonly onOpen?: Listener<"chat:open">;
  readonly onClose?: Listener<"chat:close">;
  readonly onBeforeSend?: Listener<"chat:beforesend">;
  readonly onSend?: Listener<"chat:send">;
  readonly onReceive?: Listener<"chat:receive">;
  readonly onStatus?: Listener<"chat:status">;
  readonly onUnread?: Listener<"chat:unread">;
  readonly onConnection?: Listener<"chat:connection">;
  readonly onAction?: Listener<"chat:action">;
  readonly onFeedback?: Listener<"chat:feedback">;
  readonly onRating?: Listener<"chat:rating">;
  readonly onError?: Listener<"chat:error">;
}

const events = {
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
  onError: "chat:error",
} as const satisfies Record<string, keyof WidgetEventMap>;

/** The chat widget. Options that change are taken over; one that goes away goes back to its default. */
export function Chat({ ref, className, children, ...props }: ChatProps): ReactElement {
  const element = useRef<ChatWidget>(null);
  const latest = useRef(props);
  const given = useRef<Record<string, unknown>>({});

  useEffect(() => {
    latest.current = props;
    if (!customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
    element.current?.configure(changes(given.current, (given.current = optionsOf(props))));
  });
  useEffect(() => {
    const widget = element.current;
    const listening = new AbortController();
    for (const [prop, type] of Object.entries(events)) {
      const call = (event: Event) => (latest.current[prop as keyof typeof events] as ((event: Event) => void) | undefined)?.(event);
      widget?.addEventListener(type, call, { signal: listening.signal });
    }
    return () => listening.abort();
  }, []);
  useImperativeHandle(ref, () => element.current!, []);

  return createElement("chat-widget", { ref: element, class: className }, children);
}

/** What of the properties is for the widget. */
function optionsOf(props: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !(name in events)));
}

/** The options that differ from those before, and null for those that are gone. */
function changes(before: Record<string, unknown>, now: Record<string, unknown>): WidgetOptions {
  const gone = Object.keys(before).filter((name) => !(name in now)).map((name) => [name, name === "open" ? false : null]);
  const changed = Object.entries(now).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)); // a literal is made anew each time
  return Object.fromEntries([...gone, ...changed]) as WidgetOptions;
}
