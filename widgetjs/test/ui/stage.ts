/** The pages of site.ts in a real browser. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "../browser.js";
import { openSite } from "./site.js";

export { screenshots } from "../browser.js";
export { policy } from "./site.js";

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
  const site = await openSite();
  const browser = await openBrowser();
  return {
    browser,
    url: site.url,
    requests: site.requests,
    async page(options, path = "/") {
      const page = await (await browser.newContext({ viewport: { width: 1000, height: 860 }, ...options })).newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(new URL(path, site.url).href);
      return page;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
