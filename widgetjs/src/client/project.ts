import type { EventFrame } from "../protocol.gen.js";
import type { Entry, Model } from "./model.js";
import type { Kind, Message, Part, State } from "./state.js";

const SHOWN: ReadonlySet<string> = new Set<Kind>(["message", "action", "joined", "assigned", "handoff", "ended"]);
const NOTHING: readonly Part[] = [];
const NOBODY = { id: "", name: "", role: "visitor" } as const;

/** Makes the state that follows from the model. What is as it was before is the same object. */
export function project(model: Model, before: Model): State {
  const { log, outbox, drafts, cursor, state } = model;
  const { me, reads, older } = state;
  const former = before.state.messages;
  const listed = log === before.log && outbox === before.outbox && me === before.state.me; // a draft grows often
  const messages = reuse([...(listed ? former.filter((m) => !m.draft) : list(model, former)), ...drafts], former);
  const mark = me ? (reads[me.id] ?? 0) : Infinity;
  const first = log[0]?.offset ?? 0;
  const last = log.findLast((e) => e.kind === "ended" || (e.kind === "message" && e.author.role === "visitor"));
  return reuse({
    ...state,
    messages,
    unread: messages.filter((m) => m.offset > mark && m.kind === "message" && !m.own).length,
    ended: last?.kind === "ended",
    older: older === "loading" ? older : first > 1 ? "more" : first > 0 || cursor !== null ? "none" : "unknown",
  }, before.state);
}

/** Gives the former object where all its fields are the same. */
export function reuse<T extends object>(next: T, before: T | undefined): T {
  const fields = Object.keys(next) as (keyof T)[];
  return before && fields.length === Object.keys(before).length && fields.every((field) => next[field] === before[field]) ? before : next;
}

/** Makes the list of what is in the log, and of one's own that is on its way there. */
function list({ log, outbox, state: { me } }: Model, before: readonly Message[]): Message[] {
  const shown: Message[] = [];
  const known = new Map<unknown, Message>(); // by id and by offset; what comes later in the log changes them
  const amend = (target: unknown, fields: object) => {
    const message = known.get(target);
    if (message && !message.erased) Object.assign(message, fields);
    return message?.id;
  };

  for (const message of [...log.map((event) => ofEvent(event, me?.id)), ...outbox.map((entry) => ofEntry(entry, me ?? NOBODY))]) {
    const { event, parts, value } = message;
    const kind: string = message.kind;
    if (kind === "edited") amend(event, { parts, edited: true });
    if (kind === "erased") amend(event, { parts: NOTHING, erased: true });
    if (!SHOWN.has(kind)) continue;
    if (kind === "action" && message.status !== "failed") Object.assign(message, { event: amend(event, { chosen: value }) ?? event });
    known.set(message.id, message).set(message.offset, message);
    shown.push(message);
  }
  const former = new Map(before.map((message) => [message.id, message]));
  return shown.map((message) => reuse(message, former.get(message.id)));
}

function ofEvent(event: EventFrame, me: string | undefined): Message {
  const { type: _type, conversation: _conversation, draft, ...fields } = event as EventFrame & { draft?: string };
  return { parts: NOTHING, ...fields, own: event.author.id === me, status: "sent", draftId: draft } as unknown as Message;
}

function ofEntry({ command, at, error, ack }: Entry, author: Message["author"]): Message {
  const { type, key, ...fields } = command;
  return {
    parts: NOTHING,
    ...fields,
    id: key,
    key,
    offset: 0,
    at,
    author,
    own: true,
    kind: type === "send" ? "message" : type,
    status: ack ? "sent" : error === undefined ? "sending" : "failed",
    ...(ack ?? (error === undefined ? {} : { error })),
  } as unknown as Message;
}
