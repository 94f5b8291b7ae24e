/**
 * Takes pictures of the scenes for a person to look at, into build/screenshots:
 *
 *   npx esbuild test/ui/screenshots.ts --bundle --platform=node --format=esm --packages=external --outfile=node_modules/.cache/screenshots.mjs
 *   node node_modules/.cache/screenshots.mjs [PART-OF-A-NAME]
 */
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { openStage, screenshots } from "./stage.js";

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const dark: BrowserContextOptions = { colorScheme: "dark" };
const desktop: BrowserContextOptions = {};

const pictures: [name: string, scene: string, context: BrowserContextOptions, options?: Record<string, unknown>][] = [
  ...["empty", "conversation", "markdown", "parts", "media", "form", "trouble", "offline", "typing", "draft", "history"].map(
    (scene): (typeof pictures)[number] => [`light-${scene}`, scene, desktop],
  ),
  ...["empty", "conversation", "markdown", "parts", "media", "form", "trouble"].map((scene): (typeof pictures)[number] => [`dark-${scene}`, scene, dark]),
  ...["empty", "conversation", "parts", "markdown", "form"].map((scene): (typeof pictures)[number] => [`phone-${scene}`, scene, phone]),
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
    if (name.startsWith("top-")) await page.evaluate(() => window.stage.log().scrollTo(0, 0));
    await page.evaluate(() => Promise.all(document.querySelector("chat-widget")!.shadowRoot!.getAnimations().map((a) => a.effect?.getComputedTiming().iterations === Infinity || a.finished)));
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
    const violations = await page.evaluate(() => window.violations);
    if (violations.length > 0) console.error(name, violations);
    await page.context().close();
  }
} finally {
  await stage.close();
}
