/** Each block of code for a page in docs/widget.md, docs/bots.md and docs/operations.md does what is said around it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Sites } from "./embed-sites.js";
import { openBrowser } from "../browser.js";

const sites = new Sites();
const untested = new Set(["widget.md", "bots.md", "operations.md"].flatMap((file) => {
  const text = readFileSync(join(process.cwd(), "../docs", file), "utf8");
  return [...text.matchAll(/^```(html|js)\n([\s\S]*?)^```/gm)].map(([, language, code]) => (language === "js" ? `<script type="module">${code}</script>` : code!));
}));
let browser: Browser;
let page: Page;

before(async () => {
  await sites.start();
  browser = await openBrowser();
});
afterEach(() => page.context().close());
after(async () => {
  await browser?.close();
  await sites.remove();
});

/** Opens a page with the script tag and the block that has a word in it. */
async function open(word: string, around = ""): Promise<void> {
  const code = [...untested].find((block) => block.includes(word));
  assert.ok(code, `no block has ${word} in it`);
  untested.delete(code);
  page = await (await browser.newContext()).newPage();
  page.on("pageerror", (error) => assert.fail(error));
  const body = `<!doctype html><html lang="de"><title>A page</title><script src="/chat/widget.js"></script><body>${around}${code}`;
  await page.route(`${sites.chat}/prices`, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.goto(`${sites.chat}/prices`);
  await page.locator("chat-widget").waitFor({ state: "attached" });
}

/** Writes a message and waits for its answer. */
async function say(text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
  await page.locator("[part~=bubble]", { hasText: `you said: ${text}` }).waitFor();
}

const shown = (text: string) => page.getByText(text, { exact: true }).waitFor();

it("slots: the page's own picture and welcome stand where the widget's would", async () => {
  await open("slot=");
  await shown("Ask us about shoes.");
  assert.ok(await page.locator("chat-widget img").evaluate((img: HTMLImageElement) => img.assignedSlot?.name === "avatar"));
});

it("languages: words that a page brings, with their plural", async () => {
  await open("Fråga oss");
  await page.evaluate(async () => window.Chatmount!.open());
  await page.getByRole("heading", { name: "Fråga oss" }).waitFor();
});

it("registerPart: a part of one's own is shown by the page, and says something to the chat", async () => {
  await open("x-map", '<script>customElements.define("shop-map", class extends HTMLElement {});</script>');
  await page.evaluate(async () => {
    await window.Chatmount!.open();
    await window.Chatmount!.send([{ type: "text", text: "Here" }, { type: "x-map", place: "Oslo", fallback: "A map of Oslo" }]);
  });
  const map = page.locator("shop-map").first();
  await map.waitFor({ state: "attached" });
  assert.equal(await map.evaluate((element) => (element as unknown as { place: string }).place), "Oslo");
  await map.dispatchEvent("choose");
  await page.locator("[part~=message-own]", { hasText: "I will come here." }).waitFor();
});

it("around: a nudge now, a form before the first message, and the transcript", async () => {
  await open("Your basket is waiting.");
  await page.getByText("Your basket is waiting.").click();
  await page.getByText("Who are you?").waitFor();
  await page.getByLabel("Name").fill("Ada");
  await page.locator("form button").click();
  await page.locator("[part~=message-own]", { hasText: "Ada" }).waitFor();
  assert.match(await page.evaluate(async () => document.querySelector("chat-widget")!.exportTranscript("text")), /Ada/);
});

it("bots: a page that says which it is, beside each text and unseen", async () => {
  await open("x-page");
  await page.evaluate(async () => window.Chatmount!.open());
  await say("hello");
  const own = await page.evaluate(() => {
    const widget = document.querySelector("chat-widget")!;
    return widget.messages.find((message) => message.own)!.parts;
  });
  assert.deepEqual(own, [{ type: "text", text: "hello" }, { type: "x-page", fallback: "–", language: "de", path: "/prices" }]);
  assert.equal(await page.locator("[part~=message-own]").innerText().then((text) => text.includes("–")), false);
});

it("operations: a page that lets the server see who is signed in, and a visitor who is not, chats all the same", async () => {
  await open("client.identify");
  const refused = page.waitForEvent("console", (message) => message.type() === "error" && message.text().includes("ChatError"));
  await page.evaluate(async () => window.Chatmount!.open());
  await say("hello");
  await refused;
});

after(() => assert.deepEqual([...untested], [], "a block that no test has opened"));
