/** axe-core over the whole page in each state that a visitor sees, and over the page without JavaScript. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser, picture } from "../browser.js";
import { Visitor } from "./visitor.js";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const server = new Server();
let browser: Browser;

before(async () => {
  await server.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server.remove();
});

async function check(page: Page, state: string): Promise<void> {
  const violations = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  assert.deepEqual(violations, [], state);
}

const looks: [name: string, options: BrowserContextOptions][] = [
  ["light", {}],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
];

for (const [name, options] of looks) {
  it(`has no violation that axe finds (${name})`, async () => {
    // The check itself is a script of the tester, which the page's policy would refuse.
    const visitor = await Visitor.visit(browser, server.url, { ...options, bypassCSP: true });
    await visitor.page.evaluate(axe);
    await check(visitor.page, "closed");
    await visitor.open();
    await check(visitor.page, "open");
    await visitor.write("When are you open?");
    await visitor.write("How much is a service?");
    await visitor.write("tell me about the moon");
    await visitor.answered(3);
    await check(visitor.page, "conversation");
    await visitor.screenshot(`conversation-${name}`);
    await server.stop();
    await visitor.type("Anybody there?");
    await visitor.until("trouble is shown", ({ connection }) => connection.state !== "online");
    await check(visitor.page, "reconnecting");
    await server.start();
    await visitor.leave();
  });
}

for (const [name, options] of looks) {
  it(`has no violation that axe finds on the page without JavaScript (${name})`, async () => {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 800, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(new URL("/chat/page", server.url).href);
    for (const [text, answer] of [["price", "Full service"], ["something else entirely", "Talk to a person"]] as const) {
      await page.getByLabel("Your message").fill(text);
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText(answer).waitFor();
    }
    await page.evaluate(axe);
    await check(page, "conversation");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await picture(page, `page-${name}`, { fullPage: true });
    await context.close();
  });
}
