import assert from "node:assert/strict";
import { test } from "node:test";
import { openLink } from "../../src/client/link.js";
import type { Opening, Payload } from "../../src/client/transport.js";
import { settle } from "./world/clock.js";
import { World } from "./world/index.js";

/** A link over a transport that says what it is told to. */
async function link(world: World) {
  const { environment } = world.browser.page();
  const timers: number[] = [];
  const env = { ...environment, after: (ms: number, f: () => void) => (timers.push(ms), environment.after(ms, f)) };
  const sent: string[] = [];
  const received: string[] = [];
  let payload: Payload = () => [];
  const opened = openLink((_, take) => {
    payload = take;
    return new Promise(() => {});
  }, { env } as Opening, 5_000, (frames) => received.push(...frames.map((f) => f.type)), () => received.push("welcomed"));
  await settle();
  const say = (...frames: object[]) => payload(JSON.stringify(frames), (out) => sent.push(...out.map((f) => f.type)));
  return { opened, say, sent, received, timers };
}

const welcome = (heartbeat: number) => ({
  type: "welcome", v: 1, session: "s", conversation: null, head: 0, cursor: "c", recovered: false, heartbeat, participants: [], reads: [],
  limits: { connections: 1, rate: 1, burst: 1, payload: 1, text: 1, parts: 1 },
});

for (const heartbeat of [0, 1e-9, 1e300]) {
  test(`no heartbeat of a server makes timers run wild: ${heartbeat} s`, async () => {
    const world = new World();
    const { opened, say, sent, timers } = await link(world);
    say(welcome(heartbeat));
    for (let i = 0; i < 60; i++) {
      await world.clock.run(1_000);
      say();
    }
    assert.ok(sent.length <= 60 && timers.length < 200, `${sent.length} pings, ${timers.length} timers in a minute`);
    assert.ok(timers.every((ms) => ms < 2 ** 31), "more would be due at once");
    opened.close(new Error("enough") as never);
    assert.equal(world.clock.pending, 0);
  });
}

test("the first payload is taken before the link counts as welcomed, and one with bye is still told its reason", async () => {
  const { opened, say, received } = await link(new World());
  say(welcome(25), { type: "bye", code: "restart", reason: "Later.", retry_after: 3 });
  assert.deepEqual(received, ["welcome", "bye", "welcomed"]);
  const { code, message, retryAfter } = await opened.ended;
  assert.deepEqual([code, message, retryAfter], ["restart", "Later.", 3000]);
  say({ type: "pong" });
  assert.equal(received.length, 3, "what comes after the end is not told");
});

test("a bye in place of a welcome is why there is none, and anything else is no server's word", async () => {
  const refused = await link(new World());
  refused.say({ type: "error", code: "forbidden", message: "No." }, { type: "bye", code: "forbidden", reason: "No." });
  assert.equal((await refused.opened.ended).code, "forbidden");
  assert.deepEqual(refused.received, []);
  const strange = await link(new World());
  assert.throws(() => strange.say({ type: "pong" }), { code: "unreachable" });
});
