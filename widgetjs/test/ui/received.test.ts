import assert from "node:assert/strict";
import { test } from "node:test";
import { agent, bot, event, going, initial, visitor } from "./fake-client.js";
import type { Message, State } from "../../src/client/index.js";
import { head, received } from "../../src/ui/received.js";

const online: State = { ...initial, ...going };
const said = (author: typeof bot, offset: number): Message => event(author, ["x"], { offset });
const withMessages = (state: State, ...messages: Message[]): State => ({ ...state, messages });
const offsets = (messages: readonly Message[]) => messages.map(({ offset }) => offset);

test("received: what others say while one is connected is news once", () => {
  const before = withMessages(online, said(visitor, 1));
  const after = withMessages(online, said(visitor, 1), said(bot, 2), said(agent, 3));
  assert.deepEqual(offsets(received(after, before)), [2, 3]);
  assert.deepEqual(received({ ...after, unread: 2 }, after), []);
});

test("received: one's own messages are no news", () => {
  assert.deepEqual(received(withMessages(online, said(bot, 1), said(visitor, 2)), withMessages(online, said(bot, 1))), []);
});

test("received: a conversation that is taken up again is no news", () => {
  const connecting: State = { ...online, connection: { state: "connecting", attempt: 0 } };
  assert.deepEqual(received(withMessages(online, said(bot, 1), said(bot, 2)), connecting), []);
});

test("received: earlier messages that are loaded are no news", () => {
  assert.deepEqual(received(withMessages(online, said(bot, 1), said(bot, 2), said(bot, 3)), withMessages(online, said(bot, 3))), []);
});

test("received: the answer to the very first message is news though it comes with the connection", () => {
  const pending: Message = { ...said(visitor, 0), id: "k", key: "k", status: "sending" };
  const before = withMessages({ ...initial, connection: { state: "connecting", attempt: 0 } }, pending);
  const after = withMessages(online, { ...pending, offset: 1, id: "e1", status: "sent" }, said(bot, 2));
  assert.deepEqual(offsets(received(after, before)), [2]);
});

test("received: what was missed during a broken connection is news", () => {
  const lost: State = { ...online, connection: { state: "reconnecting", attempt: 2 } };
  assert.deepEqual(offsets(received(withMessages(online, said(bot, 1), said(bot, 2)), withMessages(lost, said(bot, 1)))), [2]);
});

test("received: another conversation's messages are no news", () => {
  assert.deepEqual(received(withMessages({ ...online, conversation: "d" }, said(bot, 9)), withMessages(online, said(bot, 1))), []);
});

test("received: a growing draft is news only when it is finished", () => {
  const draft: Message = { ...said(bot, 0), id: "d", draftId: "d", draft: true };
  const before = withMessages(online, said(visitor, 1));
  const growing = withMessages(online, said(visitor, 1), draft);
  assert.deepEqual(received(growing, before), []);
  assert.deepEqual(offsets(received(withMessages(online, said(visitor, 1), { ...said(bot, 2), draftId: "d" }), growing)), [2]);
  assert.equal(head(growing), 1);
});
