import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/client/index.js";
import { texts, World, type Visit } from "./world/index.js";

const offsets = (client: Client) => client.state.messages.map((m) => m.offset);
const statuses = (client: Client) => client.state.messages.map((m) => m.status);
const said = (world: World) => world.server.log.map((e) => (e.kind === "message" && e.parts[0]?.type === "text" ? e.parts[0].text : e.kind));

/** Two pages of one visitor who has said hello; the first leads. */
async function two(world: World): Promise<[Visit, Visit]> {
  const first = await world.talking();
  const second = world.open();
  await Promise.all([second.client.start(), world.clock.run(100)]);
  return [first, second];
}

/** Counts how often something that contains a text goes out to the server. */
function countSent(world: World, text: string): () => number {
  let n = 0;
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (page, url, init) => {
    n += Number(String(init.body).includes(text));
    return fetch(page, url, init);
  };
  world.server.swallows = (data) => {
    n += Number(data.includes(text));
    return false;
  };
  return () => n;
}

test("the second page shows what the first shows, over the first one's connection", async () => {
  const world = new World();
  const [first, second] = await two(world);
  assert.deepEqual([first.client.state.leads, second.client.state.leads], [true, false]);
  world.server.say("hi");
  await world.clock.run(15);
  for (const { client } of [first, second]) assert.deepEqual([texts(client), client.state.connection.state], [["hello", "hi"], "online"]);
  assert.deepEqual([second.page.requests, world.server.connections], [[], 1]);
});

test("what a following page says shows in each at once, and is sent once, by the one that leads", async () => {
  const world = new World();
  const [first, second] = await two(world);
  const sent = countSent(world, "from the second");
  const receipt = second.client.send("from the second");
  assert.deepEqual(statuses(second.client), ["sent", "sending"]);
  await world.clock.run(3);
  assert.deepEqual([texts(first.client), statuses(first.client)], [["hello", "from the second"], ["sent", "sending"]]);
  await world.clock.run(1_000);
  assert.equal((await receipt).offset, 2);
  for (const { client } of [first, second]) assert.deepEqual([offsets(client), statuses(client)], [[1, 2], ["sent", "sent"]]);
  assert.deepEqual([sent(), second.page.requests], [1, []]);
});

const ends: Record<string, (visit: Visit) => void> = {
  "is closed": ({ client }) => client.close(),
  "is killed": ({ page }) => page.kill(),
  "is put away": ({ page }) => page.happens("hide"),
};
for (const [name, end] of Object.entries(ends)) {
  test(`when the page that leads ${name}, another goes on from where it was, with all that is to be sent`, async () => {
    const world = new World();
    const [first, second] = await two(world);
    world.server.swallows = () => true;
    first.client.send("a").catch(() => {});
    second.client.send("b").catch(() => {});
    await world.clock.run(100);
    world.server.swallows = () => false;
    world.server.say("meanwhile");
    end(first);
    await world.clock.until(() => said(world).length === 4, 5_000);
    await world.clock.run(100);
    assert.deepEqual(texts(second.client), ["hello", "meanwhile", "a", "b"]);
    assert.deepEqual([second.client.state.leads, world.server.connections], [true, 1]);
    assert.ok(second.page.requests.every((r) => !r.endsWith("/events")), "nothing was read again");
  });
}

test("a page that is put away frees its lock and its channel, and follows when it is back", async () => {
  const world = new World();
  const [first, second] = await two(world);
  first.page.happens("hide");
  assert.equal(first.client.state.leads, false);
  await world.clock.run(1_000);
  assert.equal(second.client.state.leads, true);
  world.server.say("meanwhile");
  await world.clock.run(100);
  assert.equal(texts(first.client).length, 1, "it hears nothing");
  first.page.happens("show");
  await world.clock.run(100);
  assert.deepEqual(texts(first.client), ["hello", "meanwhile"]);
  assert.deepEqual([first.client.state.leads, world.server.connections], [false, 1]);
});

test("a leader that hangs without a word is replaced, and follows when it goes on", async () => {
  const world = new World();
  const [first, second] = await two(world);
  first.page.stop();
  world.server.say("meanwhile");
  await world.clock.until(() => texts(second.client).includes("meanwhile"), 22_000);
  second.page.stop();
  const third = world.open();
  void third.client.start();
  const sent = countSent(world, "not to wait");
  const receipt = third.client.send("not to wait");
  await world.clock.until(() => statuses(third.client).at(-1) === "sent", 7_000);
  await receipt;
  first.page.goOn();
  second.page.goOn();
  await world.clock.run(30_000);
  for (const { client } of [first, second, third]) assert.deepEqual(texts(client), ["hello", "meanwhile", "not to wait"]);
  assert.deepEqual([first, second, third].map(({ client }) => client.state.leads), [false, false, true]);
  assert.deepEqual([sent(), world.server.connections], [1, 1]);
});

test("a page that has missed something is told everything, without a request", async () => {
  const world = new World();
  const [, second] = await two(world);
  world.browser.loses = () => true;
  world.server.say("a");
  await world.clock.run(100);
  world.browser.loses = () => false;
  assert.deepEqual(texts(second.client), ["hello"]);
  world.server.say("b");
  await world.clock.run(30);
  assert.deepEqual(texts(second.client), ["hello", "a", "b"], "a hole shows at once");
  world.browser.loses = () => true;
  world.server.say("the last");
  await world.clock.run(100);
  world.browser.loses = () => false;
  await world.clock.until(() => texts(second.client).includes("the last"), 16_000);
  assert.deepEqual(second.page.requests, []);
});

test("a page whose word to the leader was lost is heard the next time", async () => {
  const world = new World();
  const [, second] = await two(world);
  world.browser.loses = () => true;
  const receipt = second.client.send("lost");
  await world.clock.run(100);
  world.browser.loses = () => false;
  await world.clock.until(() => statuses(second.client).at(-1) === "sent", 16_000);
  assert.equal((await receipt).offset, 2);
});

test("a page that has missed the ack of its message learns it with everything else, and does not send again", async () => {
  const world = new World();
  const [, second] = await two(world);
  const sent = countSent(world, "acked");
  const receipt = second.client.send("acked");
  await world.clock.run(5);
  world.browser.loses = () => true;
  await world.clock.run(100);
  world.browser.loses = () => false;
  assert.equal(statuses(second.client).at(-1), "sending");
  world.server.say("next");
  await world.clock.run(30);
  assert.equal((await Promise.race([receipt, world.clock.run(0)]))?.offset, 2);
  await world.clock.run(60_000);
  assert.equal(sent(), 1);
});

test("what was discarded does not come back from a page that has not heard of it", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.server.down = true;
  world.server.cutAll();
  second.client.send("oops").catch(() => {});
  await world.clock.run(100);
  world.browser.loses = () => true;
  first.client.discard(first.client.state.messages.at(-1)?.key ?? "");
  await world.clock.run(10);
  world.browser.loses = () => false;
  world.server.down = false;
  await world.clock.run(60_000);
  for (const { client } of [first, second]) assert.deepEqual(texts(client), ["hello"]);
  assert.deepEqual(said(world), ["hello"]);
});

test("the last word of a page that is gone, of which no other has heard, is sent when the next page is opened", async () => {
  const world = new World();
  const [, second] = await two(world);
  world.browser.loses = () => true;
  second.client.send("last word").catch(() => {});
  second.page.kill();
  world.browser.loses = () => false;
  const third = world.open();
  await Promise.all([third.client.start(), world.clock.run(1_000)]);
  assert.deepEqual([texts(third.client), statuses(third.client)], [["hello", "last word"], ["sent", "sent"]]);
});

test("a log of another epoch replaces the old one in every page", async () => {
  const world = new World();
  const [first, second] = await two(world);
  for (let i = 2; i <= 60; i++) world.server.say(`m${i}`);
  await world.clock.run(100);
  world.server.cutAll();
  world.server.epoch = "e2";
  world.server.visitor.current?.log.splice(58);
  world.server.say("another 59");
  await world.clock.run(5_000);
  assert.equal(texts(second.client).at(-1), "another 59");
  assert.deepEqual(texts(second.client), texts(first.client));
});

test("typing and read marks of a following page go through the one that leads", async () => {
  const world = new World();
  const [first, second] = await two(world);
  for (let i = 2; i <= 4; i++) world.server.say(`m${i}`);
  await world.clock.run(100);
  const typed = countSent(world, '"typing"');
  second.client.typing(true);
  second.client.read(3);
  assert.equal(second.client.state.unread, 1);
  await world.clock.run(1_000);
  assert.deepEqual([first.client.state.unread, typed()], [1, 1]);
  assert.equal(world.server.conversationOf(world.server.visitor).reads.get("v1"), 3);
  assert.deepEqual(second.page.requests, []);
});

test("a following page stops the answer that it sees, through the one that leads", async () => {
  const world = new World();
  const [first, second] = await two(world);
  const author = { id: "bot", name: "Assistant", role: "bot" } as const;
  world.server.tell({ type: "delta", draft: "c1.1.1", author, from: 0, text: "Gladly.", done: false });
  await world.clock.run(100);
  assert.equal(second.client.state.messages.at(-1)?.draft, true);
  const stopped = countSent(world, '{"type":"stop","draft":"c1.1.1"}');
  second.client.stop();
  await world.clock.run(100);
  assert.equal(stopped(), 1);
  first.client.stop();
  await world.clock.run(100);
  assert.equal(stopped(), 2);
  assert.deepEqual(second.page.requests, []);
});

test("a read mark that the former leader did not get through is said by the next", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.server.say("m2");
  await world.clock.run(100);
  second.client.read(2);
  await world.clock.run(10);
  first.page.kill();
  await world.clock.run(3_000);
  assert.equal(world.server.conversationOf(world.server.visitor).reads.get("v1"), 2);
});

test("a refusal reaches the page that spoke; any page may retry or discard", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.server.refusals = [{ code: "invalid", message: "No." }, { code: "invalid", message: "No." }];
  const [a, b] = [second.client.send("a"), second.client.send("b")];
  await assert.rejects(Promise.race([a, world.clock.run(1_000)]), { code: "invalid", message: "No." });
  await assert.rejects(b, { code: "invalid" });
  const [, one, other] = first.client.state.messages;
  assert.deepEqual([one?.status, one?.error, other?.status], ["failed", "No.", "failed"]);
  second.client.retry(one?.key ?? "");
  first.client.discard(other?.key ?? "");
  await world.clock.run(1_000);
  for (const { client } of [first, second]) assert.deepEqual([texts(client), statuses(client)], [["hello", "a"], ["sent", "sent"]]);
  assert.deepEqual([...world.browser.storage.items.keys()].filter((k) => k.includes("outbox")), []);
});

test("what a following page discards before it was sent is sent by nobody", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.server.down = true;
  world.server.cutAll();
  await world.clock.run(100);
  const lost = second.client.send("oops");
  await world.clock.run(100);
  const key = second.client.state.messages.at(-1)?.key ?? "";
  second.client.discard(key);
  await assert.rejects(lost, { code: "discarded" });
  world.server.down = false;
  await world.clock.run(60_000);
  for (const { client } of [first, second]) assert.deepEqual(texts(client), ["hello"]);
  assert.deepEqual(said(world), ["hello"]);
});

test("without storage that lasts, what a page has said still outlives the leader", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.browser.storage.quota = 0;
  world.server.swallows = () => true;
  void second.client.send("in memory only");
  await world.clock.run(100);
  world.server.swallows = () => false;
  first.page.kill();
  await world.clock.until(() => said(world).length === 2, 5_000);
  await world.clock.run(100);
  assert.deepEqual(statuses(second.client), ["sent", "sent"]);
});

test("a page that has not been used joins as soon as another one talks, and asks the server for nothing", async () => {
  const world = new World();
  const idle = world.open();
  await idle.client.start();
  await world.clock.run(60_000);
  assert.deepEqual([world.browser.storage.items.size, world.server.connections, idle.client.state.leads], [0, 0, false]);
  const { client } = await world.talking();
  assert.deepEqual([texts(idle.client), idle.client.state.me], [["hello"], client.state.me]);
  assert.deepEqual([idle.page.requests, world.server.connections], [[], 1]);
});

test("two pages that say the first word at once make one session and one connection", async () => {
  const world = new World();
  const pages = [world.open(), world.open()];
  const receipts = pages.map(({ client }, i) => client.send(`first of ${i}`));
  await world.clock.until(() => said(world).length === 2, 5_000);
  await world.clock.run(100);
  await Promise.all(receipts);
  assert.deepEqual([world.server.visitors.size, world.server.connections], [1, 1]);
  assert.deepEqual(texts(pages[0]!.client), texts(pages[1]!.client));
});

test("earlier messages that a following page loads are its own affair", async () => {
  const world = new World();
  const first = await world.talking();
  for (let i = 2; i <= 120; i++) world.server.say(`m${i}`);
  await world.clock.run(1_000);
  first.client.close();
  world.browser.storage.items.delete("chatmount:https://shop.example/chat/:log");
  const [leader, second] = [world.open(), world.open()];
  void leader.client.start();
  void second.client.start();
  await world.clock.run(1_000);
  await Promise.all([second.client.loadOlder(), world.clock.run(100)]);
  world.server.say("on");
  await world.clock.run(100);
  assert.equal(offsets(second.client)[0], 21);
  for (const { client } of [leader, second]) assert.deepEqual([offsets(client)[0] === (client === second.client ? 21 : 71), offsets(client).at(-1)], [true, 121]);
});

test("to sign out in a following page signs out in all, also without the server", async () => {
  for (const down of [false, true]) {
    const world = new World();
    const [first, second] = await two(world);
    if (down) {
      world.server.down = true;
      world.server.cutAll();
    }
    first.client.send("not sent").catch(() => {});
    const out = second.client.logout().catch(() => {});
    await Promise.all([out, world.clock.run(30_000)]);
    for (const { client } of [first, second]) assert.deepEqual([client.state.me, client.state.messages, client.state.connection.state === "online"], [null, [], false]);
    world.server.down = false;
    await world.clock.run(60_000);
    assert.deepEqual([world.server.connections, world.server.sessions.size], [0, down ? 1 : 0]);
    void second.client.send("someone new");
    await world.clock.until(() => statuses(second.client)[0] === "sent", 10_000);
    await world.clock.run(100);
    assert.deepEqual([second.client.state.me?.id, texts(first.client)], ["v2", ["someone new"]]);
  }
});

test("a server that does not want the client back is not asked again by any page", async () => {
  const world = new World();
  const [first, second] = await two(world);
  world.server.refuseHello = "forbidden";
  world.server.tell({ type: "bye", code: "forbidden", reason: "No." });
  await world.clock.run(10_000);
  for (const { client } of [first, second]) assert.deepEqual([client.state.connection.state, client.state.connection.reason], ["offline", "forbidden"]);
  const before = first.page.requests.length;
  await world.clock.run(600_000);
  assert.deepEqual([first.page.requests.length, second.page.requests], [before, []]);
});

const apart: [string, (world: World) => Visit][] = [
  ["there are no locks", (world) => world.open({}, { locks: undefined })],
  ["there is no BroadcastChannel", (world) => world.open({}, { BroadcastChannel: undefined })],
  ["nothing is stored", (world) => world.open({ storage: null })],
  ["the storage is not the page's usual one", (world) => world.open({ storage: world.browser.otherStorage })],
  ["the session is a token and not the cookie", (world) => world.open({ bearer: true })],
  ["the server is another one", (world) => world.open({ server: "/other" })],
];
for (const [name, open] of apart) {
  test(`a page has a connection of its own where ${name}`, async () => {
    const world = new World();
    await world.talking();
    const { client } = open(world);
    void client.send("mine");
    await world.clock.until(() => statuses(client).at(-1) === "sent", 10_000);
    await world.clock.run(100);
    assert.deepEqual([world.server.connections, client.state.leads], [2, true]);
  });
}

test("URLs that mean the same server are the same", async () => {
  const world = new World();
  await world.talking();
  const { client } = world.open({ server: "/other/../chat/#top" });
  await Promise.all([client.start(), world.clock.run(1_000)]);
  assert.deepEqual([texts(client), world.server.connections], [["hello"], 1]);
});

test("where locks are forbidden each page has a connection of its own", async () => {
  const world = new World();
  const forbidden = { request: () => Promise.reject(new DOMException("denied", "SecurityError")) } as unknown as LockManager;
  const { client } = world.open({}, { locks: forbidden });
  void client.send("hello");
  await world.clock.until(() => statuses(client)[0] === "sent", 5_000);
  assert.equal(client.state.leads, true);
});

test("exactly one of the pages leads: the one to make a sound", async () => {
  const world = new World();
  const visits = [await world.talking(), world.open(), world.open()];
  for (const { client } of visits) void client.start();
  const leading = () => visits.filter(({ client }) => client.state.leads).length;
  await world.clock.run(1_000);
  assert.equal(leading(), 1);
  visits.shift()?.page.kill();
  await world.clock.run(1_000);
  assert.equal(leading(), 1);
});
