/**
 * What the client knows, as one immutable snapshot. The user interface renders
 * from it and never changes it: every change is a new State made by reduce, and
 * whatever did not change keeps its identity (===), so that a renderer can skip it.
 */
/** What kind of participant someone is. */
export type Role = "visitor" | "agent" | "bot" | "system";
/** Someone who takes part in a conversation. */
export interface Participant {
    /** Opaque, at most 64 characters. */
    readonly id: string;
    /** Shown to the others; may be empty. */
    readonly name: string;
    readonly role: Role;
}
/** One choice: it has either a value, which pressing it sends as an action, or a URL, which pressing it opens. */
export interface Button {
    readonly title: string;
    readonly value?: string;
    readonly url?: string;
}
/**
 * A component of a message; `type` says which of the other fields count. Their
 * exact shapes are in protocol.gen.ts. A type that is not known is shown by its
 * `fallback`. In a type of the application's own (`x-...`) every other field is
 * what its author has made it, `text` too.
 */
export interface Part {
    readonly type: string;
    readonly text?: string;
    readonly [field: string]: unknown;
}
/** A way for frames to travel. */
export type Via = "websocket" | "sse" | "longpoll";
/** What the events in the list record. Edits and erasures are applied to the message that they change instead. */
export type Kind = "message" | "action" | "joined" | "assigned" | "handoff" | "ended";
/** An entry of the list: an event of the log, a message of one's own that is not acknowledged yet, or a growing draft. */
export interface Message {
    /** The event's id; while it has none the key, or the draft's name. Stable enough to key a list: see `key` and `draftId`. */
    readonly id: string;
    /** Its place in the log, from 1; 0 while it has none. */
    readonly offset: number;
    /** The idempotency key it was sent under; one's own only. It stays when the event comes. */
    readonly key?: string;
    /** The draft it grew from; it stays when the finished event comes. */
    readonly draftId?: string;
    /** RFC 3339; by the local clock while unacknowledged. */
    readonly at: string;
    readonly author: Participant;
    readonly kind: Kind;
    /** Empty for kinds other than message, and once the message was erased. */
    readonly parts: readonly Part[];
    /** The offset of the event it answers. */
    readonly reply?: number;
    /** Whether its author is oneself. */
    readonly own: boolean;
    /** "sent" is on stable storage on the server, and what others' messages always are. */
    readonly status: "sending" | "sent" | "failed";
    /** Why it failed, a sentence to show. */
    readonly error?: string;
    /** It is still growing: a streamed answer. */
    readonly draft?: boolean;
    /** Its stream broke off; this is what arrived. */
    readonly truncated?: boolean;
    /** Its parts were changed after it was sent. */
    readonly edited?: boolean;
    /** Its content was removed. */
    readonly erased?: boolean;
    /** The value of the button that was pressed on it. */
    readonly chosen?: string;
    /** kind action: the id of the message whose button was pressed, and the button's value. */
    readonly event?: string;
    readonly value?: string;
    /** kind joined: the id of the author, who came in. */
    readonly participant?: string;
    /** kind assigned: the id of who answers from now on: an agent, or the bot again. */
    readonly to?: string;
    /** kind handoff: why a person was asked for. */
    readonly reason?: string;
    /** Fields of a newer server are kept. */
    readonly [field: string]: unknown;
}
/** Whether and how the server is reached. */
export interface Connection {
    /**
     * idle: nothing was asked for yet. connecting: the first time. online: welcomed by the server.
     * reconnecting: it was online, and tries again by itself. offline: the browser has no network
     * (it goes on by itself), or, with `reason`, the server does not want the client back.
     */
    readonly state: "idle" | "connecting" | "online" | "reconnecting" | "offline";
    /** The transport in use; only while online. */
    readonly via?: Via;
    /** How many attempts have failed since it was last online. */
    readonly attempt: number;
    /** When the next attempt is made: milliseconds since 1970, by the local clock. */
    readonly retryAt?: number;
    /** Why it stays offline: the code of the server's bye or of its refusal. */
    readonly reason?: string;
}
/** What the server allows, told in its welcome. */
export interface Limits {
    /** Live connections of one session. */
    readonly connections: number;
    /** Messages a second, and how many at once. */
    readonly rate: number;
    readonly burst: number;
    /** Bytes of one payload. */
    readonly payload: number;
    /** Characters (Unicode code points) of one text. */
    readonly text: number;
    /** Parts of one message. */
    readonly parts: number;
}
/** The snapshot. */
export interface State {
    /** Oneself; null before there is a session. */
    readonly me: Participant | null;
    /** The conversation that is followed; null before it exists. */
    readonly conversation: string | null;
    /** By offset, then the unacknowledged in the order they were sent, then growing drafts. */
    readonly messages: readonly Message[];
    /** Everyone who has been in the conversation, in order of arrival. */
    readonly participants: readonly Participant[];
    /** The others who type right now. */
    readonly typing: readonly Participant[];
    /** Read marks: participant id -> offset. */
    readonly reads: Readonly<Record<string, number>>;
    readonly connection: Connection;
    /** Others' messages beyond one's own read mark, among those that are loaded. */
    readonly unread: number;
    /** Whether there are messages before the first one of the list. */
    readonly older: "unknown" | "more" | "loading" | "none";
    /** The conversation was ended; the next message opens it again. */
    readonly ended: boolean;
    /** null before the first welcome. */
    readonly limits: Limits | null;
    /**
     * Whether this is the tab, of all that show the same, which has the connection. Exactly one has it, so it is the one to
     * make a sound. A tab on its own leads too, once it connects.
     */
    readonly leads: boolean;
}
/** What one gets for a message that is durable. */
export interface Receipt {
    readonly key: string;
    readonly offset: number;
    readonly id: string;
    readonly at: string;
}
