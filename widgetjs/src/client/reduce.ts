import type { AckFrame, DeltaFrame, EventFrame, ReadMark, TypingStateFrame, WelcomeFrame } from "../protocol.gen.js";
import { EMPTY, lastOffset, type Change, type Model, type Page, type Snapshot } from "./model.js";
import { arrange, countUnread, isEnded, project } from "./project.js";
import type { Message, Part, State } from "./state.js";

/** An event came whose predecessors are missing: the log has to be read again. */
export class Gap extends Error {}

/**
 * Makes the model that follows from a change; neither is modified, and what stays as it was keeps its identity.
 * Every change may come twice. Throws Gap, and nothing else.
 */
export function reduce(model: Model, change: Change): Model {
  switch (change.type) {
    case "event": return withEvents(model, [change]);
    case "page": return withPage(model, change);
    case "restored": return withSnapshot(model, change.snapshot);
    case "cursor": return { ...model, cursor: change.cursor };
    case "welcome": return welcomed(model, change);
    case "reset": return following(model, change.conversation);
    case "ack": return acknowledged(model, change);
    case "delta": return withDelta(model, change);
    case "typing": return withTyping(model, change);
    case "read": return shown(model, { reads: raised(model.state.reads, [change]) });
    case "session": return shown(model, { me: change.me });
    case "connection": return shown(model, { connection: change.connection });
    case "queued": return withQueued(model, change.message);
    case "refused": return withPending(model, changed(model.pending, change.key, (m) => ({ ...m, status: "failed", error: change.error })));
    case "retried": return withPending(model, changed(model.pending, change.key, ({ error: _, ...m }) => ({ ...m, status: "sending" })));
    case "discarded":
    case "set aside": return withPending(model, model.pending.filter((m) => m.key !== change.key));
    case "loading": return shown(model, { older: change.on ? "loading" : olderThan(model.log) });
    case "expired": return expired(model, change);
    case "left": return without(model, NO_CONVERSATION);
    case "signed out": return without(model, { ...NO_CONVERSATION, me: null });
    case "leads": return shown(model, { leads: change.on });
    case "model": return { ...change.model, state: { ...change.model.state, leads: model.state.leads } };
    default: return model; // error, bye, pong and presence are not state
  }
}

/** Makes the model that follows from many changes; see reduce. */
export function reduceAll(model: Model, changes: readonly Change[]): Model {
  let next = model;
  for (let i = 0; i < changes.length; i++) {
    const run: EventFrame[] = [];
    for (let event = changes[i]; event?.type === "event"; event = changes[i]) {
      run.push(event);
      i++;
    }
    if (run.length > 0) next = withEvents(next, run); // together, for the list is made anew each time
    const change = changes[i];
    if (change !== undefined) next = reduce(next, change);
  }
  return next;
}

const NO_CONVERSATION = { conversation: null, participants: [], typing: [], reads: {}, older: "unknown" } satisfies Partial<State>;

/** Puts changed fields into the state and works out again whatever follows from what has changed since previous. */
function shown(model: Model, fields: Partial<State>, previous: Model = model): Model {
  const state = { ...model.state, ...fields };
  const me = state.me?.id;
  const logged =
    model.log !== previous.log || model.pending !== previous.pending || me !== previous.state.me?.id || model.logged !== previous.logged
      ? project(model.log, model.pending, me, previous.logged)
      : model.logged;
  const listed = logged !== previous.logged || model.pending !== previous.pending || model.drafts !== previous.drafts;
  const next: State = {
    ...state,
    messages: listed ? arrange(logged, model.pending, model.drafts) : state.messages,
    unread: me === undefined ? 0 : countUnread(logged, state.reads[me] ?? 0),
    ended: isEnded(model.log),
  };
  const same = (Object.keys(next) as (keyof State)[]).every((field) => next[field] === previous.state[field]);
  return { ...model, logged, state: same ? previous.state : next };
}

function withPending(model: Model, pending: readonly Message[]): Model {
  return shown({ ...model, pending }, {}, model);
}

/** What earlier pages have left is in its place by its time, unless its event has come already. */
function withQueued(model: Model, message: Message): Model {
  if ([...model.log, ...model.pending].some((e) => e.key === message.key)) return model;
  return withPending(model, [...model.pending, message].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))));
}

function changed(messages: readonly Message[], key: string, change: (m: Message) => Message): readonly Message[] {
  return messages.map((m) => (m.key === key ? change(m) : m));
}

/** Appends events; those that are there already are left out, and a log is of one conversation. */
function withEvents(model: Model, events: readonly EventFrame[]): Model {
  const log = [...model.log];
  let last = lastOffset(model);
  const conversation = model.log[0]?.conversation ?? events[0]?.conversation;
  for (const event of events) {
    if (event.offset <= last && event.conversation === conversation) continue;
    if (event.offset !== last + 1 || event.conversation !== conversation) throw new Gap(`event ${event.offset} came after ${last}`);
    log.push(event);
    last = event.offset;
  }
  return log.length === model.log.length ? model : withLog(model, log);
}

/** Replaces the log, and drops what its events have taken the place of. */
function withLog(model: Model, log: readonly EventFrame[]): Model {
  const keys = new Set(log.map((e) => e.key));
  const drafts = new Set(log.map((e) => (e.kind === "message" ? e.draft : undefined)));
  const last = lastOffset({ log });
  const next = {
    ...model,
    log,
    pending: kept(model.pending, (m) => !keys.has(m.key) && !(m.offset > 0 && m.offset <= last)),
    drafts: kept(model.drafts, (m) => !drafts.has(m.id)),
  };
  const joined = log.flatMap((e) => (e.kind === "joined" ? [e.author] : []));
  const known = new Set(model.state.participants.map((p) => p.id));
  const fresh = joined.filter((p) => !known.has(p.id) && known.add(p.id));
  return shown(next, {
    conversation: log.at(-1)?.conversation ?? model.state.conversation,
    participants: fresh.length > 0 ? [...model.state.participants, ...fresh] : model.state.participants,
    older: model.state.older === "loading" ? "loading" : olderThan(log),
  }, model);
}

function kept<T>(list: readonly T[], keep: (item: T) => boolean): readonly T[] {
  return list.every(keep) ? list : list.filter(keep);
}

function olderThan(log: readonly EventFrame[]): State["older"] {
  const first = log[0];
  if (first === undefined) return "none";
  return first.offset === 1 ? "none" : "more";
}

/** A page must be without holes and, where it goes before the log, touch it; else it is left out. */
function withPage(model: Model, { place, conversation, events, cursor }: Page): Model {
  const contiguous = events.every((e, i) => i === 0 || e.offset === (events[i - 1]?.offset ?? 0) + 1);
  if (!contiguous) return model;
  if (place === "newest") {
    const next = withLog(following(model, conversation), events);
    return cursor === undefined ? next : { ...next, cursor };
  }
  const touches = conversation === model.state.conversation && events.at(-1)?.offset === (model.log[0]?.offset ?? 0) - 1;
  return touches ? withLog(model, [...events, ...model.log]) : model;
}

function withSnapshot(model: Model, { conversation, cursor, participants, reads, events }: Snapshot): Model {
  const next = shown(model, { conversation, participants, reads });
  return { ...withLog(next, events), cursor };
}

/** Turns to a conversation; the log of another one is not shown any longer. */
function following(model: Model, conversation: string | null): Model {
  if (conversation === model.state.conversation) return model;
  const first = model.log.length === 0 && model.state.conversation === null;
  return first ? shown(model, { conversation }) : without(model, { ...NO_CONVERSATION, conversation });
}

/** Drops everything about a conversation but what was not sent yet. */
function without(model: Model, fields: Partial<State>): Model {
  return shown({ ...EMPTY, state: model.state, pending: model.pending }, fields, model);
}

function welcomed(model: Model, welcome: WelcomeFrame): Model {
  const next = following(model, welcome.conversation);
  const fresh = !welcome.recovered && welcome.head === 0;
  const log = fresh && next.log.length > 0 ? [] : next.log;
  const drafts = next.drafts.length > 0 ? [] : next.drafts; // those that still grow are told anew
  return shown(
    { ...next, log, drafts, cursor: fresh ? welcome.cursor : next.cursor },
    {
      limits: welcome.limits,
      participants: welcome.participants,
      typing: [],
      reads: raised(next.state.reads, welcome.reads),
      older: welcome.head === 0 ? "none" : next.state.older,
    },
    next,
  );
}

/** The event of one's own is durable; its entry waits in its place for the event. */
function acknowledged(model: Model, { key, offset, id, at }: AckFrame): Model {
  if (offset <= lastOffset(model)) return withPending(model, kept(model.pending, (m) => m.key !== key));
  return withPending(model, changed(model.pending, key, ({ error: _, ...m }) => ({ ...m, status: "sent", offset, id, at })));
}

function withDelta(model: Model, { draft, author, from, text, done, at = "" }: DeltaFrame & { at?: string }): Model {
  if (model.logged.some((m) => m.draftId === draft)) return model;
  const before = model.drafts.find((m) => m.id === draft);
  const said = before?.parts[0]?.text ?? "";
  if (from !== 0 && from !== said.length) return model;
  const grown = said.slice(0, from) + text;
  const others = model.drafts.filter((m) => m !== before);
  if (done && grown === "") return shown({ ...model, drafts: others }, {}, model);
  const parts: Part[] = [{ type: "markdown", text: grown }];
  const message: Message = before !== undefined ? { ...before, parts } : {
    id: draft, draftId: draft, offset: 0, at, author, kind: "message", parts, own: false, status: "sent", draft: true,
  };
  const drafts = before === undefined ? [...others, message] : model.drafts.map((m) => (m === before ? message : m));
  return shown({ ...model, drafts }, {}, model);
}

function withTyping(model: Model, { author, on }: TypingStateFrame): Model {
  const { typing, me } = model.state;
  if (on && (author.id === me?.id || typing.some((p) => p.id === author.id))) return model;
  return shown(model, { typing: on ? [...typing, author] : kept(typing, (p) => p.id !== author.id) });
}

function expired(model: Model, { participant, draft }: { participant?: string; draft?: string }): Model {
  const drafts = kept(model.drafts, (m) => m.id !== draft);
  return shown({ ...model, drafts }, { typing: kept(model.state.typing, (p) => p.id !== participant) }, model);
}

/** Read marks never go back. */
function raised(reads: State["reads"], marks: readonly ReadMark[]): State["reads"] {
  const higher = marks.filter((m) => m.offset > (Object.hasOwn(reads, m.participant) ? (reads[m.participant] ?? 0) : 0));
  return higher.length === 0 ? reads : { ...reads, ...Object.fromEntries(higher.map((m) => [m.participant, m.offset])) };
}
