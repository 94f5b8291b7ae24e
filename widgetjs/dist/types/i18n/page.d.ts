/** What the widget says before its window is opened. */
export declare const page: {
    readonly launcher: "Chat";
    readonly unavailable: "Chat could not load. Try again.";
    readonly unread_one: "{n} unread message";
    readonly unread_other: "{n} unread messages";
};
