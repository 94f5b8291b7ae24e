import type { ClientFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";

/** How often it is said that one still types, at the most, in milliseconds. */
const TYPING = 3_000;
/** How long a read mark waits for a higher one. */
const READING = 500;

/** Says that one types and how far one has read: state, not log, so what gets lost is said again or does not matter. */
export interface Signals {
  /** Says that one types, at most every three seconds, or has stopped to. */
  typing(on: boolean): void;
  /** Says that everything up to an offset was read, soon. */
  read(offset: number): void;
  /** Is told how far the server knows, and how far one has read; what it does not know yet is said again. */
  known(offset: number, read: number): void;
  /** Forgets what was to be said. */
  forget(): void;
}

export function createSignals(env: Environment, say: (frame: ClientFrame) => void): Signals {
  let typedAt = 0; // 0: one does not type
  let mark = 0;
  let cancel: (() => void) | undefined;

  const known = (offset: number, read: number) => {
    mark = Math.max(mark, read);
    if (offset >= mark) return;
    cancel ??= env.after(READING, () => {
      cancel = undefined;
      say({ type: "read", offset: mark });
    });
  };

  return {
    typing(on) {
      const now = env.now();
      if (on ? now - typedAt < TYPING : typedAt === 0) return;
      typedAt = on ? now : 0;
      say({ type: "typing", on });
    },
    read: (offset) => known(mark, offset),
    known,
    forget() {
      cancel?.();
      cancel = undefined;
      mark = typedAt = 0;
    },
  };
}
