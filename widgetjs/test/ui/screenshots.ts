/**
 * Takes pictures of the scenes for a person to look at, into build/screenshots:
 *
 *   npm run screenshots [PART-OF-A-NAME]
 */
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { openStage, screenshots } from "./stage.js";

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const dark: BrowserContextOptions = { colorScheme: "dark" };
const desktop: BrowserContextOptions = {};

const pictures: [name: string, scene: string, context: BrowserContextOptions, options?: Record<string, unknown>][] = [
  ...["empty", "conversation", "markdown", "parts", "media", "form", "trouble", "offline", "typing", "draft", "history", "table", "ended"].map(
    (scene): (typeof pictures)[number] => [`light-${scene}`, scene, desktop],
  ),
  ...["empty", "conversation", "markdown", "parts", "media", "form", "trouble"].map((scene): (typeof pictures)[number] => [`dark-${scene}`, scene, dark]),
  ...["empty", "conversation", "parts", "markdown", "form"].map((scene): (typeof pictures)[number] => [`phone-${scene}`, scene, phone]),
  ["prechat", "empty", desktop, { prechat: { fields: [{ name: "name", label: "Name", required: true }, { name: "mail", label: "E-mail", kind: "email" }, { name: "topic", label: "What is it about?", kind: "select", options: ["An order", "A return"] }] } }],
  ["rating", "ended", desktop, { rating: true }],
  ["rating-dark", "ended", dark, { rating: true }],
  ["feedback", "markdown", desktop, { feedback: true }],
  ["menu", "conversation", desktop, { press: ".more" }],
  ["menu-dark-rtl", "mixed", dark, { press: ".more", dir: "rtl", locale: "he" }],
  ["lightbox", "media", desktop, { press: ".image" }],
  ["nudge", "empty", desktop, { open: false, nudge: "Hi! Need a hand choosing a rucksack?" }],
  ["locale-ja", "conversation", desktop, { locale: "ja" }],
  ["rtl-mixed", "mixed", desktop, { dir: "rtl", locale: "ar" }],
  ["rtl-parts", "parts", desktop, { dir: "rtl", locale: "ar" }],
  ["closed-unread", "unread", desktop, { open: false }],
  ["closed-label", "unread", desktop, { open: false, launcher: "Need help?" }],
  ["closed-dark", "unread", dark, { open: false }],
  ["top-parts", "parts", desktop],
  ["top-history", "history", desktop],
  ["inline", "conversation", desktop, { position: "inline" }],
  ["forced-colors", "parts", { forcedColors: "active" }],
  ["forced-colors-dark", "conversation", { forcedColors: "active", colorScheme: "dark" }],
];

/** So high that all of the gallery is on the screen: what is not is not drawn. */
const wide: BrowserContextOptions = { viewport: { width: 1360, height: 4700 } };

/** The whole gallery, in each look. */
const galleries: [name: string, query: string, context: BrowserContextOptions][] = [
  ["gallery-light", "", wide],
  ["gallery-dark", "?theme=dark", wide],
  ["gallery-rtl", "?locale=ar", wide],
  ["gallery-sunset", "?preset=Sunset&locale=de", wide],
  ["gallery-phone", "", { ...phone, deviceScaleFactor: 1, viewport: { width: 390, height: 9000 } }],
];

const only = process.argv[2] ?? "";
const stage = await openStage();
try {
  for (const [name, scene, context, options] of pictures) {
    if (!name.includes(only)) continue;
    const page = await stage.page({ deviceScaleFactor: 2, ...context });
    page.on("console", (message) => message.type() === "error" && console.error(name, message.text()));
    page.on("pageerror", (error) => console.error(name, error));
    await page.evaluate(([shown, look]) => window.stage.show(shown, look), [scene, { open: true, ...options }] as const);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100))); // the window is loaded
    const { press, nudge } = (options ?? {}) as { press?: string; nudge?: string };
    if (press) await page.locator(press).first().click();
    if (nudge) await page.evaluate((text) => window.stage.widget.nudge(text), nudge);
    if (press || nudge || options) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)));
    if (name.startsWith("top-")) await page.evaluate(() => window.stage.log().scrollTo(0, 0));
    await page.evaluate(() => Promise.all(document.querySelector("chat-widget")!.shadowRoot!.getAnimations().map((a) => a.effect?.getComputedTiming().iterations === Infinity || a.finished)));
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
    const violations = await page.evaluate(() => window.violations);
    if (violations.length > 0) console.error(name, violations);
    await page.context().close();
  }
  for (const [name, query, context] of galleries) {
    if (!name.includes(only)) continue;
    const page = await stage.page(context, `/gallery${query}`);
    page.on("pageerror", (error) => console.error(name, error));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1800))); // a lost connection is told by then
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
    await page.context().close();
  }
} finally {
  await stage.close();
}
