import type { AckFrame, ActionFrame, ClientFrame, EventFrame, SendFrame, ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import { ChatError, told, unreachable } from "./errors.js";
import { decode, encode } from "./frames.js";
import type { Http } from "./http.js";
import type { Link } from "./link.js";

/** How long an answer to a frame may take before its outcome counts as unknown, in milliseconds. */
const TIMEOUT = 15_000;

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
export function createCourier(env: Environment, http: Http, link: () => Link | undefined): Courier {
  const waiting = new Map<string, (answer: AckFrame | ChatError) => void>();

  const heard = (frames: readonly ServerFrame[]) => {
    for (const frame of frames) {
      const answer = answerIn(frame);
      if (answer) waiting.get(answer[0])?.(answer[1]);
    }
  };

  const post = async (frame: ClientFrame, conversation: string | null) => {
    heard(decode(await http.text("send", { body: [frame] }, { conversation })));
  };

  /** Sends over a connection; resolves when no answer is to be expected of it any more. */
  const send = async (over: Link, command: Command) => {
    let cancel = () => {};
    over.send([command]);
    const late = new Promise<void>((resolve) => {
      cancel = env.after(TIMEOUT, () => {
        over.check();
        resolve();
      });
    });
    await Promise.race([late, over.ended]);
    cancel();
  };

  return {
    heard,
    async carry(command, conversation, connection) {
      const { key } = command;
      const over = link();
      const answered = new Promise<AckFrame | ChatError>((resolve) => waiting.set(key, resolve));
      const gone = connection && over?.sends ? send(over, command) : post(command, conversation).catch(blocked);
      const answer = (await Promise.race([answered, gone])) ?? new ChatError("unreachable", "No answer came in time.");
      waiting.delete(key);
      if (answer instanceof ChatError) throw answer;
      return answer;
    },
    say(frame, conversation) {
      const over = link();
      if (over?.sends) over.send([frame]);
      else if (over) post(frame, conversation).catch(() => {});
    },
  };
}

/** How many bytes a payload with one command has. */
export function weigh(command: Command): number {
  return new TextEncoder().encode(encode([command])).length;
}

/** The key that a frame answers, and how. One's own event is as good as its ack. */
function answerIn(frame: ServerFrame): [string, AckFrame | ChatError] | undefined {
  switch (frame.type) {
    case "ack": return [frame.key, frame];
    case "error": return frame.key === undefined ? undefined : [frame.key, told(frame)];
    case "event": return frame.key === undefined ? undefined : [frame.key, ackOf(frame, frame.key)];
    default: return undefined;
  }
}

/** Makes of one's own event the ack that it implies. */
export function ackOf({ conversation, offset, id, at }: EventFrame, key: string): AckFrame {
  return { type: "ack", key, conversation, offset, id, at };
}

/** Something between that refuses the content of a request will refuse it again: that is not for waiting. */
function blocked(error: unknown): ChatError {
  const why = unreachable(error);
  const refused = why.code === "unreachable" && [400, 403, 406, 413].includes(why.status ?? 0);
  return refused ? new ChatError("forbidden", "The message was blocked on its way.", { status: why.status }) : why;
}
