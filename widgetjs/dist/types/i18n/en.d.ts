/**
 * Every word the widget says. `{name}` is filled in. A key with `_one`,
 * `_other`, ... is chosen by the locale's plural rules.
 */
export declare const en: {
    readonly launcher: "Chat";
    readonly unread_one: "{n} unread message";
    readonly unread_other: "{n} unread messages";
    readonly heading: "Chat";
    readonly close: "Close chat";
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
    readonly previous: "Previous";
    readonly next: "Next";
    readonly submit: "Submit";
    readonly choose: "Choose…";
    readonly image: "Image";
    readonly enlarge: "Enlarge image";
    readonly original: "Open in a new tab";
    readonly closeImage: "Close image";
    readonly copy: "Copy code";
    readonly copied: "Copied";
    readonly yes: "Yes";
    readonly no: "No";
};
/** The words of a locale. A language with more plural forms adds keys such as `new_few`. */
export type Strings = {
    readonly [Key in keyof typeof en]: string;
};
