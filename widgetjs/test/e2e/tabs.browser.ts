/** Several tabs of one visitor in a real browser: one connection, one outbox, whatever becomes of a tab. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { Server } from "./server.js";
import { isSent, own, Profile, type Tab } from "./tab.js";
import { chromiumPath as executablePath, openBrowser } from "../browser.js";

const server = new Server();
let browser: Browser;
let profile: Profile;

before(async () => {
  await server.start();
  browser = await openBrowser({ executablePath });
});
beforeEach(async () => {
  profile = await Profile.make(browser, server.url);
});
afterEach(() => profile.context.close());
after(async () => {
  await browser?.close();
  await server.remove();
});

/** Waits until every tab shows these messages, all sent, and compares with the server. */
async function everywhere(texts: string[]): Promise<void> {
  for (const tab of profile.tabs) {
    const state = await tab.until(`${texts.join()} in every tab`, (s) => own(s).length >= texts.length && isSent(s));
    assert.deepEqual(own(state), texts);
  }
  assert.deepEqual(await profile.log(), texts);
}

/** With the back/forward cache, which testers' browsers are without. */
it("a page that is put away keeps nothing from the others, and follows when it is back from the browser's cache", async () => {
  const caching = await openBrowser({ executablePath, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  profile = await Profile.make(caching, server.url);
  const [first, second] = (await profile.talking(2)) as [Tab, Tab];
  await first.page.evaluate(() => addEventListener("pageshow", ({ persisted }) => { document.title = `persisted: ${persisted}`; }));
  await first.page.goto("about:blank");
  second.say("meanwhile");
  await second.until("it is sent", (s) => s.leads && isSent(s) && s.messages.length > 2);
  await first.page.goBack({ waitUntil: "commit" });
  await everywhere(["hello", "meanwhile"]);
  assert.equal(await first.page.title(), "persisted: true");
  assert.deepEqual([(await first.state())?.leads, first.sockets, second.sockets], [false, 0, 1]);
  await caching.close();
});

describe("two tabs", () => {
  it("have one connection, and show each other's messages before they are sent", async () => {
    const [first, second] = (await profile.talking(2)) as [Tab, Tab];
    await server.stop("SIGKILL");
    second.say("from the second");
    for (const tab of [first, second]) {
      const state = await tab.until("it waits", ({ messages }) => messages.at(-1)?.status === "sending");
      assert.equal(own(state).at(-1), "from the second");
    }
    await server.start();
    await everywhere(["hello", "from the second"]);
    assert.deepEqual([first.sockets, second.sockets, second.requests], [1, 0, []]);
  });

  it("show a message once that was typed offline before a reload, and it is sent once", async () => {
    const [first, second] = (await profile.talking(2)) as [Tab, Tab];
    await profile.context.setOffline(true);
    await server.stop("SIGKILL"); // an open WebSocket does not mind being offline
    second.say("typed offline");
    await second.until("it waits", ({ messages }) => messages.at(-1)?.status === "sending");
    await Promise.all([first.page.reload(), second.page.reload()]);
    for (const tab of [first, second]) {
      const state = await tab.until("it still waits", ({ messages }) => messages.at(-1)?.status === "sending");
      assert.deepEqual(own(state), ["hello", "typed offline"]);
    }
    await server.start();
    await profile.context.setOffline(false);
    await everywhere(["hello", "typed offline"]);
    const leader = await profile.leader();
    assert.deepEqual(profile.tabs.map((tab) => tab.sockets), profile.tabs.map((tab) => Number(tab === leader)));
  });

  it("have a connection each where there are no locks", async () => {
    await profile.context.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    const [first, second] = (await profile.talking(2)) as [Tab, Tab];
    await second.until("it is online", ({ connection }) => connection.state === "online");
    assert.deepEqual([first.sockets, second.sockets], [1, 1]);
    second.say("on its own");
    await everywhere(["hello", "on its own"]);
  });

  it("keep nothing and ask for nothing before the first word, and both show it", async () => {
    const [first, second] = [await profile.open(), await profile.open()];
    assert.equal(await first.page.evaluate(() => localStorage.length), 0);
    assert.deepEqual([first.requests, second.requests], [[], []]);
    second.say("hello");
    await everywhere(["hello"]);
    assert.deepEqual(first.requests, []);
  });
});

const ends: Record<string, (leader: Tab) => Promise<unknown>> = {
  "is closed": (tab) => tab.close(),
  "crashes": (tab) => tab.crash(),
  "is reloaded": (tab) => tab.page.reload(),
  "goes to another page": (tab) => tab.page.goto("about:blank"),
  "hangs": (tab) => Promise.resolve(void tab.hang(15)),
};
for (const [name, end] of Object.entries(ends)) {
  it(`goes on when the tab that leads ${name} in the middle of sending`, async () => {
    const [first, second] = (await profile.talking(2)) as [Tab, Tab];
    assert.equal(await profile.leader(), first);
    second.say("b1");
    await first.page.evaluate(() => {
      for (const text of ["a1", "a2", "a3"]) void window.client.send(text).catch(() => {});
    });
    await end(first);
    second.say("b2");
    const state = await second.until("all are sent", (s) => own(s).length === 6 && isSent(s));
    const log = await profile.log();
    assert.deepEqual(own(state), log);
    for (const sender of ["a", "b"]) assert.deepEqual(log.filter((t) => t.startsWith(sender)), [1, 2, 3].slice(0, sender === "a" ? 3 : 2).map((n) => `${sender}${n}`));
    if (name !== "hangs") return;
    assert.equal((await second.state())?.leads, true);
    await everywhere(log); // the first one follows when it goes on
    assert.deepEqual([first.sockets, second.sockets], [0, 1]);
  });
}

const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const SEED = Number(process.env["SEED"] ?? 1);

/** Numbers that a seed determines. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
  it(`loses, doubles and swaps nothing while tabs, network and server come and go (seed ${seed})`, { timeout: 120_000 }, async () => {
    const below = random(seed);
    await profile.talking(2);
    let running = true;
    const said: string[][] = [];
    const kill = async (how: "close" | "crash") => {
      const tab = profile.tabs[below(profile.tabs.length)];
      if (profile.tabs.length > 1) await tab?.[how]();
      else await profile.open();
    };
    const steps: (() => unknown)[] = [
      async () => {
        const texts = Array.from({ length: 1 + below(2) }, (_, i) => `${said.length}.${i}`);
        const tab = profile.tabs[below(profile.tabs.length)];
        await tab?.page.evaluate((all) => all.forEach((text) => void window.client.send(text).catch(() => {})), texts);
        said.push(texts);
      },
      () => profile.tabs[below(profile.tabs.length)]?.page.reload(),
      () => kill("close"),
      () => kill("crash"),
      () => profile.tabs.length < 3 && profile.open(),
      () => profile.context.setOffline(true),
      () => profile.context.setOffline(false),
      async () => {
        await (running ? server.stop("SIGKILL") : server.start());
        running = !running;
      },
    ];
    for (let i = 0; i < 24; i++) await steps[i % 2 === 0 ? 0 : below(steps.length)]?.();
    await profile.context.setOffline(false);
    if (!running) await server.start();
    const all = said.flat();
    for (const tab of profile.tabs) {
      const state = await tab.until("all are sent", (s) => own(s).length > all.length && isSent(s), 60);
      assert.deepEqual(own(state), await profile.log());
    }
    const log = await profile.log();
    assert.deepEqual([...log].sort(), ["hello", ...all].sort());
    for (const texts of said) assert.deepEqual(log.filter((text) => texts.includes(text)), texts);
    const leader = await profile.leader();
    const { connection } = await leader.until("it is online", (s) => s.connection.state === "online");
    const sockets = (tab: Tab) => Number(tab === leader && connection.via === "websocket"); // the network may have led to another way
    assert.deepEqual(profile.tabs.map((tab) => tab.sockets), profile.tabs.map(sockets));
  });
}
