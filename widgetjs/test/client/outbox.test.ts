import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client, Via } from "../../src/client/index.js";
import { texts, World } from "./world/index.js";

const statuses = (client: Client) => client.state.messages.map((m) => m.status);
const stored = (world: World) => [...world.browser.storage.items.keys()].filter((k) => k.includes(":outbox:"));
const said = (world: World) => world.server.log.map((e) => (e.kind === "message" && e.parts[0]?.type === "text" ? e.parts[0].text : e.kind));

test("a message is stored before it is first tried, and until it is acknowledged", async () => {
  const world = new World();
  const { client } = world.open();
  let before = 0;
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (...request) => {
    before ||= stored(world).length;
    return fetch(...request);
  };
  const receipt = client.send("hello");
  await world.clock.run(1);
  assert.equal(before, 1, "it was stored when the first request was made");
  await world.clock.until(() => statuses(client)[0] === "sent");
  await receipt;
  assert.deepEqual(stored(world), []);
});

test("what is sent in the very moment in which the connection stands is sent", async () => {
  const world = new World();
  (await world.talking()).client.close();
  for (let ticks = 0; ticks < 12; ticks++) {
    const { client } = world.open();
    const receipt = client.start().then(async () => {
      for (let i = 0; i < ticks; i++) await undefined;
      return client.send("now");
    });
    await world.clock.run(1_000);
    assert.equal(statuses(client).at(-1), "sent", `after ${ticks} ticks`);
    await receipt;
    client.close();
  }
});

for (const via of ["websocket", "longpoll"] satisfies Via[]) {
  test(`${via}: messages keep their order, one at a time, through lost answers and breaks`, async () => {
    const world = new World(3);
    const { client } = await world.talking({ transports: [via] });
    world.server.losesAnswer = () => world.random.chance(0.5);
    world.server.copies = () => (world.random.chance(0.2) ? 0 : 1);
    const sent = Array.from({ length: 20 }, (_, i) => `m${i}`);
    const receipts = sent.map((text) => client.send(text));
    await world.clock.until(() => statuses(client).every((s) => s === "sent"), 600_000);
    const offsets = (await Promise.all(receipts)).map((r) => r.offset);
    assert.deepEqual(said(world), ["hello", ...sent]);
    assert.deepEqual(offsets, sent.map((_, i) => i + 2));
  });
}

test("what was not sent is sent by the next page, under the same key and in the same order", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.faults.websocket = "silent";
  const lost = ["a", "b"].map((text) => first.client.send(text).catch(() => undefined));
  await world.clock.run(100);
  assert.deepEqual(said(world), ["hello", "a"], "the first one arrived, its ack did not");
  first.page.kill();
  world.server.faults.websocket = "ok";
  const second = world.open();
  void second.client.start();
  await world.clock.run(2);
  assert.deepEqual(texts(second.client).slice(-2), ["a", "b"], "it shows before there is a connection");
  void second.client.send("c");
  await world.clock.until(() => statuses(second.client).every((s) => s === "sent"));
  assert.deepEqual(said(world), ["hello", "a", "b", "c"]);
  assert.deepEqual(texts(second.client), ["hello", "a", "b", "c"]);
  void lost;
});

test("what an earlier page has left goes before what is said now, however soon that is", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  for (const text of ["a", "b"]) first.client.send(text).catch(() => {});
  await world.clock.run(100);
  first.page.kill();
  world.server.down = false;
  const { client } = world.open();
  const [receipt] = await Promise.all([client.send("c"), world.clock.run(5_000)]);
  assert.equal(receipt.offset, 4);
  assert.deepEqual([said(world), texts(client)], [["hello", "a", "b", "c"], ["hello", "a", "b", "c"]]);
});

test("a first message that never reached the server goes out with the next page, session and all", async () => {
  const world = new World();
  world.server.down = true;
  const first = world.open();
  first.client.send("hello").catch(() => {});
  await world.clock.run(5_000);
  first.page.kill();
  world.server.down = false;
  const { client } = world.open();
  await Promise.all([client.start(), world.clock.run(2_000)]);
  assert.deepEqual([said(world), statuses(client)], [["hello"], ["sent"]]);
});

test("what one page has to send shows in the others at once, and is sent by one of them when it ends", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  first.client.send("mine").catch(() => {});
  await world.clock.run(1_000);
  const second = world.open();
  void second.client.start();
  await world.clock.run(10);
  assert.deepEqual([texts(second.client), statuses(second.client)], [["hello", "mine"], ["sent", "sending"]]);
  first.page.kill();
  world.server.down = false;
  await world.clock.until(() => said(world).length === 2);
  await world.clock.run(1_000);
  assert.deepEqual([said(world), texts(second.client), statuses(second.client)], [["hello", "mine"], ["hello", "mine"], ["sent", "sent"]]);
});

test("without locks two pages may both send: the log has it once, and both show it once", async () => {
  const world = new World();
  const first = await world.talking({}, { locks: undefined });
  world.server.down = true;
  world.server.cutAll();
  first.client.send("both").catch(() => {});
  const { client: second } = world.open({}, { locks: undefined });
  void second.start();
  await world.clock.run(1_000);
  world.server.down = false;
  await world.clock.until(() => [first.client, second].every((c) => statuses(c).every((s) => s === "sent") && texts(c).length === 2));
  await world.clock.run(60_000);
  assert.deepEqual(said(world), ["hello", "both"]);
  assert.deepEqual([texts(first.client), texts(second)], [["hello", "both"], ["hello", "both"]]);
});

for (const code of ["invalid", "forbidden", "too_large", "not_found", "conflict"]) {
  test(`${code} is for good: it shows why, lets the next through, and can be retried or discarded`, async () => {
    const world = new World();
    const { client } = await world.talking();
    world.server.refusals = [{ code, message: "Not so." }];
    const refused = client.send("a");
    const fine = client.send("b");
    await assert.rejects(Promise.race([refused, world.clock.run(2_000)]), { code, message: "Not so." });
    await fine;
    assert.deepEqual(client.state.messages.map((m) => [m.parts[0]?.text, m.status, m.error]), [
      ["hello", "sent", undefined], ["b", "sent", undefined], ["a", "failed", "Not so."],
    ]);
    const key = client.state.messages[2]?.key ?? "";
    world.server.refusals = [{ code, message: "Still not." }];
    client.retry(key);
    await world.clock.run(2_000);
    assert.equal(client.state.messages[2]?.error, "Still not.");
    client.retry(key);
    await world.clock.run(2_000);
    assert.deepEqual(said(world), ["hello", "b", "a"]);
    assert.equal(world.server.log[2]?.key, key);
    assert.deepEqual(stored(world), []);
  });
}

test("a refused message is still there on the next page, and gone when discarded", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.refusals = [{ code: "invalid", message: "No." }];
  first.client.send("a").catch(() => {});
  await world.clock.run(1_000);
  first.page.kill();
  const { client } = world.open();
  await Promise.all([client.start(), world.clock.run(5_000)]);
  assert.deepEqual(client.state.messages.map((m) => [m.status, m.error]), [["sent", undefined], ["failed", "No."]]);
  client.discard(client.state.messages[1]?.key ?? "");
  assert.deepEqual([texts(client), stored(world)], [["hello"], []]);
});

test("discarding what was not sent yet rejects it", async () => {
  const world = new World();
  world.server.down = true;
  const { client } = world.open();
  const sent = client.send("oops");
  client.discard(client.state.messages[0]?.key ?? "");
  await assert.rejects(sent, { code: "discarded" });
  world.server.down = false;
  await world.clock.run(60_000);
  assert.deepEqual(said(world), []);
});

for (const code of ["rate_limited", "unavailable", "internal"]) {
  test(`${code} passes: it waits as long as the server says, then sends the same`, async () => {
    const world = new World();
    const { client } = await world.talking();
    world.server.refusals = [{ code, message: "Later.", retry_after: 4 }, { code, message: "Later." }];
    void client.send("a");
    void client.send("b");
    await world.clock.run(3_900);
    assert.deepEqual(statuses(client), ["sent", "sending", "sending"]);
    await world.clock.until(() => said(world).length === 3, 10_000);
    assert.deepEqual(said(world), ["hello", "a", "b"]);
  });
}

test("no answer is an unknown outcome: the same goes out again", async () => {
  const world = new World();
  const { client } = await world.talking();
  let lost = 0;
  world.server.copies = () => (lost++ === 0 ? 0 : 1);
  void client.send("a");
  await world.clock.until(() => statuses(client).every((s) => s === "sent"), 60_000);
  assert.deepEqual(said(world), ["hello", "a"]);
});

test("a message that the way does not let through goes another way", async () => {
  const world = new World();
  const { client } = await world.talking({ transports: ["websocket"] });
  world.server.swallows = (data) => data.includes("poison");
  const receipt = client.send("poison");
  await world.clock.until(() => statuses(client).every((s) => s === "sent"), 300_000);
  assert.equal((await receipt).offset, 2);
});

test("a message that something between refuses to pass on fails, and holds up nothing", async () => {
  const world = new World();
  const { client } = await world.talking({ transports: ["longpoll"] });
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (page, url, init) => (String(init.body).includes("poison") ? Promise.resolve(new Response("<h1>Forbidden</h1>", { status: 403 })) : fetch(page, url, init));
  const poison = client.send("poison");
  const fine = client.send("fine");
  await assert.rejects(Promise.race([poison, world.clock.run(2_000)]), { code: "forbidden" });
  assert.equal((await fine).offset, 2);
});

test("a message over the payload limit fails at once: sending it would end the connection", async () => {
  const world = new World();
  const { client } = await world.talking();
  const sent = client.send("€".repeat(22_000));
  await assert.rejects(Promise.race([sent, world.clock.run(1_000)]), { code: "too_large" });
  assert.equal(client.state.connection.state, "online");
});

test("a press of a button is a message like any other", async () => {
  const world = new World();
  const { client } = await world.talking();
  world.server.say("", { parts: [{ type: "buttons", buttons: [{ title: "Yes", value: "y" }] }] });
  await world.clock.run(100);
  const choices = client.state.messages[1];
  assert.ok(choices);
  const pressed = client.action(choices, "y");
  assert.equal(client.state.messages[1]?.chosen, "y");
  const [receipt] = await Promise.all([pressed, world.clock.run(1_000)]);
  assert.equal(receipt.offset, 3);
  const last = world.server.log.at(-1);
  assert.ok(last?.kind === "action" && last.event === choices.id && last.value === "y");
});

test("storage that is full or forbidden costs persistence, not the chat", async () => {
  for (const spoil of [(w: World) => { w.browser.storage.quota = 0; }, (w: World) => { w.browser.storage.broken = true; }]) {
    const world = new World();
    spoil(world);
    const { client } = await world.talking();
    const [receipt] = await Promise.all([client.send("a"), world.clock.run(1_000)]);
    assert.equal(receipt.offset, 2);
    world.server.cutAll();
    world.server.say("b");
    await world.clock.run(5_000);
    assert.deepEqual(texts(client), ["hello", "a", "b"]);
  }
});

test("corrupt entries are dropped, whatever is in them", async () => {
  const world = new World();
  const first = await world.talking();
  first.page.kill();
  const name = "chatmount:https://shop.example/chat/:outbox:";
  const junk = ["", "{", "null", "[]", '{"v":1}', '{"v":1,"value":null}', '{"v":1,"value":{"command":{"type":"send","key":"k"}}}', '{"v":2,"value":{}}', '{"v":1,"value":{"command":{"type":"hello","key":"k"},"at":"","turn":1,"tab":"t","conversation":null,"participant":null}}'];
  junk.forEach((text, i) => world.browser.storage.items.set(name + i, text));
  const { client } = world.open();
  await Promise.all([client.start(), world.clock.run(1_000)]);
  assert.deepEqual(texts(client), ["hello"]);
  const [receipt] = await Promise.all([client.send("a"), world.clock.run(1_000)]);
  assert.equal(receipt.offset, 2);
});
