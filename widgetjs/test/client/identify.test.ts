/** Who the page says that the visitor is. The server of these tests takes each token once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { texts, World } from "./world/index.js";

const asked = (requests: readonly string[]) => requests.filter((request) => request.endsWith("/identify")).length;

test("where there is no session, it is told with the first message", async () => {
  const world = new World();
  world.server.tokens.set("ann's token", "ann");
  const { client, page } = world.open();
  await client.start();
  const taken = client.identify("ann's token");
  await world.clock.run(1_000);
  assert.deepEqual(page.requests, []);
  await Promise.all([taken, client.send("hello"), world.clock.run(1_000)]);
  assert.deepEqual([client.state.me?.id, client.state.messages.map((m) => m.own), asked(page.requests)], ["ann", [true], 1]);
});

test("what is said while the page still asks for its session is asked of the server once", async () => {
  const world = new World();
  const first = await world.talking();
  first.client.close();
  world.server.tokens.set("ann's token", "ann");
  const { client, page } = world.open();
  void client.start();
  await world.clock.run(5);
  assert.deepEqual(page.requests, ["GET /chat/session"]);
  await Promise.all([client.identify("ann's token"), world.clock.run(1_000)]);
  assert.deepEqual([client.state.me?.id, texts(client), client.state.messages.map((m) => m.own)], ["ann", [], []]);
  assert.deepEqual([client.state.connection.state, asked(page.requests)], ["online", 1]);
});

test("a token that is refused changes nothing", async () => {
  const world = new World();
  const { client } = await world.talking();
  await assert.rejects(Promise.race([client.identify("forged"), world.clock.run(1_000)]), { code: "unauthenticated" });
  await world.clock.run(1_000);
  assert.deepEqual([client.state.me?.id, texts(client), client.state.connection.state], ["v1", ["hello"], "online"]);
});

test("it is asked again where the answer was lost", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.tokens.set("ann's token", "ann");
  world.server.down = true;
  world.server.cutAll();
  const taken = client.identify("ann's token");
  await world.clock.run(5_000);
  world.server.down = false;
  await Promise.all([taken, world.clock.run(30_000)]);
  assert.deepEqual([client.state.me?.id, asked(page.requests)], ["ann", 1]);
});

for (const [name, said] of [["before another page talks first", false], ["while another page leads", true]] as const) {
  test(`the page that leads is told what was said ${name}`, async () => {
    const world = new World();
    world.server.tokens.set("ann's token", "ann");
    const { client, page } = world.open();
    if (said) await world.talking();
    if (!said) await client.start();
    const taken = client.identify("ann's token"); // where the page was not started, too
    if (!said) await world.talking();
    await Promise.all([client.start(), taken, world.clock.run(1_000)]);
    assert.deepEqual([client.state.me?.id, client.state.leads, page.requests, world.server.tokens.size], ["ann", false, [], 0]);
  });
}
