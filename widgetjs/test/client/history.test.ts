import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/client/index.js";
import { createStore } from "../../src/client/store.js";
import { texts, World } from "./world/index.js";

const offsets = (client: Client) => client.state.messages.map((m) => m.offset);
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const cacheKey = "chatmount:https://shop.example/chat/:log";

/** A world whose visitor has said hello and heard n - 1 messages, seen by a new page without a cache. */
async function withLog(n: number): Promise<{ world: World; client: Client }> {
  const world = new World();
  const first = await world.talking();
  for (let i = 2; i <= n; i++) world.server.say(`m${i}`);
  await world.clock.run(1_000);
  first.client.close();
  world.browser.storage.items.delete(cacheKey);
  const { client } = world.open();
  await Promise.all([client.start(), world.clock.run(1_000)]);
  return { world, client };
}

test("without a cache the newest page is read, and what comes meanwhile is neither lost nor doubled", async () => {
  const { world, client } = await withLog(120);
  assert.deepEqual(offsets(client), run(71, 120));
  assert.equal(client.state.older, "more");
  client.close();
  world.browser.storage.items.delete(cacheKey);
  const next = world.open();
  void next.client.start();
  let n = 0;
  const talk = () => {
    world.server.say(`late ${n}`);
    if (++n < 40) world.clock.after(3, talk);
  };
  talk();
  await world.clock.run(2_000);
  assert.equal(offsets(next.client).at(-1), 160);
  assert.deepEqual(offsets(next.client), run(offsets(next.client)[0] ?? 0, 160));
});

test("an event that comes while the log is read is held back, not dropped", async () => {
  const { world, client } = await withLog(120);
  client.close();
  world.browser.storage.items.delete(cacheKey);
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = async (page, url, init) => {
    const response = await fetch(page, url, init);
    if (!url.endsWith("/events")) return response;
    world.server.say("just now");
    await world.clock.sleep(200);
    return response;
  };
  const next = world.open();
  void next.client.start();
  await world.clock.run(1_000);
  assert.deepEqual(offsets(next.client), run(71, 121));
});

test("a new connection does not wait for what an old one has begun to read", async () => {
  const world = new World();
  const { client } = await world.talking();
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (page, url, init) => (url.endsWith("/events") ? new Promise(() => {}) : fetch(page, url, init));
  let lost = true;
  world.server.dropsEvent = (offset) => offset === 2 && lost;
  world.server.say("m2");
  world.server.say("m3");
  await world.clock.run(100);
  assert.deepEqual(offsets(client), [1], "the log is being read, and that takes for ever");
  lost = false;
  world.server.cutAll();
  await world.clock.run(3_000);
  assert.deepEqual(offsets(client), [1, 2, 3]);
});

test("a payload is applied whole or not at all", () => {
  const store = createStore();
  const event = (offset: number) => ({ type: "event", conversation: "c1", offset, id: `c1.${offset}`, at: "", author: { id: "bot", name: "", role: "bot" }, kind: "message", parts: [] as [] }) as const;
  store.dispatch(event(1));
  const { model } = store;
  assert.throws(() => store.dispatch(event(2), { type: "cursor", cursor: "2" }, event(4)));
  assert.equal(store.model, model);
});

test("older messages come by pages, until there are none", async () => {
  const { world, client } = await withLog(120);
  const loading = client.loadOlder();
  assert.equal(client.state.older, "loading");
  await Promise.all([loading, client.loadOlder(), world.clock.run(100)]);
  assert.deepEqual([offsets(client), client.state.older], [run(21, 120), "more"]);
  await Promise.all([client.loadOlder(), world.clock.run(100)]);
  assert.deepEqual([offsets(client), client.state.older], [run(1, 120), "none"]);
  await client.loadOlder();
  world.server.say("on");
  await world.clock.run(100);
  assert.deepEqual([offsets(client), client.state.older], [run(1, 121), "none"]);
});

test("a page that cannot be loaded can be asked for again", async () => {
  const { world, client } = await withLog(120);
  world.server.down = true;
  await Promise.all([client.loadOlder(), world.clock.run(1_000)]);
  assert.equal(client.state.older, "more");
  world.server.down = false;
  await Promise.all([client.loadOlder(), world.clock.run(1_000)]);
  assert.deepEqual(offsets(client), run(21, 120));
});

test("a log of another epoch takes the place of the old one", async () => {
  const world = new World();
  const { client } = await world.talking();
  for (let i = 2; i <= 60; i++) world.server.say(`m${i}`);
  await world.clock.run(1_000);
  world.server.cutAll();
  world.server.epoch = "e2";
  world.server.visitor.current?.log.splice(58);
  world.server.say("another 59");
  await world.clock.until(() => texts(client).at(-1) === "another 59", 5_000);
  assert.deepEqual(offsets(client), run(10, 59));
  world.server.cutAll();
  world.server.say("on from there");
  await world.clock.until(() => texts(client).at(-1) === "on from there", 5_000);
  assert.deepEqual(offsets(client), run(10, 60), "the new cursor was taken");
});

test("a reset in the middle of a connection, and a second one while the first is read", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  for (let i = 2; i <= 5; i++) world.server.say(`m${i}`);
  const { id, log } = world.server.conversationOf(world.server.visitor);
  const reset = () => world.server.tell({ type: "reset", conversation: id, head: log.length, cursor: world.server.cursor(world.server.visitor.current, log.length) });
  reset();
  await world.clock.run(12);
  world.server.say("m6");
  reset();
  world.server.say("m7");
  await world.clock.run(1_000);
  assert.deepEqual(offsets(client), run(1, 7));
  assert.equal(page.requests.filter((r) => r.endsWith("/events")).length, 2);
});

test("a hole in what comes makes the log be read anew", async () => {
  const world = new World();
  const { client } = await world.talking();
  let lost = true;
  world.server.dropsEvent = (offset) => offset === 2 && lost;
  world.server.say("m2");
  lost = false;
  world.server.say("m3");
  await world.clock.run(1_000);
  assert.deepEqual(offsets(client), [1, 2, 3]);
  assert.equal(client.state.connection.state, "online");
});

test("a page with a hole is not taken: it is read again", async () => {
  const { world, client } = await withLog(3);
  const fetch = world.server.fetch.bind(world.server);
  let holes = 0;
  world.server.fetch = async (page, url, init) => {
    const response = await fetch(page, url, init);
    if (!url.endsWith("/events") || holes++ > 0) return response;
    const { events, ...more } = (await response.json()) as { events: unknown[] };
    return Response.json({ events: events.filter((_, i) => i !== 1), ...more });
  };
  world.server.epoch = "e2";
  world.server.cutAll();
  await world.clock.until(() => holes === 1);
  await world.clock.run(100);
  assert.deepEqual(offsets(client), [1, 2, 3]);
  await world.clock.until(() => holes === 2);
  world.server.say("m4");
  await world.clock.run(1_000);
  assert.deepEqual(offsets(client), [1, 2, 3, 4]);
});

test("a reload that fails keeps the cursor: nothing is skipped", async () => {
  const { world, client } = await withLog(3);
  world.server.cutAll();
  world.server.epoch = "e2";
  world.server.failsEvents = true;
  world.server.say("m4");
  await world.clock.run(60_000);
  assert.deepEqual(offsets(client), [1, 2, 3], "what was there stays until there is something better");
  world.server.failsEvents = false;
  await world.clock.until(() => offsets(client).length === 4, 60_000);
});

test("the cache is bounded: at most 500 events, and 1 MiB", async () => {
  const world = new World();
  const { client } = await world.talking();
  for (let i = 2; i <= 700; i++) world.server.say(`m${i}`);
  await world.clock.run(2_000);
  const kept = () => JSON.parse(world.browser.storage.items.get(cacheKey) ?? "{}") as { value: { snapshot: { events: { offset: number }[] } } };
  assert.deepEqual(kept().value.snapshot.events.map((e) => e.offset), run(201, 700));
  for (let i = 0; i < 100; i++) world.server.say("x".repeat(8_000));
  await world.clock.run(2_000);
  assert.ok((world.browser.storage.items.get(cacheKey) ?? "").length * 2 <= 2 ** 20);
  assert.equal(kept().value.snapshot.events.at(-1)?.offset, 800);
  client.close();
  const next = world.open();
  void next.client.start();
  assert.equal(offsets(next.client).at(-1), 800);
  assert.equal(next.client.state.older, "more");
});

test("a full storage keeps a shorter cache, or none, and never a wrong one", async () => {
  const world = new World();
  const { client } = await world.talking();
  world.browser.storage.quota = 4_000;
  for (let i = 2; i <= 60; i++) world.server.say(`m${i}`);
  await world.clock.run(2_000);
  client.close();
  const next = world.open();
  await Promise.all([next.client.start(), world.clock.run(1_000)]);
  assert.deepEqual(offsets(next.client), run(offsets(next.client)[0] ?? 0, 60));
});

test("a cache that is corrupt, of another version or of somebody else is dropped", async () => {
  const world = new World();
  const first = await world.talking();
  for (let i = 2; i <= 5; i++) world.server.say(`m${i}`);
  await world.clock.run(1_000);
  first.client.close();
  const good = world.browser.storage.items.get(cacheKey) ?? "";
  const bad = [
    good.slice(0, -5), good.replace('"v":1', '"v":99'), good.replace('"participant":"v1"', '"participant":"v7"'),
    good.replace('"offset":3', '"offset":4'), good.replace('"offset":3', '"offset":"3"'), good.replace('"parts":[', '"parts":[7,'),
    good.replace(/"events":\[.*\]/, '"events":{}'), good.replace(/"cursor":"[^"]*"/, '"cursor":5'), "null", "",
  ];
  for (const text of bad) {
    assert.notEqual(text, good);
    world.browser.storage.items.set(cacheKey, text);
    const { client } = world.open();
    void client.start();
    assert.deepEqual(texts(client), [], text.slice(0, 60));
    await world.clock.run(1_000);
    assert.deepEqual(offsets(client), [1, 2, 3, 4, 5]);
    client.close();
  }
});

test("read marks: told once things settle, at most the head, and again if they got lost", async () => {
  const world = new World();
  const { client } = await world.talking();
  for (let i = 2; i <= 5; i++) world.server.say(`m${i}`);
  await world.clock.run(100);
  const mark = () => world.server.conversationOf(world.server.visitor).reads.get("v1");
  assert.equal(client.state.unread, 4);
  client.read(3);
  client.read(99);
  client.read(2);
  client.read(Number.NaN);
  assert.equal(client.state.unread, 0, "at once here");
  await world.clock.run(1_000);
  assert.equal(mark(), 5);
  world.server.say("m6");
  await world.clock.run(100);
  world.server.swallows = (data) => data.includes('"read"');
  client.read(6);
  await world.clock.run(1_000);
  world.server.swallows = () => false;
  assert.equal(mark(), 5);
  world.server.cutAll();
  await world.clock.run(5_000);
  assert.equal(mark(), 6);
});

test("typing is told at most every three seconds, and its end at once", async () => {
  const world = new World();
  const { client } = await world.talking();
  const told: unknown[] = [];
  world.server.swallows = (data) => {
    if (data.includes('"typing"')) told.push((JSON.parse(data) as { on: boolean }[])[0]?.on);
    return false;
  };
  for (let i = 0; i < 70; i++) {
    client.typing(true);
    await world.clock.run(100);
  }
  assert.deepEqual(told, [true, true, true]);
  client.typing(false);
  client.typing(false);
  await world.clock.run(100);
  assert.deepEqual(told, [true, true, true, false]);
  client.typing(true);
  void client.send("done");
  await world.clock.run(100);
  assert.deepEqual(told.slice(4), [true, false], "to send is to stop typing");
});

test("typing of others ends by itself, and so does a draft that nothing came of", async () => {
  const world = new World();
  const { client } = await world.talking();
  const author = { id: "bot", name: "Assistant", role: "bot" } as const;
  world.server.tell({ type: "typing", author, on: true, ttl: 6 }, { type: "delta", draft: "d", author, from: 0, text: "I thi", done: false });
  await world.clock.run(100);
  assert.deepEqual([client.state.typing, client.state.messages.at(-1)?.draft], [[author], true]);
  await world.clock.run(4_000);
  world.server.tell({ type: "typing", author, on: true, ttl: 6 }, { type: "delta", draft: "d", author, from: 5, text: "nk", done: true });
  await world.clock.run(4_000);
  assert.deepEqual([client.state.typing, texts(client)], [[author], ["hello", "I think"]], "it was said again");
  await world.clock.run(8_000);
  assert.deepEqual([client.state.typing, texts(client)], [[], ["hello"]]);
});
