/** Markdown is shown by what is loaded later: the widget of the script tag, as it is shipped, while that is on its way. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page, Route } from "playwright-core";
import type { Message, State } from "../../src/client/index.js";
import { bot, event, going, initial } from "./fake-client.js";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Opens the widget with messages, while the loading of the rest waits. */
async function show(messages: Message[]): Promise<{ page: Page; held: Promise<Route> }> {
  const page = await stage.page({ reducedMotion: "reduce" }, "/script");
  const held = new Promise<Route>((resolve) => void page.route("**/extra-*.js", resolve));
  await page.evaluate(async (state) => {
    const widget = await window.Chatmount!.init();
    const nothing = async () => {};
    const listeners = new Set<(state: State, previous: State) => void>();
    const subscribe = (listener: (state: State, previous: State) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    const client = { state, subscribe, start: nothing, read: nothing, typing: nothing, close: nothing };
    const spoken: string[] = [];
    const set = (change: Partial<State>) => {
      const previous = client.state;
      client.state = { ...previous, ...change };
      for (const listener of listeners) listener(client.state, previous);
    };
    Object.assign(window, { set, spoken });
    widget.client = client as unknown as NonNullable<typeof widget.client>;
    widget.open();
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) spoken.push(node.textContent ?? "");
    }).observe(widget.shadowRoot!.querySelector("[aria-live=polite]")!, { childList: true });
  }, { ...initial, ...going, messages } as State);
  return { page, held };
}

const set = (page: Page, change: Partial<State>) => page.evaluate((to) => (window as unknown as { set(change: object): void }).set(to), change);
const spoken = (page: Page) => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
const says = (text: string, more: Partial<Message> & { offset: number }) => event(bot, [{ type: "markdown", text }], more);
const draft = { offset: 0, id: "d", draftId: "d", draft: true };

test("markdown: an answer is read as it grows before what shows it has come, then shown in the same bubble, and spoken once", async () => {
  const { page, held } = await show([says("Hello", { offset: 1 })]);
  const bubble = page.locator(".list .bubble").last();
  const route = await held;
  await set(page, { messages: [says("Hello", { offset: 1 }), says("It **gr", draft)] });
  await page.getByText("It **gr", { exact: true }).waitFor();
  await bubble.evaluate((element) => void (element.dataset["marked"] = ""));
  await set(page, { messages: [says("Hello", { offset: 1 }), says("It **grew**.\n\nWell", draft)] });
  await page.getByText("It **grew**.").waitFor();
  assert.equal(await bubble.evaluate((element) => getComputedStyle(element).whiteSpaceCollapse), "preserve", "its lines are kept");
  await set(page, { messages: [says("Hello", { offset: 1 }), says("It **grew**.\n\nWell done.", { offset: 2, draftId: "d" })] });
  await page.locator(".list .bubble", { hasText: "Well done." }).waitFor();
  assert.deepEqual(await spoken(page), [], "its marks are not for those who listen");
  await route.continue();
  await bubble.locator("strong", { hasText: "grew" }).waitFor();
  assert.deepEqual(await bubble.locator("p").allInnerTexts(), ["It grew.", "Well done."]);
  assert.ok(await bubble.evaluate((element) => "marked" in element.dataset && element.className === "bubble markdown"));
  await page.waitForFunction(() => (window as unknown as { spoken: string[] }).spoken.length > 0);
  assert.deepEqual(await spoken(page), ["Juno: It  grew . Well done."]);
  await page.context().close();
});

test("markdown: where what shows it cannot be loaded, it stays as it was written, goes on growing, and is spoken so", async () => {
  const { page, held } = await show([says("It **gr", draft)]);
  await (await held).abort();
  await set(page, { messages: [says("It **grew**.", draft)] });
  await page.getByText("It **grew**.", { exact: true }).waitFor();
  await page.route("**/extra-*.js", (route) => route.abort()); // it is asked for again when the answer is complete
  await set(page, { messages: [says("It **grew**.", { offset: 2, draftId: "d" })] });
  await page.waitForFunction(() => (window as unknown as { spoken: string[] }).spoken.length > 0);
  assert.deepEqual(await spoken(page), ["Juno: It **grew**."]);
  assert.equal(await page.locator("strong", { hasText: "grew" }).count(), 0);
  await page.context().close();
});

test("markdown: what has come does not move what is read, in a browser that does not see to it either", async () => {
  const list = Array.from({ length: 12 }, (_, i) => says(`# Line\n${"- *item*\n\n".repeat(8)}\n\`\`\`\ncode\n\`\`\``, { offset: i + 1 }));
  const { page, held } = await show([...list, ...Array.from({ length: 40 }, (_, i) => event(bot, [`Message ${i}`], { offset: i + 20 }))]);
  const read = page.getByText("Message 7", { exact: true });
  await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("chat-widget")!;
    const plain = new CSSStyleSheet();
    plain.replaceSync(".log { overflow-anchor: none; } .row { content-visibility: visible !important; }");
    shadowRoot!.adoptedStyleSheets.push(plain);
  });
  await read.evaluate((element) => {
    const log = element.closest("[role=log]")!;
    log.scrollTop += element.getBoundingClientRect().top - log.getBoundingClientRect().top - 100;
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const top = () => read.evaluate((element) => element.getBoundingClientRect().top);
  const [before, height] = [await top(), await page.locator(".list").evaluate((element) => element.scrollHeight)];
  await (await held).continue();
  await page.locator("h3").first().waitFor({ state: "attached" });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.notEqual(await page.locator(".list").evaluate((element) => element.scrollHeight), height, "above, it has another height");
  assert.ok(Math.abs((await top()) - before) <= 1, `${before} became ${await top()}`);
  await page.context().close();
});
