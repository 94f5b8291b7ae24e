/** The whole way: page, widget, transport, server, database, bot, and back, as a visitor meets it. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser } from "../browser.js";
import { inOrder, Visitor } from "./visitor.js";
import type { Via } from "./visitor.js";

const ladder: readonly Via[] = ["websocket", "sse", "longpoll"];
const server = new Server();
let browser: Browser;
let visitors: Visitor[];

before(async () => {
  await server.start();
  browser = await openBrowser();
});
beforeEach(() => {
  visitors = [];
});
afterEach(async () => {
  for (const visitor of visitors) await visitor.leave();
});
after(async () => {
  await browser?.close();
  await server.remove();
});

async function visit(options?: BrowserContextOptions & { block?: readonly Via[] }): Promise<Visitor> {
  const visitor = await Visitor.visit(browser, server.url, options);
  visitors.push(visitor);
  return visitor;
}

describe("transports", () => {
  for (const via of ladder) {
    it(`complaint "lost sessions": chats over ${via} when the others are blocked, and finds the conversation again after a reload`, async () => {
      const visitor = await visit({ block: ladder.filter((other) => other !== via) });
      await visitor.open();
      await visitor.write("When are you open?");
      await visitor.answered(1);
      await visitor.online(via);
      await visitor.screenshot(via);
      await visitor.page.reload();
      const state = await visitor.until("history is back", ({ messages }) => messages.length >= 2);
      assert.equal(state.messages[0]?.text, "When are you open?");
      await visitor.open();
      await visitor.write("And on Sunday?");
      inOrder(await visitor.answered(2));
    });
  }

  it("goes on over another transport when the one in use is taken away", async () => {
    const visitor = await visit();
    await visitor.open();
    await visitor.write("When are you open?");
    await visitor.answered(1);
    await visitor.online("websocket");
    await visitor.cutWebSocket();
    await visitor.type("How much is a service?");
    inOrder(await visitor.answered(2));
    await visitor.online("sse");
  });
});

describe("a server that goes away", () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`sends what was written meanwhile once it is back (${signal})`, async () => {
      const visitor = await visit();
      await visitor.open();
      await visitor.write("When are you open?");
      await visitor.answered(1);
      const code = await server.stop(signal);
      if (signal === "SIGTERM") assert.equal(code, 0, "drained");
      await visitor.type("Are you back?");
      await visitor.until("the message waits", ({ messages }) => messages.some((m) => m.status === "sending"));
      await visitor.screenshot(`reconnecting-${signal}`);
      await server.start();
      inOrder(await visitor.answered(2));
    });
  }

  it(`complaint "pending messages lost on reload": keeps what was not sent across a reload, and sends it once`, async () => {
    const visitor = await visit();
    await visitor.open();
    await visitor.write("When are you open?");
    await visitor.answered(1);
    await visitor.goOffline();
    await visitor.type("Written offline");
    await visitor.until("the message waits", ({ messages }) => messages.some((m) => m.status === "sending"));
    await visitor.screenshot("offline");
    await visitor.goOnline();
    await visitor.page.reload();
    const state = await visitor.answered(2);
    assert.equal(state.messages.filter((m) => m.text === "Written offline").length, 1);
  });
});

describe("privacy", () => {
  it("asks for nothing and keeps nothing before the visitor writes", async () => {
    const visitor = await visit();
    await visitor.open();
    await visitor.page.waitForTimeout(300);
    assert.deepEqual(await visitor.context.cookies(), []);
    assert.equal(await visitor.page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(visitor.requests.filter((path) => path.startsWith("/chat/") && !/^\/chat\/(widget|[a-z-]+-[0-9a-f]{16})\.js$/.test(path)), []);
  });

  it("never shows one visitor the words of another", async () => {
    const [ann, ben] = [await visit(), await visit()];
    await ann.open();
    await ben.open();
    await ann.write("Ann's secret");
    await ben.write("Ben's secret");
    await ann.answered(1);
    await ben.answered(1);
    for (const [one, other] of [[ann, "Ben's secret"], [ben, "Ann's secret"]] as const) {
      assert.equal(await one.log.getByText(other).count(), 0);
    }
  });

  it("shows one conversation in two tabs of the same visitor", async () => {
    const visitor = await visit();
    await visitor.open();
    await visitor.write("When are you open?");
    const second = await visitor.tab();
    await second.open();
    await second.write("From the second tab");
    inOrder(await visitor.answered(2));
    inOrder(await second.answered(2));
    assert.deepEqual(second.trouble, []);
  });
});

describe("the page", () => {
  it("takes no read mark that is no number", async () => { // what is shipped is compiled by other rules than what unit tests run
    const visitor = await visit();
    await visitor.open();
    await visitor.write("hello");
    await visitor.answered(1);
    const reads = await visitor.page.evaluate(() => {
      const { client } = document.querySelector("chat-widget")!;
      for (const offset of [NaN, undefined, "all"]) client!.read(offset as number);
      return Object.values(client!.state.reads);
    });
    assert.ok(reads.every(Number.isFinite), String(reads));
  });

  it("takes a second inclusion of the script as none", async () => {
    const visitor = await visit();
    await visitor.context.route(server.url, async (route) => {
      const page = await route.fetch();
      await route.fulfill({ response: page, body: (await page.text()).replace(/<script[^>]*widget\.js.*?<\/script>/, "$&$&") });
    });
    await visitor.page.reload();
    assert.equal(await visitor.page.locator("script[src*='widget.js']").count(), 2);
    await visitor.launcher.first().waitFor();
    assert.equal(await visitor.page.locator("chat-widget").count(), 1);
    await visitor.open();
    await visitor.write("Once");
    const state = await visitor.answered(1);
    assert.equal(state.messages.filter((m) => m.text === "Once").length, 1);
  });

  it("shows markup that somebody types as the text it is", async () => {
    const visitor = await visit();
    await visitor.open();
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await visitor.write(hostile);
    await visitor.log.getByText(hostile).first().waitFor();
    assert.notEqual(await visitor.page.title(), "owned");
  });

  it("works by keyboard alone", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const focused = () => page.evaluate(() => document.activeElement?.tagName ?? "");
    for (let i = 0; i < 40 && (await focused()) !== "CHAT-WIDGET"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await visitor.window.waitFor();
    await page.keyboard.type("Hello");
    await page.keyboard.press("Enter");
    await visitor.answered(1);
    await page.keyboard.press("Escape");
    await visitor.window.waitFor({ state: "hidden" });
    assert.ok(await visitor.launcher.evaluate((launcher) => (launcher.getRootNode() as ShadowRoot).activeElement === launcher), "focus is back on the launcher");
    await page.keyboard.press("Enter");
    await visitor.window.waitFor();
  });

  it("fills a narrow screen and keeps the composer in view", async () => {
    const visitor = await visit({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await visitor.open();
    const box = await visitor.window.boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 360, height: 640 });
    await visitor.write("When are you open?");
    await visitor.answered(1);
    const composer = await visitor.composer.boundingBox();
    assert.ok(composer && composer.y + composer.height <= 640, JSON.stringify(composer));
    assert.ok(await visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await visitor.screenshot("narrow");
  });
});
