/** The pages of site.ts in a real browser. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openSite, root } from "./site.js";

export { policy } from "./site.js";

/** Where screenshots go; not committed. */
export const screenshots = join(root, "../build/screenshots");

const launchArguments = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export interface Stage {
  readonly browser: Browser;
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** Opens a page in a fresh context: the development page, or another one of the site. */
  page(options?: BrowserContextOptions, path?: string): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the pages and starts the browser. */
export async function openStage(): Promise<Stage> {
  mkdirSync(screenshots, { recursive: true });
  const site = await openSite();
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: launchArguments });
  return {
    browser,
    url: site.url,
    requests: site.requests,
    async page(options, path = "/") {
      const page = await (await browser.newContext({ viewport: { width: 1000, height: 860 }, ...options })).newPage();
      page.setDefaultTimeout(8000);
      await page.goto(new URL(path, site.url).href);
      return page;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
