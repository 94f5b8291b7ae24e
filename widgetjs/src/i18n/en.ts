import type { extraEn } from "../extra/en.js";

/**
 * The words that every conversation may need; those of what is loaded later are in extra/en.ts. `{name}` is filled in. A key with `_one`,
 * `_other`, ... is chosen by the locale's plural rules.
 */
export const en = {
  launcher: "Chat",
  unread_one: "{n} unread message",
  unread_other: "{n} unread messages",
  heading: "Chat",
  close: "Close chat",
  menu: "Options",
  log: "Messages",
  greeting: "How can we help?",
  welcome: "Write to us, and the answer comes right here.",
  online: "Online",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. Messages are sent when you are back.",
  refused: "The chat cannot connect. Please reload the page.",
  you: "You",
  bot: "Assistant",
  agent: "Support",
  typing: "{name} is typing",
  write: "Write a message…",
  send: "Send message",
  stop: "Stop the answer",
  tooLong: "The message is too long.",
  sending: "Sending…",
  sent: "Sent",
  seen: "Seen",
  failed: "Not sent",
  retry: "Try again",
  discard: "Delete",
  edited: "Edited",
  erased: "This message was removed.",
  truncated: "The answer broke off here.",
  joined: "{name} joined the conversation",
  assigned: "{name} is helping you now",
  assignedBot: "The assistant is helping you again",
  handoff: "We are getting a person to help you",
  ended: "The conversation was ended. Write to open it again.",
  older: "Show earlier messages",
  loading: "Loading earlier messages",
  latest: "Jump to the latest message",
  new_one: "{n} new message",
  new_other: "{n} new messages",
} as const;

type English = typeof en & typeof extraEn;

/** All words of a language. One with more plural forms has keys such as `new_few` too. */
export type Strings = { readonly [Key in keyof English]: string };
