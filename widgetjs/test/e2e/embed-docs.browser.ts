/** Every block for a page in README.md and docs/embedding.md, as somebody would copy it; and the example from npm. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { build } from "esbuild";
import type { Browser, BrowserContext, FrameLocator, Page } from "playwright-core";
import { Sites } from "./embed-sites.js";
import { openBrowser, openScriptless, press } from "../browser.js";

const repository = join(process.cwd(), "..");
const sites = new Sites();
const contexts: BrowserContext[] = [];
let browser: Browser;
let scriptless: Browser;

before(async () => {
  await sites.start();
  [browser, scriptless] = await Promise.all([openBrowser(), openScriptless()]);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
after(async () => {
  await browser?.close();
  await scriptless?.close();
  await sites.remove();
});

interface Block {
  readonly name: string;
  readonly code: string;
}

function blocks(language: string): Block[] {
  return ["README.md", "docs/embedding.md"].flatMap((file) => {
    const text = readFileSync(join(repository, file), "utf8");
    return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(({ 1: code, index }) => ({
      name: `${file}:${text.slice(0, index).split("\n").length}`, code: code!,
    }));
  });
}

/** Opens a page with a block: on the shop where it names the chat's origin, else on the chat's own. */
async function open(code: string, javaScriptEnabled = true): Promise<Page> {
  const foreign = code.includes("https://chat.example");
  const url = `${foreign ? sites.shop : sites.chat}/snippet`;
  const context = await (javaScriptEnabled ? browser : scriptless).newContext({ javaScriptEnabled });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(() => {
    const attach = Element.prototype.attachShadow; // the host script's is closed
    Element.prototype.attachShadow = function attachOpen(init) {
      return attach.call(this, { ...init, mode: "open" });
    };
  });
  await page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: `<!doctype html><title>A page</title><body>${code.replaceAll("https://chat.example", sites.chat)}` }));
  await page.goto(url);
  return page;
}

/** Opens the chat where it is not open by itself, writes a message as a visitor, and waits for its answer. */
async function chat(page: Page): Promise<void> {
  const launcher = page.locator("chat-widget:not([position=inline]) [part~=launcher], [data-chatmount]:not([data-inline]) button");
  const there = page.locator("chat-widget[position=inline], [data-inline], iframe[src='/chat/embed']");
  await launcher.or(there).first().waitFor();
  if ((await launcher.count()) && (await launcher.getAttribute("aria-expanded")) !== "true") await launcher.click();
  await page.locator("chat-widget textarea, iframe").first().waitFor();
  const where: Page | FrameLocator = (await page.locator("iframe").count()) ? page.frameLocator("iframe") : page;
  await where.getByRole("textbox").fill("hello");
  await where.getByRole("textbox").press("Enter");
  await where.locator("[part~=bubble]", { hasText: "you said: hello" }).first().waitFor();
}

describe("blocks of HTML", () => {
  const all = blocks("html");
  it("are there", () => assert.ok(all.length >= 9, String(all.length)));
  for (const { name, code } of all) {
    if (/widget\.js|embed/.test(code)) it(name, async () => chat(await open(code)));
    if (!code.includes("/chat/page")) continue;
    it(`${name}, without JavaScript`, async () => {
      const page = await open(code, false);
      await press(page.getByRole("link", { name: "Chat with us" }));
      await page.getByLabel("Your message").pressSequentially("hello");
      await press(page.getByRole("button", { name: "Send" }));
      await page.getByText("you said: hello").waitFor();
    });
  }
});

/** Bundles a block with the package as it is built. */
async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "jsx", resolveDir: process.cwd() },
    bundle: true, format: "esm", target: "es2022", jsx: "automatic", write: false, logLevel: "error", define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0]!.text.replaceAll("</script", "<\\/script");
}

describe("blocks of JavaScript", () => {
  for (const { name, code } of blocks("js")) {
    it(name, async () => {
      const headless = code.includes("createClient");
      const page = await open(`<script type="module">${await bundled(headless ? `${code}\nglobalThis.said = client.state.messages` : code)}</script>`);
      if (!headless) return chat(page);
      await page.waitForFunction(() => (globalThis as unknown as { said?: { status: string }[] }).said?.[0]?.status === "sent");
    });
  }
  for (const { name, code } of blocks("jsx")) {
    it(name, async () => {
      const mount = '\nimport { createRoot } from "react-dom/client"; createRoot(document.querySelector("#root")).render(<App />);';
      await chat(await open(`<div id="root"></div><script type="module">${await bundled(code + mount)}</script>`));
    });
  }
});

it("examples/npm: installed, built and opened", async () => {
  const example = join(repository, "examples/npm");
  execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: example, timeout: 120_000, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("npm", ["run", "build", "--silent"], { cwd: example, timeout: 60_000, stdio: ["ignore", "ignore", "ignore"] });
  const page = await open("");
  const types: Record<string, string> = { html: "text/html; charset=utf-8", js: "text/javascript" };
  await page.route(`${sites.chat}/npm/**`, (route) => {
    const file = join(example, new URL(route.request().url()).pathname.replace("/npm/", ""));
    return existsSync(file) ? route.fulfill({ contentType: types[file.split(".").pop()!] ?? "text/plain", body: readFileSync(file) }) : route.fulfill({ status: 404 });
  });
  await page.goto(`${sites.chat}/npm/index.html?chat=/chat`);
  await page.getByRole("button", { name: "Ask us" }).first().click();
  await chat(page);
});
