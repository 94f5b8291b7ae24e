import type { AckFrame, ActionFrame, ClientFrame, ErrorFrame, EventFrame, SendFrame, ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import { ChatError, told, unreachable } from "./errors.js";
import { decode, encode } from "./frames.js";
import type { Http } from "./http.js";
import type { Link } from "./link.js";
import { Wait } from "./wait.js";

/** How long an answer to a frame may take before its outcome counts as unknown, in milliseconds. */
const TIMEOUT = 15_000;

/** A frame that is answered by an ack. */
export type Command = SendFrame | ActionFrame;

/** Carries frames to the server: over the connection where that goes both ways, else by POST. */
export class Courier {
  readonly #answers = new Map<string, (answer: AckFrame | ChatError) => void>();

  constructor(
    private readonly env: Environment,
    private readonly http: Http,
    private readonly link: () => Link | undefined,
    private readonly receive: (frames: readonly ServerFrame[]) => void,
  ) {}

  /** Looks for answers in what the server sent. */
  heard(frames: readonly ServerFrame[]): void {
    for (const frame of frames) {
      const answer = answerIn(frame);
      if (answer !== undefined) this.#answers.get(answer[0])?.(answer[1]);
    }
  }

  /**
   * Carries a command and brings its ack. Throws the ChatError that it was refused with; with a passing one the
   * outcome may be unknown. The connection may only be used for the conversation that it follows.
   */
  async carry(command: Command, conversation: string | null, connection: boolean): Promise<AckFrame> {
    const link = this.link();
    const answer = connection && link?.sends ? await this.#send(command, link) : await this.#post(command, conversation);
    if (answer instanceof ChatError) throw answer;
    return answer;
  }

  /** Says something that needs no answer. Where it gets lost, that is no loss. */
  say(frame: ClientFrame, conversation: string | null): void {
    const link = this.link();
    if (link?.sends) link.send([frame]);
    else if (link !== undefined) this.#request([frame], conversation).catch(() => {});
  }

  async #send(command: Command, link: Link): Promise<AckFrame | ChatError> {
    const late = new Wait(this.env, TIMEOUT);
    const answer = new Promise<AckFrame | ChatError>((resolve) => this.#answers.set(command.key, resolve));
    link.send([command]);
    const first = await Promise.race([answer, link.ended.then(unknown), late.over]);
    late.end();
    this.#answers.delete(command.key);
    if (first !== undefined) return first;
    link.check();
    return unknown();
  }

  async #post(command: Command, conversation: string | null): Promise<AckFrame | ChatError> {
    try {
      const frames = await this.#request([command], conversation);
      this.receive(frames);
      return frames.map(answerIn).find((a) => a?.[0] === command.key)?.[1] ?? unknown();
    } catch (error) {
      return blocked(unreachable(error));
    }
  }

  async #request(frames: readonly ClientFrame[], conversation: string | null): Promise<ServerFrame[]> {
    return decode(await this.http.text(this.http.url("send", { conversation }), { method: "POST", body: frames }));
  }
}

/** How many bytes a payload with one command has. */
export function weigh(command: Command): number {
  return new TextEncoder().encode(encode([command])).length;
}

/** The key that a frame answers, and how. One's own event is as good as its ack. */
function answerIn(frame: ServerFrame): [string, AckFrame | ChatError] | undefined {
  switch (frame.type) {
    case "ack": return [frame.key, frame];
    case "error": return frame.key === undefined ? undefined : [frame.key, told(frame as ErrorFrame)];
    case "event": return frame.key === undefined ? undefined : [frame.key, ackOf(frame, frame.key)];
    default: return undefined;
  }
}

/** Makes of one's own event the ack that it implies. */
export function ackOf({ conversation, offset, id, at }: EventFrame, key: string): AckFrame {
  return { type: "ack", key, conversation, offset, id, at };
}

function unknown(): ChatError {
  return new ChatError("unreachable", "No answer came in time.");
}

/** Something between that refuses the content of a request will refuse it again: that is not for waiting. */
function blocked(error: ChatError): ChatError {
  const refused = error.code === "unreachable" && [400, 403, 406, 413].includes(error.status ?? 0);
  return refused ? new ChatError("forbidden", "The message was blocked on its way.", { status: error.status }) : error;
}
