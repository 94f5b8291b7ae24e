import type { Message, State } from "../client/index.js";

/**
 * Returns what others have said since the previous snapshot: what is to be
 * announced and told to the page, each exactly once. A conversation that is
 * taken up again, and pages of its history, are not news.
 */
export function received(state: State, previous: State): readonly Message[] {
  if (!isLive(state, previous)) return [];
  const known = head(previous);
  return state.messages.filter((message) => message.offset > known && !message.own);
}

function isLive(state: State, previous: State): boolean {
  if (state.messages === previous.messages) return false;
  if (previous.conversation !== null && previous.conversation !== state.conversation) return false;
  const { state: before } = previous.connection;
  // The answer to the very first message may come together with the connection.
  return (before !== "idle" && before !== "connecting") || previous.messages.some(({ own, offset }) => own && offset === 0);
}

/** The offset of the newest event of the log. */
export function head(state: State): number {
  return state.messages.findLast(({ offset }) => offset > 0)?.offset ?? 0;
}
