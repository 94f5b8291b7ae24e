/** Signing out while something else is under way: nothing of the visitor may come back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { texts, World } from "./world/index.js";

const nothing = ({ state }: { state: { me: unknown; messages: unknown; connection: { state: string } } }) => assert.deepEqual([state.me, state.messages, state.connection.state], [null, [], "idle"]);

test("logout forgets which transport worked, too", async () => {
  const world = new World();
  world.server.faults.websocket = "refused";
  const { client } = await world.talking();
  assert.equal(client.state.connection.via, "sse");
  await Promise.all([client.logout(), world.clock.run(1_000)]);
  assert.deepEqual([...world.browser.storage.items.keys()], []);
});

for (const leads of [true, false]) {
  test(`logout ends a session that is just being made for ${leads ? "this page" : "the page that leads"}`, async () => {
    const world = new World();
    const first = world.open();
    const second = world.open();
    await Promise.all([second.client.start(), first.client.start()]);
    world.server.latency = () => 100;
    first.client.send("hello").catch(() => {});
    await world.clock.run(150);
    assert.deepEqual([first.page.requests, texts(second.client), world.server.sessions.size], [["POST /chat/session"], ["hello"], 1]);
    await Promise.all([(leads ? first : second).client.logout(), world.clock.run(5_000)]);
    for (const { client } of [first, second]) nothing(client);
    assert.deepEqual([world.server.sessions.size, [...world.browser.storage.items.keys()]], [0, []]);
    await world.clock.run(60_000);
    assert.equal(world.server.sessions.size, 0);
  });
}

test("what the server says of a session too late is not taken up after logout", async () => {
  const world = new World();
  (await world.talking()).client.close();
  const { client, page } = world.open();
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = async (from, url, init) => {
    const answer = await fetch(from, url, init);
    if (init.method === "GET") await world.clock.sleep(500);
    return answer;
  };
  void client.start();
  await world.clock.run(50);
  assert.deepEqual(page.requests, ["GET /chat/session"]);
  await Promise.all([client.logout(), world.clock.run(5_000)]);
  nothing(client);
  assert.deepEqual([world.server.sessions.size, [...world.browser.storage.items.keys()]], [0, []]);
});

test("a page that is looked at while a logout is under way shows nothing of the visitor", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.latency = () => 1_000;
  const out = client.logout();
  await world.clock.run(500);
  page.happens("show");
  nothing(client);
  await Promise.all([out, world.clock.run(10_000)]);
  nothing(client);
  assert.equal(world.browser.storage.items.size, 0);
});

test("who writes before a logout is done keeps the session that this makes", async () => {
  const world = new World();
  const { client } = await world.talking();
  let ended = 0;
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = async (from, url, init) => {
    const answer = await fetch(from, url, init);
    if (init.method === "DELETE" && ended++ === 0) await world.clock.sleep(2_000);
    return answer;
  };
  const out = client.logout();
  void client.send("someone new");
  await Promise.all([out, world.clock.until(() => client.state.messages[0]?.status === "sent")]);
  await world.clock.run(5_000);
  assert.equal(client.state.me?.id, "v2");
  client.close();
  const next = world.open().client;
  await Promise.all([next.start(), world.clock.run(1_000)]);
  assert.deepEqual(texts(next), ["someone new"], "the next page knows the session");
});

test("a token whose logout could not reach the server is ended by the next page, before it makes another session", async () => {
  const world = new World();
  const { client, page } = await world.talking({ bearer: true });
  world.server.down = true;
  world.server.cutAll();
  await assert.rejects(Promise.race([client.logout(), world.clock.run(30_000)]), { code: "unreachable" });
  page.kill();
  world.server.down = false;
  assert.equal(world.server.sessions.size, 1);
  const next = world.open({ bearer: true }).client;
  void next.send("someone else");
  await world.clock.until(() => next.state.messages[0]?.status === "sent");
  assert.deepEqual([...world.server.sessions.values()].map(({ id }) => id), ["v2"]);
});
