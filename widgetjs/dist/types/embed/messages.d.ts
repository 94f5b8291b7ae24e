/**
 * What a page and the chat in its frame say to one another. The page hands the frame one end of a MessageChannel in a
 * single message to the frame's window, addressed to the server's exact origin; all else goes through the channel, which
 * nobody but the two can reach. Both sides take only what has the form of the messages here.
 */
/** The one message to a window; it brings the port. */
export declare const greeting = "chatmount:embed:1";
/** What the page may decide about the look; text each, null takes an option back to its default. */
export declare const lookOptions: readonly ["theme", "locale", "dir", "heading", "scroll"];
export type LookOptions = {
    readonly [Name in (typeof lookOptions)[number]]?: string | null;
};
/** What the page says. */
export type ToFrame = {
    readonly type: "configure";
    readonly look: LookOptions;
} | {
    readonly type: "open";
    readonly focus: boolean;
} | {
    readonly type: "close";
} | {
    readonly type: "identify";
    readonly token: string;
} | {
    readonly type: "logout";
};
/** What the frame says. Nothing of a conversation is among it. */
export type ToPage = {
    readonly type: "open";
} | {
    readonly type: "close";
} | {
    readonly type: "unread";
    readonly unread: number;
} | {
    readonly type: "resize";
    readonly height: number;
} | {
    readonly type: "identified";
    readonly error: string | null;
};
/** Returns what a page has said, null when it is nothing of this. */
export declare function fromPage(data: unknown): ToFrame | null;
/** Returns what a frame has said, null when it is nothing of this. */
export declare function fromFrame(data: unknown): ToPage | null;
/** Takes the known options out of something, and nothing that it has inherited. */
export declare function lookOf(from: unknown): LookOptions;
