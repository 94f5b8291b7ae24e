import type { ServerFrame } from "../protocol.gen.js";
import { told, unreachable, unreadable, type ChatError } from "./errors.js";
import { decode } from "./frames.js";
import type { Open, Opening, Send } from "./transport.js";

/** How much longer than the heartbeat silence may last, and how long an answer to a ping may take; milliseconds. */
const PATIENCE = 10_000;
const PONG = 5_000;

/** One connection over one transport, from opening it to its end. */
export interface Link {
  /** Resolves with why it ended; it never rejects. */
  readonly ended: Promise<ChatError>;
  /** Whether frames can be sent over it. */
  readonly sends: boolean;
  send: Send;
  /** Finds out whether it still works, which after sleep and changes of the network it may not; if not, it ends. */
  check(): void;
  /** Ends it. */
  close(why: ChatError): void;
}

/**
 * Opens a connection over a transport; it ends when no welcome has come after so many milliseconds. Receive takes each
 * payload, the first one begins with welcome; welcomed is called after that one.
 */
export function openLink(
  open: Open, opening: Opening, patience: number, receive: (frames: readonly ServerFrame[]) => void, welcomed: () => void,
): Link {
  const { env } = opening;
  const abort = new AbortController();
  const { signal } = abort;
  let end: (why: ChatError) => void;
  const ended = new Promise<ChatError>((resolve) => { end = resolve; });
  let works = false;
  let sendPayload: Send | undefined;
  /** When it ends for silence, and when it is to be said, if nothing else is, that somebody is here. */
  let silentAt = env.now() + patience;
  let pingAt = Infinity;
  let pingEvery = Infinity;
  let cancel = () => {};

  const close = (why: ChatError) => {
    cancel();
    end(why);
    abort.abort();
  };

  const send: Send = (frames) => {
    if (signal.aborted) return;
    pingAt = env.now() + pingEvery;
    sendPayload?.(frames);
  };

  /** Does what is due and comes back when something is. The server and what stands between are to know that somebody is here. */
  const watch = () => {
    cancel();
    if (signal.aborted) return;
    const now = env.now();
    if (now >= silentAt) return close(unreachable());
    if (now >= pingAt) send([{ type: "ping" }]);
    cancel = env.after(Math.min(silentAt, pingAt) - now, watch);
  };

  const payload = (text: string, answer?: Send): ServerFrame[] => {
    if (signal.aborted) return [];
    const frames = decode(text);
    const [first] = frames;
    const bye = frames.findLast((f) => f.type === "bye");
    const begins = !works && first?.type === "welcome";
    if (begins) {
      works = true;
      const heartbeat = Math.min(Math.max(first.heartbeat, 1), 3600) * 1000; // no server may make timers run wild
      patience = heartbeat + PATIENCE;
      sendPayload = answer;
      if (answer) pingEvery = heartbeat;
      pingAt = env.now() + pingEvery;
    }
    silentAt = env.now() + patience;
    if (works) receive(frames);
    else if (!bye) throw unreadable();
    if (begins) {
      watch();
      welcomed();
    }
    if (bye) close(told({ ...bye, message: bye.reason }));
    return frames;
  };

  const run = async () => open(opening, payload, signal);
  run().then(unreachable, unreachable).then(close);
  watch();
  return {
    ended,
    get sends() { return sendPayload !== undefined && !signal.aborted; },
    send,
    check() {
      if (sendPayload) silentAt = Math.min(silentAt, env.now() + PONG);
      send([{ type: "ping" }]);
      watch();
    },
    close,
  };
}
