/** The browser that the tests drive: Chromium, or Firefox with BROWSER=firefox. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, LaunchOptions, Locator, Page, PageScreenshotOptions } from "playwright-core";
import { openFirefox } from "./firefox.js";

export const inFirefox = process.env["BROWSER"] === "firefox";

/** Where screenshots go; not committed. */
export const screenshots = join(process.cwd(), "../build/screenshots");

const chromiumArguments = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // A page that a test answers itself is of no address, and may still talk to the server on this machine.
  "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
];

export async function openBrowser(options: LaunchOptions = {}): Promise<Browser> {
  mkdirSync(screenshots, { recursive: true });
  if (inFirefox) return openFirefox(options);
  return chromium.launch({ ...options, executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: chromiumArguments });
}

/** A browser that runs no scripts; in Chromium it is the context that does not, for which `javaScriptEnabled` is false. */
export function openScriptless(): Promise<Browser> {
  return openBrowser({ firefoxUserPrefs: { "javascript.enabled": false } });
}

/** Presses what is there: without scripts a page in Firefox draws none of the frames for which a click waits. */
export async function press(target: Locator): Promise<void> {
  await target.waitFor();
  await target.click({ force: true });
}

/** Takes a picture for a person to look at; in Chromium only, as for one in Firefox Playwright breaks the page's style policy. */
export async function picture(page: Page, name: string, options: PageScreenshotOptions = {}): Promise<void> {
  if (!inFirefox) await page.screenshot({ path: join(screenshots, `${name}.png`), ...options });
}
