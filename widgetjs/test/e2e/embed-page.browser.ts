/** The chat without JavaScript, as somebody meets it whose browser runs none. */
import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser, openScriptless, press } from "../browser.js";

const server = new Server();
let scriptless: Browser;
let browser: Browser;
const contexts: BrowserContext[] = [];

before(async () => {
  await server.start();
  [scriptless, browser] = await Promise.all([openScriptless(), openBrowser()]);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
after(async () => {
  await scriptless?.close();
  await browser?.close();
  await server.remove();
});

async function visit(path: string, javaScriptEnabled = false): Promise<Page> {
  const context = await (javaScriptEnabled ? browser : scriptless).newContext({ javaScriptEnabled, viewport: { width: 800, height: 900 } });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(new URL(path, server.url).href);
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Your message").pressSequentially(text);
  await press(page.getByRole("button", { name: "Send" }));
}

it("page: it sends, shows the answer, and its buttons answer; a reload sends nothing again", async () => {
  const page = await visit("/chat/page");
  assert.deepEqual(await page.context().cookies(), []);
  await write(page, "hi");
  await page.getByText("welcome to Fernside Cycles").waitFor();
  assert.deepEqual((await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]), [["chat", true, "Lax"]]);
  await press(page.getByRole("button", { name: "Prices" }));
  await page.getByText("You chose: Prices").waitFor();
  await page.getByText("Safety check, €19").waitFor();
  await page.reload();
  assert.equal(await page.getByText("hi", { exact: true }).count(), 1);
});

it("page: it is of the same conversation as the widget", async () => {
  const page = await visit("/chat/page");
  await write(page, "from the page");
  await page.getByText("from the page").waitFor();
  const tab = await visit("/chat/page", true);
  await tab.context().addCookies(await page.context().cookies());
  await tab.goto(server.url);
  await tab.locator("chat-widget [part~=launcher]").click();
  await tab.getByRole("textbox").fill("from the widget");
  await tab.getByRole("textbox").press("Enter");
  await tab.locator("[part~=bubble]", { hasText: "from the page" }).first().waitFor();
  await page.reload();
  await page.getByText("from the widget").waitFor();
});

it("page: the link that stands in the element leads to it, and is hidden where the widget works", async () => {
  const body = `<!doctype html><title>A shop</title><script src="/chat/widget.js" async></script>
    <chat-widget position="inline"><a href="/chat/page">Chat with us</a></chat-widget>`;
  const serve = async (page: Page) => {
    await page.route(server.url, (route) => route.fulfill({ contentType: "text/html", body }));
    await page.goto(server.url);
  };
  const plain = await visit("/chat/page");
  await serve(plain);
  await press(plain.getByRole("link", { name: "Chat with us" }));
  await plain.getByLabel("Your message").waitFor();
  const scripted = await visit("/chat/page", true);
  await serve(scripted);
  await scripted.getByRole("textbox").waitFor();
  assert.equal(await scripted.getByRole("link", { name: "Chat with us" }).isVisible(), false);
});

it("page: a page of another origin cannot send its form, nor show it in a frame", async () => {
  const page = await visit("/chat/page");
  await write(page, "mine");
  await page.getByText("mine").waitFor();
  const once = await page.locator("input[name=proof]").first().inputValue();
  const evil = "http://localhost:8009/"; // another site; the test answers for it
  await page.route(evil, (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html>
    <form method="post" action="${server.url}chat/page"><input name="proof" value="${once}"><input name="once" value="x"><input name="text" value="forged"><button>Go</button></form>
    <iframe src="${server.url}chat/page"></iframe>` }));
  await page.goto(evil);
  assert.equal(await page.frameLocator("iframe").getByLabel("Your message").count(), 0);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await press(page.getByRole("button", { name: "Go" }));
  assert.equal((await answer).status(), 403);
  await page.goto(new URL("/chat/page", server.url).href);
  assert.equal(await page.getByText("forged").count(), 0);
});
