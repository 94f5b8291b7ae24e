/** The reader's place in the log belongs to the reader. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Opens a scene and scrolls the log. */
async function reading(scene: string, top: number | "end", options: Record<string, unknown> = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(([name, look]) => window.stage.show(name, { open: true, ...look }), [scene, options] as const);
  await settled(page);
  if (top !== "end") await page.evaluate((y) => (window.stage.log().scrollTop = y), top);
  await settled(page);
  return page;
}

/** Lets observers, scroll events and frames come to rest. */
function settled(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
  });
}

function place(page: Page): Promise<{ top: number; distance: number }> {
  return page.evaluate(() => ({ top: window.stage.log().scrollTop, distance: window.stage.log().scrollHeight - window.stage.log().clientHeight - window.stage.log().scrollTop }));
}

test("scrolling: it opens at the newest message", async () => {
  const page = await reading("thousand", "end");
  assert.ok((await place(page)).distance < 2);
  assert.match((await page.locator(".list .row").last().innerText()).trim(), /^Message 1200|Message 1200/);
  await page.context().close();
});

test(`complaint "streaming scroll": who is at the end follows what comes, pictures and growing answers too`, async () => {
  const page = await reading("media", "end");
  for (let i = 0; i < 5; i++) {
    await page.evaluate(() => window.stage.client.say(window.stage.people.bot, "One more line of news, long enough to wrap around in the bubble."));
    await settled(page);
    assert.ok((await place(page)).distance < 2, `after ${i + 1}`);
  }
  for (let length = 20; length < 600; length += 60) {
    await page.evaluate((end) => {
      const { client, people } = window.stage;
      const messages = client.state.messages.filter(({ draft }) => !draft);
      const text = "A growing answer. ".repeat(40).slice(0, end);
      client.set({ messages: [...messages, { ...people.event(people.bot, [text], { offset: 0 }), id: "d", draftId: "d", draft: true }] });
    }, length);
    await settled(page);
    assert.ok((await place(page)).distance < 2, `at ${length} characters`);
  }
  await page.context().close();
});

test(`complaint "streaming scroll": who reads further up is not moved, and is told what is new`, async () => {
  const page = await reading("history", 900);
  const before = await place(page);
  for (let i = 0; i < 3; i++) await page.evaluate(() => window.stage.client.say(window.stage.people.bot, "News"));
  await settled(page);
  assert.equal((await place(page)).top, before.top);
  assert.equal(await page.locator(".pill").getAttribute("aria-label"), "3 new messages");
  assert.deepEqual(await page.evaluate(() => window.stage.client.calls.filter(([verb, offset]) => verb === "read" && offset === 43)), [], "not seen yet");
  await page.locator(".pill").click();
  await settled(page);
  assert.ok((await place(page)).distance < 2);
  assert.equal(await page.locator(".pill").isVisible(), false);
  assert.deepEqual(await page.evaluate(() => window.stage.client.calls.at(-1)), ["read", 43]);
  await page.context().close();
});

test("scrolling: one's own message is always shown", async () => {
  const page = await reading("history", 300);
  await page.locator("textarea").fill("Mine");
  await page.locator("textarea").press("Enter");
  await settled(page);
  assert.ok((await place(page)).distance < 2);
  await page.context().close();
});

for (const top of [0, 120]) {
  test(`scrolling: earlier messages come in above without moving what is read, ${top} pixels from the top`, async () => {
    const page = await reading("history", top);
    assert.equal(await page.evaluate(() => window.stage.client.calls.filter(([verb]) => verb === "loadOlder").length), 1, "asked for once");
    const position = () => page.evaluate(() => [...window.stage.log().querySelectorAll(".content")].find(({ textContent }) => textContent?.startsWith("Message 1."))!.getBoundingClientRect().top);
    const before = await position();
    await page.evaluate(() => {
      const { client, many, people } = window.stage;
      const earlier = many(1, 40).map((message) => ({ ...message, id: `old-${message.id}`, offset: message.offset - 100, parts: [{ type: "text", text: "Earlier ".repeat(message.offset) }], author: people.agent, own: false }));
      client.set({ messages: [...earlier, ...client.state.messages], older: "more" });
    });
    await settled(page);
    assert.ok(Math.abs((await position()) - before) <= 1, `${before} became ${await position()}`);
    await page.context().close();
  });
}

test("scrolling: a failed request for earlier messages is not repeated without end, the button repeats it", async () => {
  const page = await reading("history", 0);
  for (let i = 0; i < 5; i++) {
    await page.evaluate(() => window.stage.client.set({ older: "more" }));
    await settled(page);
  }
  const asked = () => page.evaluate(() => window.stage.client.calls.filter(([verb]) => verb === "loadOlder").length);
  assert.equal(await asked(), 1);
  await page.locator(".older").click();
  assert.equal(await asked(), 2);
  await page.context().close();
});

test(`complaint "streaming scroll": answer-top shows a long answer from its beginning`, async () => {
  const page = await reading("conversation", "end", { scroll: "answer-top" });
  await page.locator("textarea").fill("Tell me everything");
  await page.locator("textarea").press("Enter");
  await page.evaluate(() => {
    const { client, people } = window.stage;
    client.acknowledge();
    for (let i = 0; i < 12; i++) client.say(people.bot, `Paragraph ${i}. ${"It goes on. ".repeat(20)}`);
  });
  await settled(page);
  // Rows are laid out when they come near the screen, a frame or more later on a busy machine.
  await page.waitForFunction(() => {
    const first = [...window.stage.log().querySelectorAll(".content")].find(({ textContent }) => textContent?.startsWith("Paragraph 0."))!;
    const offset = first.getBoundingClientRect().top - window.stage.log().getBoundingClientRect().top;
    return offset >= 0 && offset < 60;
  });
  await page.context().close();
});

test("scrolling: whatever comes, goes or is loaded, the rows stand in the order of the log, and few lie together", async () => {
  const page = await reading("history", "end");
  const wrong = await page.evaluate(async () => {
    const all = window.stage.many(1, 300);
    const list = window.stage.log().querySelector(".list")!;
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 0x7fffffff) / 0x7fffffff;
    for (let round = 0; round < 40; round++) {
      const kept = random();
      const messages = all.filter(() => random() < kept);
      window.stage.client.set({ messages });
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const shown = [...list.querySelectorAll(".row")].map((row) => /Message (\d+)/.exec(row.textContent!)![1]);
      const wanted = messages.map(({ offset }) => String(offset));
      const sizes = [...list.children].map((stretch) => stretch.childElementCount);
      if (String(shown) !== String(wanted)) return `round ${round}: ${shown}`;
      if (sizes.some((size) => size === 0)) return `round ${round}: an empty stretch`;
    }
    window.stage.client.set({ messages: all.slice(200) });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    window.stage.client.set({ messages: [] });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const from of [200, 100, 0]) { // pages of earlier messages
      window.stage.client.set({ messages: all.slice(from) });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    const largest = Math.max(...[...list.children].map((stretch) => stretch.childElementCount));
    return largest > 40 ? `${largest} rows lie together` : "";
  });
  assert.equal(wrong, "");
  await page.context().close();
});

test("scrolling: a thousand messages render once, and a new one touches only its own row", async () => {
  const page = await reading("thousand", "end");
  const changed = await page.evaluate(async () => {
    const touched: Node[] = [];
    const observer = new MutationObserver((records) => touched.push(...records.map(({ target }) => target)));
    observer.observe(window.stage.log().querySelector(".list")!, { childList: true, subtree: true, attributes: true, characterData: true });
    const started = performance.now();
    window.stage.client.say(window.stage.people.bot, "One more");
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    observer.takeRecords().forEach(({ target }) => touched.push(target));
    const rows = new Set(touched.map((node) => (node instanceof Element ? node : node.parentElement)!.closest(".row") ?? "list"));
    return { rows: rows.size, took: performance.now() - started };
  });
  assert.ok(changed.rows <= 3, `${changed.rows} rows were touched`); // the list, the new row, the one before it
  await page.context().close();
});
