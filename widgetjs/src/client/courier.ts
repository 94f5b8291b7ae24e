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
      if (frame.type === "ack" || frame.type === "event" || frame.type === "error") {
        waiting.get(frame.key ?? "")?.(frame.type === "error" ? told(frame) : ackOf(frame));
      }
    }
  };

  const post = async (frame: ClientFrame, conversation: string | null) => {
    heard(decode(await http.text("send", { body: [frame] }, { conversation })));
  };

  return {
    heard,
    async carry(command, conversation, connection) {
      const { key } = command;
      let cancel = () => {};
      const answer = await new Promise<AckFrame | ChatError>((resolve) => {
        const over = link();
        const unknown = () => resolve(unreachable());
        waiting.set(key, resolve);
        if (connection && over?.sends) {
          over.send([command]);
          void over.ended.then(unknown);
          cancel = env.after(TIMEOUT, () => {
            over.check();
            unknown();
          });
        } else {
          post(command, conversation).then(unknown, (error: unknown) => resolve(blocked(error)));
        }
      });
      cancel();
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
  return new Blob([encode([command])]).size;
}

/** One's own event is as good as its ack. */
export function ackOf({ key = "", conversation, offset, id, at }: AckFrame | EventFrame): AckFrame {
  return { type: "ack", key, conversation, offset, id, at };
}

/** Something between that refuses the content of a request will refuse it again: that is not for waiting. */
function blocked(error: unknown): ChatError {
  const why = unreachable(error);
  const refused = why.code === "unreachable" && [400, 403, 406, 413].includes(why.status ?? 0);
  return refused ? new ChatError("forbidden", "The message was blocked on its way.", { status: why.status }) : why;
}
