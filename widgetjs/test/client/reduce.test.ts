import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY, type Change, type Entry, type Model } from "../../src/client/model.js";
import { Gap, reduce as reduceAll } from "../../src/client/reduce.js";
import type { EventFrame, WelcomeFrame } from "../../src/protocol.gen.js";

const me = { id: "v1", name: "", role: "visitor" } as const;
const bot = { id: "bot", name: "Assistant", role: "bot" } as const;

const event = (offset: number, more: object = {}): EventFrame =>
  ({ type: "event", conversation: "c1", offset, id: `c1.${offset}`, at: "2026-01-01T00:00:00.000Z", author: bot, kind: "message", parts: [{ type: "text", text: `text ${offset}` }], ...more }) as EventFrame;
const said = (key: string, more: Partial<Entry> = {}): Change => ({
  type: "entry",
  entry: {
    command: { type: "send", key, parts: [{ type: "text", text: key }] }, at: "2026-01-01T00:00:00.000Z", turn: 1,
    conversation: "c1", participant: "v1", ...more,
  },
});
const welcome = (more: Partial<WelcomeFrame> = {}): WelcomeFrame => ({
  type: "welcome", v: 1, session: "s1", conversation: "c1", head: 3, cursor: "3", recovered: true, heartbeat: 25,
  limits: { connections: 5, rate: 2, burst: 10, payload: 65536, text: 8192, parts: 16 }, participants: [me, bot], reads: [], ...more,
});
const reduce = (model: Model, change: Change): Model => reduceAll(model, [change]);
const after = (...changes: Change[]): Model => reduceAll(EMPTY, [{ type: "state", state: { me } }, ...changes]);
const list = (model: Model) => model.state.messages.map((m) => [m.offset, m.parts[0]?.text, m.status]);

test("events make the list, each once, whatever is repeated", () => {
  const events = [1, 2, 3].map((n) => event(n));
  const model = after(...events, ...events.slice(0, 2), event(3));
  assert.deepEqual(list(model), [[1, "text 1", "sent"], [2, "text 2", "sent"], [3, "text 3", "sent"]]);
  assert.equal(reduce(model, event(2)), model, "a repeat must not even make a new model");
});

test("an event whose predecessor is missing is a gap, and so is one of another conversation", () => {
  assert.throws(() => after(event(1), event(3)), Gap);
  assert.throws(() => after(event(1), event(2, { conversation: "c2" })), Gap);
  assert.throws(() => after(event(2)), Gap);
});

test("what did not change keeps its identity", () => {
  const before = after(event(1), event(2));
  const next = reduce(before, event(3));
  assert.equal(next.state.messages[0], before.state.messages[0]);
  assert.equal(next.state.messages[1], before.state.messages[1]);
  assert.equal(reduce(next, { type: "read", participant: "bot", offset: 0 }).state, next.state);
  assert.equal(reduce(next, { type: "typing", author: bot, on: false, ttl: 6 }).state, next.state);
  const amended = reduce(next, event(4, { kind: "edited", event: "c1.2", parts: [] }));
  assert.equal(amended.state.messages[0], next.state.messages[0]);
  assert.notEqual(amended.state.messages[1], next.state.messages[1]);
});

test("one's own message is shown once: on its way, acknowledged, and as its event", () => {
  const sending = after(event(1), said("k1"), said("k2"));
  assert.deepEqual(list(sending), [[1, "text 1", "sent"], [0, "k1", "sending"], [0, "k2", "sending"]]);
  const ack: Change = { type: "ack", key: "k1", conversation: "c1", offset: 2, id: "c1.2", at: "2026-01-01T00:00:01.000Z" };
  const own = event(2, { author: me, key: "k1", parts: [{ type: "text", text: "k1" }] });
  const acked = reduce(sending, ack);
  assert.deepEqual(list(acked), [[1, "text 1", "sent"], [2, "k1", "sent"], [0, "k2", "sending"]]);
  assert.deepEqual(list(reduce(acked, own)), list(acked));
  assert.deepEqual(list(reduceAll(sending, [own, ack])), list(acked), "the event may come first");
  assert.equal(reduce(acked, own).state.messages[1]?.own, true);
});

test("what was said before there was a conversation belongs to the one that the first message has made", () => {
  const model = after(said("k1", { conversation: null }), said("k2", { conversation: null, turn: 2 }));
  const acked = reduce(model, { type: "ack", key: "k1", conversation: "c1", offset: 1, id: "c1.1", at: "" });
  assert.deepEqual(acked.outbox.map((e) => [e.command.key, e.conversation]), [["k1", null], ["k2", "c1"]]);
  assert.equal(reduce(acked, { type: "ack", key: "k9", conversation: "c9", offset: 1, id: "c9.1", at: "" }), acked);
});

test("what another tab knows takes the place of what is here, but for what waits and it has not heard of", () => {
  const here = after(event(1), said("k1"), said("k2", { turn: 2 }), said("k3", { turn: 3 }));
  const there = after(event(1), event(2, { author: me, key: "k1" }), said("k2", { turn: 2, error: "No." }));
  const model = reduce(here, { type: "model", model: there });
  assert.deepEqual(list(model), [[1, "text 1", "sent"], [2, "text 2", "sent"], [0, "k2", "failed"], [0, "k3", "sending"]]);
  assert.deepEqual(reduce(model, said("k1")).outbox, model.outbox, "and what has come does not wait again");
});

test("refused, retried and discarded messages", () => {
  const failed = after(said("k1", { error: "No.", code: "invalid" }));
  assert.deepEqual([failed.state.messages[0]?.status, failed.state.messages[0]?.error], ["failed", "No."]);
  const retried = reduce(failed, said("k1"));
  assert.deepEqual([retried.state.messages[0]?.status, retried.state.messages[0]?.error], ["sending", undefined]);
  assert.deepEqual(reduce(retried, { type: "gone", key: "k1", code: "discarded", error: "" }).state.messages, []);
});

test("edits and erasures change their message, also when it is loaded later", () => {
  const edit = event(51, { kind: "edited", event: "c1.3", parts: [{ type: "text", text: "new" }] });
  const erase = event(52, { kind: "erased", event: 4 });
  const page = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
  const loaded = after({ type: "page", conversation: "c1", events: [...page(50, 50), edit, erase] });
  const whole = reduce(loaded, { type: "older", conversation: "c1", events: page(1, 49) });
  assert.equal(whole.state.messages.length, 50);
  assert.deepEqual([whole.state.messages[2]?.parts[0]?.text, whole.state.messages[2]?.edited], ["new", true]);
  assert.deepEqual([whole.state.messages[3]?.parts, whole.state.messages[3]?.erased], [[], true]);
  assert.deepEqual([loaded.state.older, whole.state.older], ["more", "none"]);
});

test("a pressed button shows on its message: while the press is on its way, and from its event", () => {
  const choices = event(1, { parts: [{ type: "buttons", buttons: [{ title: "Yes", value: "y" }] }] });
  const press = (more: Partial<Entry> = {}) => said("k", { command: { type: "action", key: "k", event: "c1.1", value: "y" }, ...more });
  const pressing = after(choices, press());
  assert.equal(pressing.state.messages[0]?.chosen, "y");
  assert.equal(reduce(pressing, press({ error: "No." })).state.messages[0]?.chosen, undefined);
  const pressed = reduce(pressing, event(2, { kind: "action", author: me, key: "k", event: 1, value: "y", parts: undefined }));
  assert.deepEqual([pressed.state.messages.length, pressed.state.messages[0]?.chosen, pressed.state.messages[1]?.event], [2, "y", "c1.1"]);
});

test("a draft grows by what continues it, starts over at 0, and ends as its event", () => {
  const delta = (from: number, text: string, done = false): Change => ({ type: "delta", draft: "d1", author: bot, from, text, done });
  const text = (model: Model) => model.state.messages.at(-1)?.parts[0]?.text;
  const grown = after(event(1), delta(0, "a𝄞"), delta(3, "b"), delta(3, "b"), delta(9, "z"));
  assert.equal(text(grown), "a𝄞b", "from counts UTF-16 units; what does not continue it is left out");
  assert.equal(grown.state.messages.at(-1)?.draft, true);
  assert.equal(grown.state.unread, 1, "a draft is not unread yet");
  assert.equal(text(reduce(grown, delta(0, "new"))), "new");
  const ended = reduceAll(grown, [delta(4, "c", true), event(2, { draft: "d1" }), delta(0, "late")]);
  assert.deepEqual(ended.state.messages.map((m) => [m.offset, m.draftId, m.draft]), [[1, undefined, undefined], [2, "d1", undefined]]);
  assert.deepEqual(after(delta(0, "", true)).state.messages, [], "given up without a word");
  assert.equal(reduce(grown, welcome({ head: 1 })).state.messages.length, 1, "a new connection is told anew what still grows");
});

test("unread counts the others' messages beyond one's own mark, which never goes back", () => {
  const model = after(event(1), event(2, { author: me, key: "k" }), event(3), event(4, { kind: "joined", participant: "bot", parts: undefined }), event(5));
  const unread = (...changes: Change[]) => reduceAll(model, changes).state.unread;
  assert.equal(unread(), 3);
  assert.equal(unread({ type: "read", participant: "v1", offset: 3 }), 1);
  assert.equal(unread({ type: "read", participant: "v1", offset: 5 }, { type: "read", participant: "v1", offset: 1 }), 0);
  assert.equal(unread({ type: "read", participant: "bot", offset: 5 }), 3);
});

test("typing shows the others, once each", () => {
  const typing = (author: typeof bot | typeof me, on: boolean): Change => ({ type: "typing", author, on, ttl: 6 });
  const model = after(typing(bot, true), typing(bot, true), typing(me, true));
  assert.deepEqual(model.state.typing, [bot]);
  assert.deepEqual(reduce(model, typing(bot, false)).state.typing, []);
  assert.deepEqual(reduce(model, welcome({ head: 0 })).state.typing, []);
});

test("a conversation is ended until a visitor speaks again", () => {
  const ended = event(2, { kind: "ended", parts: undefined });
  assert.equal(after(event(1), ended).state.ended, true);
  assert.equal(after(event(1), ended, event(3)).state.ended, true, "the bot's word does not open it");
  assert.equal(after(event(1), ended, event(3, { author: me })).state.ended, false);
});

test("another conversation takes the place of the one before, but not of what was not sent", () => {
  const model = reduceAll(after(event(1), said("k1")), [welcome({ conversation: "c2", head: 0, recovered: false, cursor: "c2.0" })]);
  assert.deepEqual(list(model), [[0, "k1", "sending"]]);
  assert.deepEqual([model.state.conversation, model.cursor, model.state.older], ["c2", "c2.0", "none"]);
  const out = reduceAll(model, [{ type: "left" }, { type: "state", state: { me: null } }]);
  assert.deepEqual([out.state.me, out.state.conversation, list(out)], [null, null, [[0, "k1", "sending"]]]);
});

test("an older page that does not touch the log is left out", () => {
  const loaded = after({ type: "page", conversation: "c1", events: [event(5), event(6)] });
  assert.equal(reduce(loaded, { type: "older", conversation: "c1", events: [event(2), event(3)] }), loaded);
  assert.equal(reduce(loaded, { type: "older", conversation: "c9", events: [event(4)] }), loaded);
});

test("names from the network cannot reach into objects", () => {
  const odd = { id: "__proto__", name: "x", role: "agent" } as const;
  const model = after(event(1, { author: odd }), { type: "read", participant: "__proto__", offset: 7 });
  assert.equal(({} as Record<string, unknown>)["offset"], undefined);
  assert.equal(Object.getPrototypeOf(model.state.reads), Object.prototype);
  assert.deepEqual(Object.keys(model.state.reads), ["__proto__"]);
});

test("fields and kinds of a newer server do no harm", () => {
  const model = after(event(1, { mood: "sunny" }), event(2, { kind: "pinned", event: "c1.1", parts: undefined }), event(3));
  assert.deepEqual(model.state.messages.map((m) => m.offset), [1, 3]);
  assert.equal(model.state.messages[0]?.["mood"], "sunny");
});
