import type { ServerFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
import type { Change } from "./model.js";

/** How long after its end a draft waits for its event, in milliseconds. */
const DRAFT = 10_000;

/** Lets go of what the server told for a time only: typing, and a draft that was given up. */
export interface Expiry {
  /** Looks at what the server told. */
  heard(frames: readonly ServerFrame[]): void;
  /** Ends all waiting. */
  close(): void;
}

export function createExpiry(env: Environment, dispatch: (change: Change) => void): Expiry {
  const waiting = new Map<string, () => void>();

  const expire = (name: string, ms: number, change: Change) => {
    waiting.get(name)?.();
    waiting.set(name, env.after(ms, () => {
      waiting.delete(name);
      dispatch(change);
    }));
  };

  return {
    heard(frames) {
      for (const frame of frames) {
        if (frame.type === "typing" && frame.on) expire(`typing ${frame.author.id}`, frame.ttl * 1000, { ...frame, on: false });
        if (frame.type === "delta" && frame.done) expire(`draft ${frame.draft}`, DRAFT, { ...frame, from: 0, text: "" });
      }
    },
    close() {
      for (const cancel of waiting.values()) cancel();
    },
  };
}
