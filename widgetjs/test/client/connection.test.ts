import assert from "node:assert/strict";
import { test } from "node:test";
import type { Via } from "../../src/client/index.js";
import type { Fault } from "./world/server.js";
import { texts, World } from "./world/index.js";

test("nothing is asked and nothing stored before the first use", async () => {
  const world = new World();
  const { client, page } = world.open();
  await client.start();
  await world.clock.run(60_000);
  assert.deepEqual(page.requests, []);
  assert.equal(world.browser.storage.items.size, 0);
  assert.equal(client.state.connection.state, "idle");
});

test("the first message makes the session, connects and is acknowledged", async () => {
  const world = new World();
  const { client, page } = world.open();
  const receipt = client.send("hello");
  await world.clock.until(() => client.state.messages[0]?.status === "sent");
  assert.equal((await receipt).offset, 1);
  assert.deepEqual(page.requests, ["POST /chat/session", "WS /chat/ws"]);
});

const vias: readonly Via[] = ["websocket", "sse", "longpoll"];

for (const via of vias) {
  test(`${via}: a conversation, both ways, and on from the cursor after a break`, async () => {
    const world = new World();
    const { clock, server } = world;
    const { client } = await world.talking({ transports: [via] });
    assert.equal(client.state.connection.via, via);
    server.say("one");
    await clock.run(100);
    server.cutAll();
    server.say("two");
    server.say("three");
    await clock.until(() => texts(client).length === 4, 5_000);
    assert.deepEqual(texts(client), ["hello", "one", "two", "three"]);
    const receipt = await Promise.race([client.send("four"), clock.run(1_000)]);
    assert.equal(receipt?.offset, 5);
  });

  test(`${via}: silence for heartbeat + 10 s is the end of a connection`, async () => {
    const world = new World();
    const { client } = await world.talking({ transports: [via] });
    await world.clock.run(120_000);
    assert.equal(client.state.connection.state, "online", "heartbeats keep it");
    world.server.faults[via] = "silent";
    const since = world.clock.now();
    await world.clock.until(() => client.state.connection.state !== "online");
    const took = (world.clock.now() - since) / 1000;
    assert.ok(took > 9 && took <= 36, `it took ${took} s`);
    world.server.faults[via] = "ok";
    await world.clock.until(() => client.state.connection.state === "online", 30_000);
  });
}

const ways: [string, Record<"websocket" | "sse", Fault>, Via, number][] = [
  ["a proxy that refuses WebSocket", { websocket: "refused", sse: "ok" }, "sse", 1_000],
  ["101, then dead", { websocket: "silent", sse: "ok" }, "sse", 6_500],
  ["no WebSocket, and SSE buffered", { websocket: "refused", sse: "silent" }, "longpoll", 6_500],
  ["101 then dead, and SSE answered by a gateway", { websocket: "silent", sse: "refused" }, "longpoll", 6_500],
];
for (const [name, faults, via, within] of ways) {
  test(`the ladder gets through: ${name}`, async () => {
    const world = new World();
    Object.assign(world.server.faults, faults);
    const { client } = world.open();
    void client.send("hello");
    await world.clock.until(() => client.state.connection.state === "online", within);
    assert.equal(client.state.connection.via, via);
    await world.clock.until(() => client.state.messages[0]?.status === "sent", 1_000);
  });
}

test("what worked is remembered by the next page, and expires", async () => {
  const world = new World();
  world.server.faults.websocket = "silent";
  (await world.talking()).client.close();
  const next = world.open();
  void next.client.start();
  await world.clock.until(() => next.client.state.connection.state === "online", 500);
  assert.ok(!next.page.requests.some((r) => r.startsWith("WS")));
  next.client.close();
  await world.clock.run(25 * 3_600_000);
  const late = world.open();
  void late.client.start();
  await world.clock.run(500);
  assert.ok(late.page.requests.some((r) => r.startsWith("WS")));
});

test("a better transport is probed later, without interrupting the one in use", async () => {
  const world = new World();
  world.server.faults.websocket = "silent";
  const { client, page } = await world.talking();
  const states = new Set<string>();
  client.subscribe(({ connection }) => states.add(connection.state));
  await world.clock.run(10 * 60_000);
  const probes = page.requests.filter((r) => r.startsWith("WS")).length - 1;
  assert.ok(probes >= 1 && probes <= 4, `${probes} probes in ten minutes`);
  world.server.faults.websocket = "ok";
  await world.clock.until(() => client.state.connection.via === "websocket", 3_600_000);
  assert.deepEqual([...states], ["online"]);
  world.server.say("over the new one");
  await world.clock.run(100);
  assert.equal(texts(client).at(-1), "over the new one");
  assert.equal(world.server.connections, 1, "the old one is closed");
});

test("when the network changes, better transports are probed soon", async () => {
  const world = new World();
  world.server.faults.websocket = "silent";
  const { client, page } = await world.talking();
  await world.clock.run(60_000);
  assert.equal(client.state.connection.via, "sse");
  world.server.faults.websocket = "ok";
  page.happens("online");
  await world.clock.until(() => client.state.connection.via === "websocket", 10_000);
});

test("a server that restarts is found again over the transport that worked", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  await world.clock.run(60);
  world.server.down = false;
  await world.clock.until(() => client.state.connection.state === "online", 3_000);
  assert.equal(client.state.connection.via, "websocket");
  assert.ok(!page.requests.some((r) => r.endsWith("/sse")));
});

test("attempts back off with jitter between 0.5 and 20 s and never run wild", async () => {
  const world = new World(7);
  const { client, page } = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  const waits: number[] = [];
  client.subscribe(({ connection }, before) => {
    if (connection.retryAt !== undefined && connection !== before.connection) waits.push(connection.retryAt - world.clock.now());
  });
  const before = page.requests.length;
  await world.clock.run(600_000);
  assert.ok(waits.every((ms) => ms >= 500 && ms <= 20_000), waits.join());
  assert.ok(Math.max(...waits) > 10_000 && new Set(waits.map(Math.round)).size > waits.length * 0.8, "they grow and differ");
  assert.ok(page.requests.length - before < 4 * waits.length + 4, "a round is at most each transport once");
  assert.ok(waits.length > 20 && waits.length < 120, `${waits.length} rounds in ten minutes`);
});

test("a server that welcomes and hangs up at once is not asked in a tight loop", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  const before = page.requests.length;
  client.subscribe(({ connection }) => { if (connection.state === "online") world.clock.after(20, () => world.server.cutAll()); });
  world.server.cutAll();
  await world.clock.run(300_000);
  assert.ok(page.requests.length - before < 60, `${page.requests.length - before} requests in five minutes`);
});

test("polls that are answered at once with nothing are not asked in a tight loop", async () => {
  const world = new World();
  const { page } = await world.talking({ transports: ["longpoll"] });
  const before = page.requests.length;
  world.server.heartbeat = 0;
  const beat = () => {
    world.server.ring();
    for (const feed of world.server.feeds) feed.beat();
    world.clock.after(10, beat);
  };
  beat();
  await world.clock.run(60_000);
  assert.ok(page.requests.length - before < 70, `${page.requests.length - before} polls in a minute`);
});

for (const code of ["restart", "overloaded", "superseded"] as const) {
  test(`bye ${code}: comes back, and not before retry_after`, async () => {
    const world = new World();
    const { client } = await world.talking();
    world.server.tell({ type: "bye", code, reason: "Later.", retry_after: 7 });
    await world.clock.run(50);
    assert.equal(client.state.connection.state, "reconnecting");
    await world.clock.run(6_900);
    assert.notEqual(client.state.connection.state, "online");
    await world.clock.until(() => client.state.connection.state === "online", 3_000);
  });
}

test("the server's time is kept even when the page or the network comes back", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.tell({ type: "bye", code: "overloaded", reason: "Later.", retry_after: 30 });
  await world.clock.run(50);
  const before = page.requests.length;
  page.happens("online");
  page.happens("show");
  await world.clock.run(29_000);
  assert.equal(page.requests.length, before);
  await world.clock.until(() => client.state.connection.state === "online", 10_000);
});

for (const code of ["forbidden", "invalid"] as const) {
  test(`bye ${code}: does not come back in vain`, async () => {
    const world = new World();
    const { client, page } = await world.talking();
    world.server.refuseHello = code;
    world.server.tell({ type: "bye", code, reason: "No." });
    await world.clock.run(10_000);
    assert.deepEqual([client.state.connection.state, client.state.connection.reason], ["offline", code]);
    const before = page.requests.length;
    await world.clock.run(600_000);
    assert.equal(page.requests.length, before);
  });
}

test("a conversation that is gone is left, and the current one followed", async () => {
  const world = new World();
  const { client } = await world.talking();
  world.server.visitor.current = undefined;
  world.server.tell({ type: "error", code: "not_found", message: "Gone." }, { type: "bye", code: "forbidden", reason: "Gone." });
  await world.clock.until(() => client.state.connection.state === "online" && client.state.conversation === null, 5_000);
  assert.deepEqual(client.state.messages, []);
  void client.send("again");
  await world.clock.until(() => client.state.messages[0]?.offset === 1, 5_000);
});

test("the network comes back: it reconnects at once, and says so meanwhile", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.browser.online = false;
  world.server.down = true;
  world.server.cutAll();
  page.happens("offline");
  await world.clock.run(200_000);
  assert.equal(client.state.connection.state, "offline");
  assert.equal(client.state.connection.reason, undefined);
  world.browser.online = true;
  world.server.down = false;
  page.happens("online");
  await world.clock.until(() => client.state.connection.state === "online", 1_000);
});

test("events of the page in any number do not make attempts run wild", async () => {
  const world = new World();
  const { page } = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  await world.clock.run(5_000);
  const before = page.requests.length;
  for (let i = 0; i < 600; i++) {
    page.happens(i % 2 === 0 ? "online" : "show");
    await world.clock.run(50);
  }
  assert.ok(page.requests.length - before < 400, `${page.requests.length - before} requests in 30 s`);
});

test("a page that is put away closes its connection, and takes it up when it is back", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  page.happens("hide");
  await world.clock.run(60_000);
  assert.equal(world.server.connections, 0);
  world.server.say("meanwhile");
  page.happens("show");
  await world.clock.until(() => texts(client).at(-1) === "meanwhile", 1_000);
});

test("after sleep, a dead WebSocket is found out in seconds", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.faults.websocket = "silent";
  page.happens("show");
  await world.clock.until(() => client.state.connection.state !== "online", 5_500);
});

test("an idle WebSocket is pinged, so that nothing between takes it for dead", async () => {
  const world = new World();
  await world.talking({ transports: ["websocket"] });
  const before = world.server.pings;
  await world.clock.run(100_000);
  const pings = world.server.pings - before;
  assert.ok(pings >= 3 && pings <= 5, `${pings} pings in 100 s`);
});

test("a message that was acknowledged is not asked after", async () => {
  const world = new World();
  await world.talking({ transports: ["websocket"] });
  await world.clock.run(20_000);
  assert.equal(world.server.pings, 0);
});

test("close ends everything: no request, no timer, no change after it", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  const pending = client.send("late");
  client.close();
  const { state } = client;
  await assert.rejects(pending, { code: "closed" });
  await assert.rejects(client.send("later"), { code: "closed" });
  const requests = page.requests.length;
  world.server.say("nobody hears it");
  await world.clock.run(300_000);
  assert.deepEqual([client.state, page.requests.length, world.server.connections], [state, requests, 0]);
  assert.ok(world.clock.pending === 0, `${world.clock.pending} timers are left`);
});
