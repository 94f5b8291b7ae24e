import type { extraEn } from "../extra/en.js";
/**
 * The words that every conversation may need; those of what is loaded later are in extra/en.ts. `{name}` is filled in. A key with `_one`,
 * `_other`, ... is chosen by the locale's plural rules.
 */
export declare const en: {
    readonly launcher: "Chat";
    readonly unread_one: "{n} unread message";
    readonly unread_other: "{n} unread messages";
    readonly heading: "Chat";
    readonly close: "Close chat";
    readonly menu: "Options";
    readonly log: "Messages";
    readonly greeting: "How can we help?";
    readonly welcome: "Write to us, and the answer comes right here.";
    readonly online: "Online";
    readonly connecting: "Connecting…";
    readonly reconnecting: "Connection lost. Reconnecting…";
    readonly offline: "You are offline. Messages are sent when you are back.";
    readonly refused: "The chat cannot connect. Please reload the page.";
    readonly you: "You";
    readonly bot: "Assistant";
    readonly agent: "Support";
    readonly typing: "{name} is typing";
    readonly write: "Write a message…";
    readonly send: "Send message";
    readonly stop: "Stop the answer";
    readonly tooLong: "The message is too long.";
    readonly sending: "Sending…";
    readonly sent: "Sent";
    readonly seen: "Seen";
    readonly failed: "Not sent";
    readonly retry: "Try again";
    readonly discard: "Delete";
    readonly edited: "Edited";
    readonly erased: "This message was removed.";
    readonly truncated: "The answer broke off here.";
    readonly joined: "{name} joined the conversation";
    readonly assigned: "{name} is helping you now";
    readonly assignedBot: "The assistant is helping you again";
    readonly handoff: "We are getting a person to help you";
    readonly ended: "The conversation was ended. Write to open it again.";
    readonly older: "Show earlier messages";
    readonly loading: "Loading earlier messages";
    readonly latest: "Jump to the latest message";
    readonly new_one: "{n} new message";
    readonly new_other: "{n} new messages";
};
type English = typeof en & typeof extraEn;
/** All words of a language. One with more plural forms has keys such as `new_few` too. */
export type Strings = {
    readonly [Key in keyof English]: string;
};
export {};
