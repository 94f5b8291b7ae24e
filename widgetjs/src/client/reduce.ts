import type { DeltaFrame, EventFrame, ReadMark } from "../protocol.gen.js";
import { EMPTY, isWaiting, lastOffset, NOWHERE, type Change, type Entry, type Model } from "./model.js";
import { project, reuse } from "./project.js";
import type { Message, State } from "./state.js";

/** An event came whose predecessors are missing: the log has to be read again. */
export class Gap extends Error {}

/** A model in the making: its fields may be replaced, and nothing in them is modified. */
type Draft = Writable<Omit<Model, "state">> & { state: Writable<State> };
type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * Makes the model that follows from changes; neither is modified, and what stays as it was keeps its identity.
 * Every change may come twice. Throws Gap, and nothing else.
 */
export function reduce(model: Model, changes: readonly Change[]): Model {
  const next: Draft = { ...model, state: { ...model.state } };
  for (const change of changes) (APPLY[change.type] as ((m: Draft, change: Change) => void) | undefined)?.(next, change);
  const last = lastOffset(next.log);
  next.outbox = kept(next.outbox, ({ ack }) => !ack || ack.offset > last);
  next.state = project(next, model);
  return reuse(next, model);
}

/** What the changes do. Those that are not here change nothing; a reset is followed by a page. */
const APPLY: { readonly [Type in Change["type"]]?: (m: Draft, change: Change & { type: Type }) => void } = {
  state(m, { state }) {
    Object.assign(m.state, state);
  },

  model(m, { model }) {
    const entries = [...m.outbox.filter(isWaiting), ...model.outbox]; // of what waits here the leader may not have heard yet
    Object.assign(m, model, { state: { ...model.state }, outbox: [] });
    for (const entry of entries) put(m, entry);
  },

  welcome(m, { conversation, recovered, head, cursor, limits, participants, reads }) {
    follow(m, conversation);
    if (!recovered && head === 0) Object.assign(m, { log: [], cursor });
    m.drafts = []; // those that still grow are told anew
    Object.assign(m.state, { limits, participants, typing: [] });
    for (const mark of reads) raise(m, mark);
  },

  left: leave,

  cursor(m, { cursor }) {
    m.cursor = cursor;
  },

  /** One that is there already is left out, and a log is of one conversation. */
  event(m, event) {
    const { offset, conversation } = event;
    const last = lastOffset(m.log);
    if (offset > last + 1 || conversation !== (m.log[0] ?? event).conversation) throw new Gap();
    if (offset <= last) return;
    m.state.conversation = conversation;
    extend(m, [...m.log, event], [event]);
  },

  page(m, { conversation, events, cursor }) {
    follow(m, conversation);
    extend(m, events, events);
    if (cursor !== undefined) m.cursor = cursor;
  },

  /** One that does not touch the log is left out. */
  older(m, { conversation, events }) {
    if (conversation === m.state.conversation && lastOffset(events) === (m.log[0]?.offset ?? 0) - 1) extend(m, [...events, ...m.log], events);
  },

  entry(m, { entry }) {
    put(m, entry);
  },

  gone(m, { key }) {
    m.outbox = kept(m.outbox, (e) => !is(e, key));
  },

  /** What was said before there was a conversation belongs to the one that the first message has made. */
  ack(m, { key, offset, id, at, conversation }) {
    if (!find(m, key)) return;
    m.outbox = m.outbox.map((e) => (is(e, key) ? { ...e, ack: { offset, id, at } } : { ...e, conversation: e.conversation ?? conversation }));
  },

  delta(m, { draft, author, from, text, done, at = "" }: DeltaFrame & { readonly at?: string }) {
    const before = m.drafts.find((d) => d.id === draft);
    const said = before?.parts[0]?.text ?? "";
    if ((from !== 0 && from !== said.length) || m.log.some((e) => e.kind === "message" && e.draft === draft)) return;
    const grown = said.slice(0, from) + text;
    const message: Message = {
      id: draft, draftId: draft, offset: 0, at, author, kind: "message", own: false, status: "sent", draft: true, ...before,
      parts: [{ type: "markdown", text: grown }],
    };
    if (done && grown === "") m.drafts = kept(m.drafts, (d) => d !== before);
    else m.drafts = !before ? [...m.drafts, message] : m.drafts.map((d) => (d === before ? message : d));
  },

  typing({ state }, { author, on }) {
    const { typing, me } = state;
    const others = kept(typing, (p) => p.id !== author.id);
    if (!on) state.typing = others;
    else if (others === typing && author.id !== me?.id) state.typing = [...typing, author];
  },

  read: raise,
};

/** Turns to a conversation; the log of another one is not shown any longer. */
function follow(m: Draft, conversation: string | null): void {
  if (m.state.conversation === conversation) return;
  if (m.state.conversation !== null) leave(m);
  m.state.conversation = conversation;
}

/** Drops everything about a conversation but what was not sent yet. */
function leave(m: Draft): void {
  Object.assign(m, EMPTY, { outbox: m.outbox.filter(isWaiting), state: { ...m.state, ...NOWHERE } });
}

/** Makes a log that has new events the model's, and drops what they have taken the place of. */
function extend(m: Draft, log: readonly EventFrame[], events: readonly EventFrame[]): void {
  m.log = log;
  const { state } = m;
  for (const { key, kind, author, draft } of events as readonly (EventFrame & { readonly draft?: string })[]) {
    m.outbox = kept(m.outbox, (e) => !is(e, key));
    m.drafts = kept(m.drafts, (d) => d.id !== draft);
    if (kind === "joined" && !state.participants.some((p) => p.id === author.id)) state.participants = [...state.participants, author];
  }
}

/** Puts an entry in its place, or in the place of the one with its key, unless that is settled. */
function put(m: Draft, entry: Entry): void {
  const { key } = entry.command;
  if (m.log.some((e) => e.key === key) || find(m, key)?.ack) return;
  m.outbox = [...m.outbox.filter((e) => !is(e, key)), entry].sort((a, b) => a.turn - b.turn);
}

/** Read marks never go back. */
function raise({ state }: Draft, { participant, offset }: ReadMark): void {
  if (!(offset <= (state.reads[participant] ?? 0))) state.reads = { ...state.reads, [participant]: offset };
}

function find({ outbox }: Draft, key: string): Entry | undefined {
  return outbox.find((e) => is(e, key));
}

function is({ command }: Entry, key: string | undefined): boolean {
  return command.key === key;
}

function kept<T>(items: readonly T[], keep: (item: T) => boolean): readonly T[] {
  return reuse(items.filter(keep), items);
}
