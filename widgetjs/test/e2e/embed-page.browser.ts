/** The chat without JavaScript, as somebody meets it whose browser runs none. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, it } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser } from "./visitor.js";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const server = new Server();
let browser: Browser;
const contexts: BrowserContext[] = [];

before(async () => {
  await server.start();
  browser = await openBrowser();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
after(async () => {
  await browser?.close();
  await server.remove();
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 800, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(new URL(path, server.url).href);
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Your message").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

const shot = (page: Page, name: string) => page.screenshot({ path: join(process.cwd(), "../build/screenshots", `page-${name}.png`), fullPage: true });

it("page: it sends, shows the answer, and its buttons answer; a reload sends nothing again", async () => {
  const page = await visit("/chat/page");
  assert.deepEqual(await page.context().cookies(), []);
  await write(page, "hi");
  await page.getByText("welcome to Fernside Cycles").waitFor();
  assert.deepEqual((await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]), [["chat", true, "Lax"]]);
  await page.getByRole("button", { name: "Prices" }).click();
  await page.getByText("You chose: Prices").waitFor();
  await page.getByText("Safety check, €19").waitFor();
  await page.reload();
  assert.equal(await page.getByText("hi", { exact: true }).count(), 1);
  await shot(page, "light");
});

it("page: it is of the same conversation as the widget", async () => {
  const page = await visit("/chat/page");
  await write(page, "from the page");
  await page.getByText("from the page").waitFor();
  const scripted = await browser.newContext({ storageState: await page.context().storageState() });
  contexts.push(scripted);
  const tab = await scripted.newPage();
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
  await plain.getByRole("link", { name: "Chat with us" }).click();
  await plain.getByLabel("Your message").waitFor();
  const scripted = await visit("/chat/page", { javaScriptEnabled: true });
  await serve(scripted);
  await scripted.getByRole("textbox").waitFor();
  assert.equal(await scripted.getByRole("link", { name: "Chat with us" }).isVisible(), false);
});

it("page: a page of another origin cannot send its form, nor show it in a frame", async () => {
  const page = await visit("/chat/page");
  await write(page, "mine");
  await page.getByText("mine").waitFor();
  const once = await page.locator("input[name=proof]").first().inputValue();
  const evil = "http://localhost:9/"; // another site; the test answers for it
  await page.route(evil, (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html>
    <form method="post" action="${server.url}chat/page"><input name="proof" value="${once}"><input name="once" value="x"><input name="text" value="forged"><button>Go</button></form>
    <iframe src="${server.url}chat/page"></iframe>` }));
  await page.goto(evil);
  assert.equal(await page.frameLocator("iframe").getByLabel("Your message").count(), 0);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Go" }).click();
  assert.equal((await answer).status(), 403);
  await page.goto(new URL("/chat/page", server.url).href);
  assert.equal(await page.getByText("forged").count(), 0);
});

it("page: axe finds no violation, in light, dark and on a phone", async () => {
  for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", { viewport: { width: 360, height: 640 } }]] as const) {
    const page = await visit("/chat/page", { javaScriptEnabled: true, bypassCSP: true, ...options });
    await write(page, "price");
    await page.getByText("Full service").waitFor();
    await write(page, "something else entirely");
    await page.getByRole("button", { name: "Talk to a person" }).waitFor();
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    assert.deepEqual(violations, [], name);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await shot(page, name);
  }
});
