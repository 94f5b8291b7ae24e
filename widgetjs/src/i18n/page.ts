/** What the widget says before its window is opened. */
export const page = {
  launcher: "Chat",
  unavailable: "Chat could not load. Try again.",
  unread_one: "{n} unread message",
  unread_other: "{n} unread messages",
} as const;
