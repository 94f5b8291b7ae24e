import type { EventFrame } from "../protocol.gen.js";
import type { Kind, Message, Part } from "./state.js";

const SHOWN: ReadonlySet<string> = new Set<Kind>(["message", "action", "joined", "assigned", "handoff", "ended"]);

/**
 * Makes the entries of the list that a log and the presses on their way stand for. An entry that is as it was
 * in `previous` is the same object.
 */
export function project(log: readonly EventFrame[], pending: readonly Message[], me: string | undefined, previous: readonly Message[]): Message[] {
  const entries: Message[] = [];
  const places = new Map<string | number, number>(); // event id and offset -> index in entries
  const amend = (event: string | number | undefined, change: Partial<Message>) => {
    const place = event === undefined ? undefined : places.get(event);
    const entry = place === undefined ? undefined : entries[place];
    if (entry !== undefined && place !== undefined && !entry.erased) entries[place] = { ...entry, ...change };
    return entry?.id;
  };

  for (const event of log) {
    if (event.kind === "edited") amend(event.event, { parts: event.parts as unknown as Part[], edited: true });
    if (event.kind === "erased") amend(event.event, { parts: [], erased: true });
    if (!SHOWN.has(event.kind)) continue;
    const entry = entryOf(event, me);
    const pressed = event.kind === "action" ? amend(event.event, { chosen: event.value }) : undefined;
    places.set(event.id, entries.length).set(event.offset, entries.length);
    entries.push(pressed === undefined ? entry : { ...entry, event: pressed });
  }
  for (const press of pending) {
    if (press.kind === "action" && press.status !== "failed" && press.value !== undefined) amend(press.event, { chosen: press.value });
  }
  return keepIdentity(entries, previous);
}

/** Puts finished events, one's own on their way and growing drafts into the order of the list. */
export function arrange(logged: readonly Message[], pending: readonly Message[], drafts: readonly Message[]): readonly Message[] {
  return [...logged, ...pending, ...drafts];
}

/** Counts the messages of others beyond one's own read mark. */
export function countUnread(logged: readonly Message[], mark: number): number {
  let count = 0;
  for (let i = logged.length - 1; i >= 0; i--) {
    const entry = logged[i];
    if (entry === undefined || entry.offset <= mark) break;
    if (entry.kind === "message" && !entry.own) count++;
  }
  return count;
}

/** Whether the conversation was ended and no visitor has spoken since. */
export function isEnded(log: readonly EventFrame[]): boolean {
  const last = log.findLast((e) => e.kind === "ended" || (e.kind === "message" && e.author.role === "visitor"));
  return last?.kind === "ended";
}

function entryOf(event: EventFrame, me: string | undefined): Message {
  const { type: _type, conversation: _conversation, ...fields } = event as EventFrame & { draft?: string; parts?: unknown };
  const { draft, ...rest } = fields;
  return {
    ...(rest as unknown as Message),
    parts: (fields.parts ?? []) as Part[],
    own: event.author.id === me,
    status: "sent",
    ...(draft === undefined ? {} : { draftId: draft }),
  };
}

function keepIdentity(entries: Message[], previous: readonly Message[]): Message[] {
  const before = new Map(previous.map((entry) => [entry.offset, entry]));
  return entries.map((entry) => {
    const old = before.get(entry.offset);
    return old !== undefined && sameFields(old, entry) ? old : entry;
  });
}

/** parts and author come from the log's own objects, so that comparing by identity is enough. */
function sameFields(a: Message, b: Message): boolean {
  const fields = Object.keys(a);
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field] || bothEmpty(a[field], b[field]));
}

function bothEmpty(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0;
}
