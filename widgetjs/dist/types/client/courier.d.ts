import type { AckFrame, ActionFrame, ClientFrame, EventFrame, SendFrame, ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Http } from "./http.js";
import type { Link } from "./link.js";
/** A frame that is answered by an ack. */
export type Command = SendFrame | ActionFrame;
/** Carries frames to the server: over the connection where that goes both ways, else by POST. */
export interface Courier {
    /** Looks for answers in what the server sent. */
    heard(frames: readonly ServerFrame[]): void;
    /**
     * Carries a command and brings its ack. Throws the ChatError that it was refused with; with a passing one the
     * outcome may be unknown. The connection may only be used for the conversation that it follows.
     */
    carry(command: Command, conversation: string | null, connection: boolean): Promise<AckFrame>;
    /** Says something that needs no answer. Where it gets lost, that is no loss. */
    say(frame: ClientFrame, conversation: string | null): void;
}
/** Link gives the connection in use. */
export declare function createCourier(env: Environment, http: Http, link: () => Link | undefined): Courier;
/** How many bytes a payload with one command has. */
export declare function weigh(command: Command): number;
/** One's own event is as good as its ack. */
export declare function ackOf({ key, conversation, offset, id, at }: AckFrame | EventFrame): AckFrame;
