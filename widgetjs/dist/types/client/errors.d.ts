import type { ByeCode, Code, ErrorFrame } from "../protocol.gen.js";
/**
 * What went wrong: a code of the protocol, or one of the client's own.
 * unreachable: no answer, or none of a chat server. discarded: the message was dropped by its author.
 * closed: the client was closed, or signed out.
 */
export type ErrorCode = Code | ByeCode | "unreachable" | "discarded" | "closed" | (string & {});
/** An error with a code for programs and a message that may be shown. */
export declare class ChatError extends Error {
    readonly code: ErrorCode;
    readonly name = "ChatError";
    /** How long to wait before trying again, in milliseconds, where the server said so. */
    readonly retryAfter: number | undefined;
    /** The HTTP status of the answer, where there was one. */
    readonly status: number | undefined;
    constructor(code: ErrorCode, message: string, more?: {
        retryAfter?: number | undefined;
        status?: number | undefined;
        cause?: unknown;
    });
    /** Whether the same may be tried again later without anybody changing anything. */
    get passing(): boolean;
}
/** Makes the error that a server told, in the form of an error frame. */
export declare function told({ code, message, retry_after }: Pick<ErrorFrame, "message" | "retry_after"> & {
    code: string;
}, status?: number): ChatError;
/** Makes of whatever was thrown a ChatError; what is not one already means that there was no answer. */
export declare function unreachable(cause?: unknown, status?: number): ChatError;
/** An answer without the protocol's form says that something between here and the server meddles: this way does not work. */
export declare function unreadable(): ChatError;
