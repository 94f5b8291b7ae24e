/** The diagram of examples/patterns: it shows what really happens to its visitor's chat, and takes transports away for real. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser } from "../browser.js";
import { Visitor } from "./visitor.js";
import type { Via } from "./visitor.js";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const server = new Server("patterns");
const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
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
  for (const visitor of visitors) await visitor.leave(); // with no report of the page's policy
});
after(async () => {
  await browser?.close();
  await server.remove();
});

async function visit(options: BrowserContextOptions = desktop): Promise<Visitor> {
  const visitor = await Visitor.visit(browser, server.url, options);
  visitors.push(visitor);
  await visitor.page.getByText("Connected to the server’s traffic").waitFor();
  return visitor;
}

/** Waits until a part says something of itself. */
async function says(page: Page, part: string, what: string | RegExp): Promise<void> {
  const now = page.locator(`#node-${part} .now`);
  await now.filter({ hasText: what }).waitFor().catch(async (error: Error) => {
    const storage = await page.evaluate(() => JSON.stringify(localStorage));
    throw new Error(`${part} says "${await now.textContent()}" and not ${what}; storage: ${storage}`, { cause: error });
  });
}

/** Waits until the lamps of the transports show that exactly one is live, and that its wires are in use. */
async function live(visitor: Visitor, via: Via): Promise<void> {
  const { page } = visitor;
  await visitor.online(via);
  await page.locator(`#node-${via}.live`).waitFor();
  assert.deepEqual(await page.locator(".protocols .node.live").evaluateAll((nodes) => nodes.map(({ id }) => id)), [`node-${via}`]);
  assert.equal(await page.locator(".wires .live").count(), 2);
  await says(page, via, /^live/);
  await says(page, "gateway", "1 connection open");
}

/** Waits for a row of the list of what happened. */
async function happened(page: Page, who: string, what: string | RegExp): Promise<void> {
  await page.locator("#ledger li").filter({ has: page.locator("b", { hasText: who }) }).filter({ hasText: what }).first().waitFor();
}

it("keeps nothing before the chat is used, and shows each part of a message's way then", async () => {
  const visitor = await visit();
  const { page } = visitor;
  for (const [part, what] of [["storage", "empty"], ["cookie", "none yet"], ["database", "nothing of you"], ["sessions", "no session yet"], ["manager", "idle"]] as const) await says(page, part, what);
  assert.equal(await page.locator(".node.live").count(), 0);

  const lit = page.evaluate(() => new Promise<string[]>((resolve) => {
    const seen = new Set<string>();
    const watch = new MutationObserver((changes) => {
      for (const { target } of changes) if (target instanceof Element && target.classList.contains("lit")) seen.add(target.id.slice("node-".length));
      if (["site", "manager", "websocket", "gateway", "sessions", "cookie", "engine", "bot", "database", "storage"].every((part) => seen.has(part))) resolve([...seen]);
    });
    watch.observe(document.body, { attributeFilter: ["class"], subtree: true });
  }));
  await page.getByRole("button", { name: "Say hello" }).click();
  await visitor.answered(1);
  await live(visitor, "websocket");
  await lit;

  await says(page, "cookie", "“chat”, HttpOnly");
  await says(page, "sessions", "1 session");
  await says(page, "engine", "2 events in 1 log");
  await says(page, "bot", /^1 turn, [\d.]+ m?s$/);
  await says(page, "window", "open, 2 messages");
  await says(page, "parts", "2 × text, 1 × buttons");
  await happened(page, "Session manager", "cookie “chat” set: HttpOnly, SameSite=Lax");
  await happened(page, "WebSocket", "↑ send");
  await happened(page, "WebSocket", /↓ ack/);
  await happened(page, "Database", "event 1 is on the disk after");
  await happened(page, "Chatbot", "done with event 1 after");
  const stored = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("chatmount:")).map(([key, value]) => 2 * (key.length + value.length)));
  await says(page, "storage", new RegExp(`^${stored.length} items`));
  await visitor.screenshot("patterns-light");
});

it("falls back when a transport is blocked at the server, for this visitor alone, and comes back", async () => {
  const visitor = await visit();
  const other = await visit();
  const { page } = visitor;
  await visitor.open();
  await visitor.write("hello");
  await live(visitor, "websocket");
  await other.open();
  await other.write("hello");
  await live(other, "websocket");

  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  await press("Block WebSocket");
  await happened(page, "WebSocket", "connection cut by your button");
  await happened(page, "WebSocket", "refused: blocked by your button");
  await live(visitor, "sse");
  await says(page, "websocket", "blocked by you");
  await visitor.write("hello by SSE");
  await visitor.answered(2);
  await happened(page, "Server-Sent Events", "↑ send");

  await press("Block Server-Sent Events");
  await visitor.online("longpoll");
  await page.locator("#node-longpoll.live").waitFor();
  await visitor.write("hello by long polling");
  await visitor.answered(3);
  await happened(page, "Long polling", "↑ poll");
  await visitor.screenshot("patterns-longpoll");

  await press("Restore all");
  await live(visitor, "websocket");
  await visitor.write("hello again");
  await visitor.answered(4);

  await live(other, "websocket");
  assert.equal(await other.page.locator(".barred").count(), 0, "another's transports are blocked, too");
  assert.equal(await other.page.locator("#ledger li").filter({ hasText: /cut|refused/ }).count(), 0);
  await says(other.page, "engine", "2 events in 1 log");
});

it("holds back what is written without a network, shows another tab the same, and starts over", async () => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.open();
  await visitor.write("hello");
  await page.getByRole("button", { name: "Cut the network" }).click();
  await page.locator("#node-gateway.barred").waitFor();
  await visitor.until("it is noticed", ({ connection }) => connection.state !== "online");
  await visitor.type("are you there?");
  await says(page, "manager", /reconnecting|offline/);
  await says(page, "gateway", "cut off");
  const tab = await visitor.context.newPage();
  await tab.goto(server.url, { waitUntil: "commit" });
  await tab.locator("#node-gateway.barred").waitFor();
  assert.equal(await tab.locator("#network").getAttribute("aria-pressed"), "true");
  await tab.close();

  await page.bringToFront();
  await page.getByRole("button", { name: "Cut the network" }).click();
  await visitor.until("it is sent", ({ messages }) => messages.some((m) => m.text === "are you there?" && m.status === "sent"));
  await page.getByRole("button", { name: "Start over" }).click();
  await says(page, "cookie", "none yet");
  await says(page, "database", "nothing of you");
  await says(page, "storage", "empty");
  await happened(page, "Session manager", "session ended, cookie cleared");
});

it("tells how each part works, by pointer and by keyboard", async () => {
  const visitor = await visit();
  const { page } = visitor;
  const about = page.locator("#about");
  await page.locator("#node-cookie").hover();
  await about.getByRole("heading", { name: "Session cookie" }).waitFor();
  assert.equal(await about.locator("article:visible").count(), 1);

  // From the last button before the diagram every part can be reached by Tab, and tells of itself.
  await page.getByRole("button", { name: "Start over" }).focus();
  const seen: string[] = [];
  for (let i = 0; i < 21; i++) {
    await page.keyboard.press("Tab");
    const id = await page.evaluate(() => document.activeElement?.id ?? "");
    if (!id.startsWith("node-")) continue;
    seen.push(id);
    const name = await page.locator(`#${id} b`).textContent();
    assert.equal(await about.locator("article:visible h3").textContent(), name);
    const described = await page.evaluate(() => document.getElementById(document.activeElement?.getAttribute("aria-describedby") ?? "")?.textContent ?? "");
    assert.ok(described.length > 80, `${id} is described by ${described}`);
    const [node, panel] = await Promise.all([page.locator(`#${id}`).boundingBox(), about.boundingBox()]);
    assert.ok(node!.y >= 0 && node!.y + node!.height <= panel!.y, `${id} has the focus and is hidden`);
  }
  assert.equal(seen.length, 18);

  // Enter leads into the text, whose link is the next thing.
  await page.locator("#node-bot").press("Enter");
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement?.getAttribute("href") ?? ""), /docs\/bots\.md$/);
});

it("tells how each part works, by touch, below its zone and without moving it", async () => {
  const visitor = await visit(phone);
  const { page } = visitor;
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the phone");
  for (const part of ["npm", "cookie", "manager"]) {
    const node = page.locator(`#node-${part}`);
    await node.scrollIntoViewIfNeeded();
    const before = await node.boundingBox();
    await node.tap();
    await page.locator(`#about-${part}`).waitFor();
    const [now, panel] = await Promise.all([node.boundingBox(), page.locator("#about").boundingBox()]);
    assert.ok(Math.abs(now!.y - before!.y) < 2, `${part} has moved from ${before!.y} to ${now!.y}`);
    assert.ok(panel!.y > now!.y);
  }
  await visitor.screenshot("patterns-phone");
});

it("glows instead of moving where motion is not wanted", async () => {
  const visitor = await visit({ ...desktop, reducedMotion: "reduce" });
  const { page } = visitor;
  const moved = page.evaluate(() => new Promise<boolean>((resolve) => {
    let glowed = false;
    new MutationObserver((changes) => {
      glowed ||= changes.some(({ target }) => target instanceof SVGElement && target.classList.contains("hot"));
      if (document.querySelector(".flow") !== null) resolve(true);
      else if (glowed) resolve(false);
    }).observe(document.getElementById("wires")!, { attributes: true, childList: true, subtree: true });
  }));
  await page.getByRole("button", { name: "Say hello" }).click();
  await visitor.answered(1);
  assert.equal(await moved, false);
});

it("knows its visitor again after the server was started anew", async () => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.open();
  await visitor.write("hello");
  await server.stop();
  await page.getByText("The server does not answer; trying again…").waitFor();
  await server.start();
  await page.getByText("Connected to the server’s traffic").waitFor();
  await live(visitor, "websocket");
  await says(page, "engine", "2 events in 1 log");
  await visitor.write("hello again");
  await says(page, "engine", /[34] events in 1 log/);
});

for (const [name, options] of [["light", desktop], ["dark", { ...desktop, colorScheme: "dark" }], ["phone", phone]] as const) {
  it(`has no violation that axe finds (${name})`, async () => {
    // The check itself is a script of the tester, which the page's policy would refuse.
    const visitor = await visit({ ...options, bypassCSP: true });
    const { page } = visitor;
    await page.evaluate(axe);
    await check(page, "new");
    await page.locator("#node-sse").focus();
    await check(page, "a part is chosen");
    await visitor.open();
    await visitor.write("cards");
    await visitor.answered(1);
    if (name === "phone") await page.evaluate(() => document.querySelector("chat-widget")?.close()); // it fills the screen
    await page.locator("#block-websocket").click();
    await page.locator("#node-websocket.barred").waitFor();
    await visitor.online("sse");
    await check(page, "blocked");
    await visitor.screenshot(`patterns-blocked-${name}`);
  });
}

async function check(page: Page, state: string): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))));
  const violations = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  assert.deepEqual(violations, [], state);
}
