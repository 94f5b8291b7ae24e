/** The browser that the tests drive: Chromium, or Firefox with BROWSER=firefox. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, LaunchOptions, Locator, Page, PageScreenshotOptions } from "playwright-core";
import { openFirefox } from "./firefox.js";

export const inFirefox = process.env["BROWSER"] === "firefox";

/** Where screenshots go; not committed. */
export const screenshots = join(process.cwd(), "../build/screenshots");

const { CHROMIUM } = process.env;
export const chromiumPath = CHROMIUM ?? "/usr/bin/chromium";
/** Chromium without what goes on between windows and tabs: it starts and draws a page in half of the time. */
const shellPath = "/usr/bin/chromium-headless-shell";

const chromiumArguments = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // A page that a test answers itself is of no address, and may still talk to the server on this machine.
  "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
];

/** Opens Chromium's shell where that is installed, unless told which; or Firefox. */
export async function openBrowser(options: LaunchOptions = {}): Promise<Browser> {
  mkdirSync(screenshots, { recursive: true });
  if (inFirefox) return openFirefox(options);
  const executablePath = CHROMIUM === undefined && existsSync(shellPath) ? shellPath : chromiumPath;
  return chromium.launch({ executablePath, ...options, args: chromiumArguments });
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
