/** The example with React, as a new user would try it: installed, built, served, opened. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Server } from "./server.js";
import { openBrowser } from "../browser.js";

const example = join(process.cwd(), "../examples/react");
const server = new Server();
let browser: Browser;
let page: Page;
let preview: ChildProcess;
const trouble: string[] = [];

const npm = (...args: string[]) => execFileSync("npm", args, { cwd: example, timeout: 180_000, stdio: ["ignore", "ignore", "inherit"] });

before(async () => {
  await server.start();
  npm("ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
  npm("run", "build");
  preview = spawn(join(example, "node_modules/.bin/vite"), ["preview", "--host", "127.0.0.1", "--port", "0"], {
    cwd: example, env: { ...process.env, CHAT: server.url, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve) => {
    let said = "";
    preview.stdout!.on("data", (data) => {
      const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec((said += String(data))) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  browser = await openBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && !/favicon/.test(message.location().url) && trouble.push(message.text()));
  await page.goto(url);
});
after(async () => {
  await browser?.close();
  preview?.kill();
  await server.remove();
});

const chat = () => page.locator("chat-widget");

it("react: it opens by its ref, chats, and tells what is unread to the page", async () => {
  await page.getByRole("button", { name: "Ask us (0 unread)" }).click();
  await page.getByRole("dialog", { name: "Ask us" }).waitFor();
  await page.getByRole("textbox").fill("When are you open?");
  await page.getByRole("textbox").press("Enter");
  await chat().locator("[part~=bubble]", { hasText: "Tuesday to Friday" }).waitFor();
  await page.keyboard.press("Escape");
  await chat().evaluate((widget) => void (widget as HTMLElementTagNameMap["chat-widget"]).send("How much is a service?"));
  await page.getByRole("button", { name: "Ask us (1 unread)" }).waitFor();
});

it("react: properties that change are taken over, and nothing is made anew for it", async () => {
  await chat().evaluate((widget) => widget.shadowRoot!.firstElementChild!.setAttribute("data-mark", ""));
  assert.equal(await chat().getAttribute("theme"), "light");
  await page.getByRole("button", { name: "Dark" }).click();
  await page.waitForFunction(() => document.querySelector("chat-widget")!.getAttribute("theme") === "dark");
  assert.equal(await chat().locator("[data-mark]").count(), 1);
});

it("react: taken away and brought back it has the conversation again", async () => {
  await page.getByRole("button", { name: "Take the chat away" }).click();
  assert.equal(await chat().count(), 0);
  await page.getByRole("button", { name: "Bring the chat back" }).click();
  await chat().locator("[part~=launcher]").click();
  await chat().locator("[part~=bubble]", { hasText: "When are you open?" }).waitFor();
  assert.deepEqual(trouble, []);
});
