/** The version that hello and welcome carry as v. */
export declare const PROTOCOL_VERSION = 1;
/** The WebSocket subprotocol of this version. */
export declare const SUBPROTOCOL = "chatmount.v1";
/** The most frames of one payload of a client. */
export declare const MAX_FRAMES = 256;
/** How deeply a field of an x-* part may nest. */
export declare const MAX_DEPTH = 32;
/** The most characters (code points) of an id or a key. */
export declare const MAX_ID_LENGTH = 64;
/** The most characters of a cursor. */
export declare const MAX_CURSOR_LENGTH = 128;
/** Role says what kind of participant someone is. */
export type Role = "visitor" | "agent" | "bot" | "system";
/** Kind says what an event of the log records. */
export type Kind = "message" | "action" | "joined" | "assigned" | "handoff" | "ended" | "edited" | "erased";
/** Code tells programs what kind of error it is. The codes are those of the wire protocol (docs/protocol.md), so that a client sees the word the engine used. */
export type Code = "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "rate_limited" | "internal" | "unavailable";
/** ByeCode is one of the codes of the protocol's bye frame. */
export type ByeCode = "restart" | "overloaded" | "superseded" | "signed_out" | "unauthenticated" | "forbidden" | "invalid";
/** Participant is someone who takes part in a conversation. */
export interface Participant {
    /** opaque, at most MaxIDLength characters, unique in the store */
    id: string;
    /** shown to the others; may be empty */
    name: string;
    role: Role;
}
/** ReadMark says how far a participant has read. */
export interface ReadMark {
    participant: string;
    offset: number;
}
/** Limits are the bounds on what a client may ask. */
export interface Limits {
    /** live connections of one session */
    connections: number;
    /** messages and actions a second */
    rate: number;
    /** and how many at once */
    burst: number;
    /** bytes of one payload */
    payload: number;
    /** characters (code points) of one text */
    text: number;
    /** parts of one message */
    parts: number;
}
/** Button is one choice. It has either a Value, which pressing it sends as an action, or a URL, which pressing it opens. */
export interface Button {
    title: string;
    value?: string;
    url?: string;
}
/** Field is an input of a form. */
export interface Field {
    name: string;
    label: string;
    /** text, email, tel, number, textarea, select, checkbox */
    kind: string;
    required?: boolean;
    /** select */
    options?: string[];
}
export interface TextPart {
    type: "text";
    text: string;
}
export interface MarkdownPart {
    type: "markdown";
    text: string;
}
export interface ImagePart {
    type: "image";
    url: string;
    alt: string;
    width?: number;
    height?: number;
}
export interface FilePart {
    type: "file";
    url: string;
    name: string;
    /** bytes; 0: not known */
    size: number;
    media_type: string;
}
export interface AudioPart {
    type: "audio";
    url: string;
    name: string;
    /** bytes; 0: not known */
    size: number;
    media_type: string;
}
export interface VideoPart {
    type: "video";
    url: string;
    name: string;
    /** bytes; 0: not known */
    size: number;
    media_type: string;
}
export interface CardPart {
    type: "card";
    title: string;
    /** below its title */
    text?: string;
    /** a URL */
    image?: string;
    buttons?: Button[];
}
export interface CarouselPart {
    type: "carousel";
    cards: CardPart[];
}
export interface ButtonsPart {
    type: "buttons";
    buttons: Button[];
}
export interface FormPart {
    type: "form";
    id: string;
    fields: Field[];
    /** the label of its button */
    submit: string;
}
export interface SystemPart {
    type: "system";
    text: string;
}
/** A part of the application's own. A part of any other type is shown by its fallback, too. */
export interface CustomPart {
    type: `x-${string}`;
    /** the text for those who do not know the type */
    fallback: string;
    [field: string]: unknown;
}
/** Part is a component of a message. Type says which of the other fields count. */
export type Part = TextPart | MarkdownPart | ImagePart | FilePart | AudioPart | VideoPart | CardPart | CarouselPart | ButtonsPart | FormPart | SystemPart | CustomPart;
/** Hello opens a WebSocket connection. */
export interface HelloFrame {
    type: "hello";
    /** the protocol's version; with another one nothing else is read */
    v: number;
    /** absent: the visitor's current one */
    conversation?: string;
    /** events begin after it; absent: after the head */
    cursor?: string;
    /** wins over cookie and Authorization */
    token?: string;
}
/** Send says a message. */
export interface SendFrame {
    type: "send";
    /** 1 to 64 characters, unique for ever per conversation and participant */
    key: string;
    /** at least one */
    parts: Part[];
    reply?: number;
}
/** Action presses a button that the server stored. */
export interface ActionFrame {
    type: "action";
    /** as for a send; the two share one set of keys */
    key: string;
    /** the message with the button, by its id or its offset */
    event: string | number;
    /** one that a button of it offers */
    value: string;
}
/** Typing says that the participant types, or has stopped to. */
export interface TypingFrame {
    type: "typing";
    on: boolean;
}
/** Read raises the participant's read mark. */
export interface ReadFrame {
    type: "read";
    /** not beyond the head */
    offset: number;
}
/** Stop ends the answer that the bot is giving. */
export interface StopFrame {
    type: "stop";
    /** a message of it that grows; absent: whichever is under way */
    draft?: string;
}
/** Ping asks for a pong. */
export interface PingFrame {
    type: "ping";
}
/** What a client sends. */
export type ClientFrame = HelloFrame | SendFrame | ActionFrame | TypingFrame | ReadFrame | StopFrame | PingFrame;
/** Welcome says that the connection works and what it stands on. */
export interface WelcomeFrame {
    type: "welcome";
    /** the protocol's version */
    v: number;
    /** id of the session */
    session: string;
    /** null: the visitor has none yet */
    conversation: string | null;
    /** offset of the last event; 0: none */
    head: number;
    /** events begin after it */
    cursor: string;
    /** the cursor that was given was taken */
    recovered: boolean;
    /** the most between two payloads */
    heartbeat: number;
    limits: Limits;
    /** everyone who has been in the conversation */
    participants: Participant[];
    reads: ReadMark[];
}
/** Ack says that what a key stands for is durable. */
export interface AckFrame {
    type: "ack";
    key: string;
    conversation: string;
    offset: number;
    /** the event's */
    id: string;
    /** RFC 3339, UTC, milliseconds */
    at: string;
}
/** Error refuses a frame or a payload. The connection stays open unless a bye follows. */
export interface ErrorFrame {
    type: "error";
    code: Code;
    /** a sentence for people */
    message: string;
    /** of the frame it is about */
    key?: string;
    /** when to try again */
    retry_after?: number;
}
/** Delta is a piece of a growing message. */
export interface DeltaFrame {
    type: "delta";
    /** the finished message comes as an event with the same draft */
    draft: string;
    author: Participant;
    /** length of the text before it, in UTF-16 units; 0 starts over */
    from: number;
    text: string;
    /** nothing more comes of the draft but its event */
    done: boolean;
}
/** TypingState says whether someone types. */
export interface TypingStateFrame {
    type: "typing";
    author: Participant;
    on: boolean;
    /** when to forget it unless it is said again */
    ttl: number;
}
/** ReadState says how far someone has read. */
export interface ReadStateFrame {
    type: "read";
    /** id */
    participant: string;
    offset: number;
}
/** PresenceState says whether someone is there. */
export interface PresenceStateFrame {
    type: "presence";
    /** id */
    participant: string;
    online: boolean;
}
/** Cursor is the place after the payload that it ends. */
export interface CursorFrame {
    type: "cursor";
    cursor: string;
}
/** Reset says that what the client has may have a hole: reload it by REST and go on from here. */
export interface ResetFrame {
    type: "reset";
    /** null: the visitor has none yet */
    conversation: string | null;
    head: number;
    cursor: string;
}
/** Bye says that the server ends the connection. */
export interface ByeFrame {
    type: "bye";
    code: ByeCode;
    /** a sentence for people */
    reason: string;
    /** when to come back */
    retry_after?: number;
}
/** Pong answers a ping. */
export interface PongFrame {
    type: "pong";
}
/** Event is an entry of the log, as a reader of the wire has it. */
export interface EventBase {
    type: "event";
    conversation: string;
    /** its place in the conversation's log, from 1 */
    offset: number;
    /** unique and opaque */
    id: string;
    /** only in what the author gets */
    key?: string;
    /** RFC 3339, UTC, milliseconds */
    at: string;
    author: Participant;
}
export interface MessageEventFrame extends EventBase {
    kind: "message";
    parts: Part[];
    /** the offset it answers */
    reply?: number;
    /** the streamed draft it completes */
    draft?: string;
    /** the stream broke off, this is what arrived */
    truncated?: boolean;
}
export interface ActionEventFrame extends EventBase {
    kind: "action";
    event: string | number;
    value: string;
}
export interface JoinedEventFrame extends EventBase {
    kind: "joined";
    /** the id of its author */
    participant: string;
}
export interface AssignedEventFrame extends EventBase {
    kind: "assigned";
    /** an agent's id, or the bot's */
    to: string;
    fence: number;
}
export interface HandoffEventFrame extends EventBase {
    kind: "handoff";
    reason?: string;
}
export interface EndedEventFrame extends EventBase {
    kind: "ended";
}
export interface EditedEventFrame extends EventBase {
    kind: "edited";
    event: string | number;
    parts: Part[];
}
export interface ErasedEventFrame extends EventBase {
    kind: "erased";
    event: string | number;
}
/** An entry of the log. One of another kind still counts as its place in the log. */
export type EventFrame = MessageEventFrame | ActionEventFrame | JoinedEventFrame | AssignedEventFrame | HandoffEventFrame | EndedEventFrame | EditedEventFrame | ErasedEventFrame;
/** What the server sends. A frame of another type must be ignored. */
export type ServerFrame = WelcomeFrame | AckFrame | ErrorFrame | DeltaFrame | TypingStateFrame | ReadStateFrame | PresenceStateFrame | CursorFrame | ResetFrame | ByeFrame | PongFrame | EventFrame;
