import type { Connection, Message, Part, Receipt, State } from "./client/index.js";

/** The events of the element; all bubble and cross shadow roots. `chat:beforesend` may be prevented, or its parts replaced. */
export interface WidgetEventMap {
  "chat:ready": CustomEvent<null>;
  "chat:open": CustomEvent<null>;
  "chat:close": CustomEvent<null>;
  "chat:beforesend": CustomEvent<{ parts: readonly Part[] }>;
  "chat:send": CustomEvent<{ receipt: Receipt }>;
  "chat:receive": CustomEvent<{ message: Message }>;
  "chat:status": CustomEvent<{ message: Message }>;
  "chat:unread": CustomEvent<{ unread: number }>;
  "chat:connection": CustomEvent<Connection>;
  "chat:action": CustomEvent<{ message: Message; value: string }>;
  /** A thumb under an answer was pressed; null: taken back. */
  "chat:feedback": CustomEvent<{ message: Message; value: "up" | "down" | null }>;
  /** A conversation that has ended was rated with one to five stars. */
  "chat:rating": CustomEvent<{ conversation: string | null; stars: number; comment: string }>;
  "chat:error": CustomEvent<{ error: unknown }>;
}

/** Returns one's own messages whose status is another than in the snapshot before. */
export function changedStatus({ messages }: State, previous: State): readonly Message[] {
  if (messages === previous.messages) return [];
  const before = new Map(previous.messages.map(({ key, status }) => [key, status]));
  return messages.filter(({ own, key, status, offset }) => own && (before.get(key) ?? (offset ? status : null)) !== status);
}
