import assert from "node:assert/strict";
import { test } from "node:test";
import type { Via } from "../../src/client/index.js";
import { texts, World } from "./world/index.js";

test("a page that has a trace of a session takes it up, and shows the messages before it is connected", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.say("hi");
  await world.clock.run(1_000);
  first.client.close();
  world.server.say("while away");
  const { client, page } = world.open();
  const started = client.start();
  assert.deepEqual(texts(client), ["hello", "hi"], "at once");
  await Promise.all([started, world.clock.run(1_000)]);
  assert.deepEqual(texts(client), ["hello", "hi", "while away"]);
  assert.deepEqual(page.requests, ["GET /chat/session", "WS /chat/ws"], "it makes no session and reads no history");
});

test("a session that the server does not know any more is dropped once, with what was stored", async () => {
  const world = new World();
  (await world.talking()).client.close();
  world.server.sessions.clear();
  const { client, page } = world.open();
  await Promise.all([client.start(), world.clock.run(1_000)]);
  assert.deepEqual([client.state.connection.reason, client.state.me, client.state.messages], ["unauthenticated", null, []]);
  assert.equal(world.browser.storage.items.size, 0);
  const before = page.requests.length;
  await world.clock.run(600_000);
  assert.equal(page.requests.length, before);
  void client.send("anew");
  await world.clock.until(() => client.state.messages[0]?.status === "sent");
  assert.equal(client.state.me?.id, "v2");
});

test("bye unauthenticated: what was not sent fails, and a retry makes a new session", async () => {
  const world = new World();
  const { client } = await world.talking();
  world.server.sessions.clear();
  world.server.swallows = () => true;
  const lost = client.send("a");
  world.server.tell({ type: "bye", code: "unauthenticated", reason: "Expired." });
  await assert.rejects(Promise.race([lost, world.clock.run(5_000)]), { code: "unauthenticated" });
  assert.deepEqual([client.state.connection.reason, texts(client), client.state.messages[0]?.status], ["unauthenticated", ["a"], "failed"]);
  world.server.swallows = () => false;
  client.retry(client.state.messages[0]?.key ?? "");
  await world.clock.until(() => client.state.messages[0]?.offset === 1);
  assert.equal(client.state.me?.id, "v2");
});

test("after a session has ended, what was not sent is shown as failed also by the next page, and goes nowhere by itself", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.sessions.clear();
  world.server.swallows = () => true;
  for (const text of ["a", "b"]) client.send(text).catch(() => {});
  world.server.tell({ type: "bye", code: "unauthenticated", reason: "Expired." });
  await world.clock.run(5_000);
  world.server.swallows = () => false;
  page.kill();
  const next = world.open();
  await Promise.all([next.client.start(), world.clock.run(5_000)]);
  assert.deepEqual([texts(next.client), next.client.state.messages.map((m) => m.status)], [["a", "b"], ["failed", "failed"]]);
  void next.client.send("c");
  await world.clock.until(() => next.client.state.messages[0]?.offset === 1);
  await world.clock.run(5_000);
  assert.deepEqual([next.client.state.me?.id, texts(next.client)], ["v2", ["c", "a", "b"]], "not under the next visitor's name");
  next.client.retry(next.client.state.messages[1]?.key ?? "");
  await world.clock.run(1_000);
  assert.deepEqual(next.client.state.messages.map((m) => [m.parts[0]?.text, m.status]), [["c", "sent"], ["a", "sent"], ["b", "failed"]], "but by hand");
  next.client.close();
  const last = world.open();
  await Promise.all([last.client.start(), world.clock.run(1_000)]);
  assert.deepEqual(texts(last.client), ["c", "a"], "a page of the other visitor does not show it");
  assert.equal([...world.browser.storage.items.keys()].filter((k) => k.includes("outbox")).length, 1, "it waits for its author");
});

test("when somebody else signs in while messages wait, they are put away in every page, and sent when their author is back", async () => {
  const world = new World();
  const { client } = await world.talking();
  const second = world.open();
  await Promise.all([second.client.start(), world.clock.run(100)]);
  const ann = world.browser.cookie ?? "";
  const other = { id: "v9", current: undefined };
  world.server.visitors.set("v9", other);
  world.server.sessions.set("ben's", other);
  world.server.down = true;
  world.server.cutAll();
  const waiting = [client.send("one"), second.client.send("two")];
  await world.clock.run(100);
  world.browser.cookie = "ben's";
  world.server.down = false;
  for (const receipt of waiting) await assert.rejects(Promise.race([receipt, world.clock.run(10_000)]), { code: "unauthenticated" });
  for (const visit of [client, second.client]) assert.deepEqual([visit.state.me?.id, texts(visit)], ["v9", []]);
  world.browser.cookie = ann;
  world.server.cutAll();
  await world.clock.run(10_000);
  for (const visit of [client, second.client]) assert.deepEqual([visit.state.me?.id, texts(visit)], ["v1", ["hello", "one", "two"]]);
  assert.equal(other.current, undefined);
});

test("bye signed_out clears everything and does not come back", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  world.server.swallows = () => true;
  const lost = client.send("not sent");
  world.server.sessions.clear();
  world.server.tell({ type: "bye", code: "signed_out", reason: "Bye." });
  await assert.rejects(Promise.race([lost, world.clock.run(1_000)]), { code: "discarded" });
  assert.deepEqual([client.state.connection.reason, client.state.messages, client.state.me], ["signed_out", [], null]);
  assert.equal(world.browser.storage.items.size, 0);
  const before = page.requests.length;
  await world.clock.run(600_000);
  assert.equal(page.requests.length, before);
});

test("cookies that are blocked do not make a loop of sessions", async () => {
  const world = new World();
  Object.defineProperty(world.browser, "cookie", { get: () => undefined, set: () => {} });
  const { client, page } = world.open();
  const lost = client.send("hello");
  await assert.rejects(Promise.race([lost, world.clock.run(60_000)]), { code: "unauthenticated" });
  await world.clock.run(600_000);
  assert.ok(page.requests.length <= 3, page.requests.join());
  assert.equal(client.state.connection.reason, "unauthenticated");
});

test("who signs in as somebody else does not see or send what was the other's", async () => {
  const world = new World();
  const first = await world.talking();
  await world.clock.run(1_000);
  world.server.down = true;
  world.server.cutAll();
  await world.clock.run(100);
  first.client.send("secret").catch(() => {});
  await world.clock.run(100);
  first.page.kill();
  world.server.down = false;
  const other = { id: "v9", current: undefined };
  world.server.visitors.set("v9", other);
  world.server.sessions.set(world.browser.cookie ?? "", other);
  const { client } = world.open();
  let seen = false;
  client.subscribe(({ me }) => { seen ||= me?.id === "v9" && texts(client).includes("hello"); });
  await Promise.all([client.start(), world.clock.run(5_000)]);
  assert.equal(seen, false, "not for a moment");
  assert.equal(client.state.me?.id, "v9");
  assert.ok(!texts(client).includes("hello"));
  assert.deepEqual(client.state.messages, []);
  assert.equal(other.current, undefined, "nothing was sent in the other's name");
  await Promise.all([client.logout().catch(() => {}), world.clock.run(1_000)]);
  client.close();
  world.browser.cookie = "secret1 again";
  world.server.sessions.set(world.browser.cookie, world.server.visitor);
  const back = world.open().client;
  await Promise.all([back.start(), world.clock.run(5_000)]);
  assert.deepEqual(texts(back), ["hello", "secret"], "it has waited for its author");
  assert.deepEqual(back.state.messages.map((m) => m.status), ["sent", "sent"]);
});

test("when another page signs in as somebody else, the next connection says so", async () => {
  const world = new World();
  const { client } = await world.talking();
  const other = { id: "v9", current: undefined };
  world.server.visitors.set("v9", other);
  world.server.sessions.set(world.browser.cookie ?? "", other);
  world.server.append(other, { author: { id: "v9", name: "", role: "visitor" }, kind: "message", parts: [{ type: "text", text: "mine" }] });
  world.server.cutAll();
  await world.clock.run(5_000);
  assert.equal(client.state.me?.id, "v9");
  assert.deepEqual(client.state.messages.map((m) => [m.parts[0]?.text, m.own]), [["mine", true]]);
});

test("an event stream that is answered by 204 is not asked again: nobody is signed in", async () => {
  const world = new World();
  const { client, page } = await world.talking({ transports: ["sse"] });
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (from, url, init) => (url.includes("/sse") ? Promise.resolve(new Response(null, { status: 204 })) : fetch(from, url, init));
  world.server.cutAll();
  await world.clock.run(10_000);
  assert.equal(client.state.connection.reason, "unauthenticated");
  const before = page.requests.length;
  await world.clock.run(600_000);
  assert.equal(page.requests.length, before);
});

test("logout ends the session there and everything about it here", async () => {
  const world = new World();
  const { client, page } = await world.talking();
  await Promise.all([client.logout(), world.clock.run(1_000)]);
  assert.ok(page.requests.includes("DELETE /chat/session"));
  assert.equal(world.browser.storage.items.size, 0);
  assert.deepEqual([client.state.me, client.state.messages, client.state.connection.state, world.server.sessions.size], [null, [], "idle", 0]);
  void client.send("someone new");
  await world.clock.until(() => client.state.messages[0]?.status === "sent");
  assert.equal(client.state.me?.id, "v2");
});

test("logout ends a session that was never taken up, too", async () => {
  const world = new World();
  (await world.talking()).client.close();
  const { client } = world.open();
  await Promise.all([client.logout(), world.clock.run(1_000)]);
  assert.deepEqual([world.server.sessions.size, world.browser.storage.items.size], [0, 0]);
});

test("a logout that could not reach the server is made up for before there is a new session", async () => {
  const world = new World();
  const first = await world.talking();
  world.server.down = true;
  world.server.cutAll();
  const out = first.client.logout();
  await assert.rejects(Promise.race([out, world.clock.run(30_000)]), { code: "unreachable" });
  assert.deepEqual(first.client.state.messages, []);
  first.page.kill();
  world.server.down = false;
  const { client, page } = world.open();
  void client.send("someone else");
  await world.clock.until(() => client.state.messages[0]?.status === "sent");
  assert.deepEqual(page.requests.slice(0, 2), ["DELETE /chat/session", "POST /chat/session"]);
  assert.equal(client.state.me?.id, "v2", "the cookie of the old session was still there");
});

for (const via of ["websocket", "sse", "longpoll"] satisfies Via[]) {
  test(`${via}: a bearer token is sent in headers or hello, never in a URL, and survives the page`, async () => {
    const world = new World();
    const urls: string[] = [];
    const fetch = world.server.fetch.bind(world.server);
    world.server.fetch = (page, url, init) => {
      urls.push(url);
      assert.equal(init.credentials, "omit");
      return fetch(page, url, init);
    };
    const first = await world.talking({ bearer: true, transports: [via] });
    assert.equal(world.browser.cookie, undefined);
    for (const socket of first.page.sockets) urls.push(socket.url);
    first.client.close();
    const { client } = world.open({ bearer: true, transports: [via] });
    await Promise.all([client.start(), world.clock.run(1_000)]);
    assert.equal(client.state.connection.state, "online");
    assert.ok(urls.length > 2 && urls.every((url) => !url.includes("secret")));
  });
}

test("every POST and DELETE names the client, and bodies are JSON", async () => {
  const world = new World();
  const seen: RequestInit[] = [];
  const fetch = world.server.fetch.bind(world.server);
  world.server.fetch = (page, url, init) => {
    seen.push(init);
    return fetch(page, url, init);
  };
  const { client } = await world.talking({ transports: ["longpoll"] });
  await Promise.all([client.logout(), world.clock.run(1_000)]);
  const methods = new Set(seen.map((init) => init.method));
  assert.deepEqual([...methods].sort(), ["DELETE", "POST"]);
  for (const { headers, body } of seen) {
    const fields = new Headers(headers);
    assert.match(fields.get("Chat-Client") ?? "", /^chatmount-js\/\d+\.\d+\.\d+$/);
    assert.equal(fields.get("Content-Type"), body == null ? null : "application/json");
  }
});

test("a page that was opened before another one made the session joins it", async () => {
  for (const bearer of [true, false]) {
    const world = new World();
    const idle = world.open({ bearer });
    await idle.client.start();
    await world.talking({ bearer });
    void idle.client.send("me too");
    await world.clock.until(() => texts(idle.client).length === 2);
    assert.equal(world.server.visitors.size, 1);
    assert.deepEqual(texts(idle.client), ["hello", "me too"]);
  }
});

test("many sends at once make one session", async () => {
  const world = new World();
  const { client, page } = world.open();
  void client.start();
  for (const text of ["a", "b", "c"]) void client.send(text);
  void client.start();
  await world.clock.until(() => world.server.log.length === 3);
  assert.equal(page.requests.filter((r) => r.endsWith("/session")).length, 1);
});

test("a listener that throws harms nobody, and one that dispatches is told in order", async () => {
  const world = new World();
  const { client } = await world.talking();
  const reported: (() => void)[] = [];
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (f) => void reported.push(f);
  const seen: [number, number][] = [];
  const stop = client.subscribe(() => { throw new Error("the listener's own"); });
  client.subscribe((state) => { if (state.messages.length === 2) void client.send("again"); });
  client.subscribe((state, previous) => seen.push([previous.messages.length, state.messages.length]));
  void client.send("more");
  stop();
  globalThis.queueMicrotask = queueMicrotask;
  assert.ok(reported.length > 0);
  for (const report of reported) assert.throws(report, /the listener's own/, "it is reported as nobody's but its own");
  assert.deepEqual(seen.slice(0, 2), [[1, 2], [2, 3]]);
});
