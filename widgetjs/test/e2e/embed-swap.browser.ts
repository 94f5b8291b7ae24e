/** The script tag on a site that swaps its pages instead of loading them: with Turbo itself, and as Astro does it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, it } from "node:test";
import type { Browser } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser } from "../browser.js";
import { Visitor } from "./visitor.js";

const turbo = readFileSync("node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js", "utf8");
const tag = '<script src="/chat/widget.js" async></script>';
const server = new Server();
let browser: Browser;
let visitor: Visitor;

before(async () => {
  await server.start();
  browser = await openBrowser();
});
afterEach(() => visitor.leave());
after(async () => {
  await browser?.close();
  await server.remove();
});

/** Visits a site of three pages, whose script tag stands in the head or at the end of the body. */
async function site({ head = "", end = "" }): Promise<Visitor> {
  visitor = await Visitor.visit(browser, server.url);
  await visitor.context.route(/\/(one|two|three)$/, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const links = ["one", "two", "three"].map((to) => `<a href="/${to}">${to}</a>`).join(" ");
    return route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><html><head><title>${name}</title><script src="/turbo.js" defer></script>${head}</head><body><h1>${name}</h1>${links}${end}</body></html>`,
    });
  });
  await visitor.context.route("**/turbo.js", (route) => route.fulfill({ contentType: "text/javascript", body: turbo }));
  await visitor.page.goto(new URL("one", server.url).href);
  await visitor.page.waitForFunction(() => "Turbo" in window && window.Chatmount);
  await visitor.page.evaluate(() => ((window as unknown as { stays: boolean }).stays = true));
  return visitor;
}

async function go(name: string): Promise<void> {
  await visitor.page.getByRole("link", { name, exact: true }).click();
  await visitor.page.getByRole("heading", { name, exact: true }).waitFor();
}

/** The page was never loaded anew, and there is one chat on it. */
async function oneChat(): Promise<void> {
  await visitor.page.waitForFunction(() => document.querySelectorAll("chat-widget").length === 1);
  assert.equal(await visitor.page.evaluate(() => "stays" in window), true, "the pages were swapped");
  assert.equal(await visitor.launcher.count(), 1);
}

for (const [place, tags] of [["in the head", { head: tag }], ["at the end of the body", { end: tag }]] as const) {
  it(`swap: with Turbo and the script ${place}, the open chat goes on from page to page, over one connection`, async () => {
    await site(tags);
    await visitor.open();
    await visitor.write("When are you open?");
    await visitor.answered(1);
    await visitor.composer.fill("half a sentence");
    const connections = () => visitor.requests.filter((path) => /^\/chat\/(ws|sse|poll|session)$/.test(path)).length;
    const before = connections();
    for (const name of ["two", "three", "one"]) {
      await go(name);
      await oneChat();
      assert.equal(await visitor.composer.inputValue(), "half a sentence");
    }
    assert.equal(connections(), before);
    await visitor.write("And on Sunday?");
    await visitor.answered(2);
  });

  it(`swap: with Turbo and the script ${place}, going back brings no second chat out of its cache`, async () => {
    await site(tags);
    await visitor.open();
    await visitor.write("When are you open?");
    await visitor.answered(1);
    await go("two");
    await go("three");
    await visitor.page.goBack();
    await visitor.page.getByRole("heading", { name: "two", exact: true }).waitFor();
    await oneChat();
    await visitor.page.goBack();
    await visitor.page.getByRole("heading", { name: "one", exact: true }).waitFor();
    await oneChat();
    await visitor.write("And on Sunday?");
    await visitor.answered(2);
  });
}

it("swap: the script taken out of the page and put in again changes nothing", async () => {
  await site({ head: tag });
  await visitor.open();
  await visitor.write("When are you open?");
  await visitor.page.evaluate(async () => {
    document.querySelector("script[src*='widget.js']")!.remove();
    const again = Object.assign(document.createElement("script"), { src: "/chat/widget.js" });
    await new Promise((resolve) => {
      again.addEventListener("load", resolve);
      document.head.append(again);
    });
  });
  await oneChat();
  await visitor.answered(1);
});

it("swap: the element taken out and put in again by the page keeps its conversation; taken out for good it lets go", async () => {
  await site({ head: '<script src="/chat/widget.js" async data-manual></script>', end: "<chat-widget></chat-widget>" });
  await visitor.open();
  await visitor.write("When are you open?");
  await visitor.answered(1);
  await visitor.page.evaluate(async () => {
    const widget = document.querySelector("chat-widget")!;
    widget.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(widget);
  });
  await visitor.answered(1);
  await visitor.page.evaluate(() => document.querySelector("chat-widget")!.remove());
  await visitor.page.evaluate(() => {
    document.body.append(document.createElement("chat-widget"));
  });
  await visitor.answered(1); // another element, the same visitor
  await oneChat();
});
