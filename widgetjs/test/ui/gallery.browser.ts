/** The gallery shows all it promises, and takes a theme. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { scenes } from "./scenes.js";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

test("gallery: it has every scene and every language, without an error or a report of its policy", async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.text().includes("Content Security Policy") && trouble.push(message.text()));
  await page.goto(new URL("/gallery", stage.url).href);
  const found = await page.evaluate(() => ({
    widgets: [...document.querySelectorAll("chat-widget")].filter((widget) => widget.shadowRoot?.querySelector(".launcher")).length,
    articles: document.querySelectorAll("article").length,
    languages: [...document.querySelectorAll<HTMLOptionElement>("[name=locale] option")].map(({ value }) => value),
    rows: [...document.querySelectorAll("chat-widget")].map((widget) => widget.shadowRoot!.querySelectorAll(".list .row").length),
  }));
  assert.ok(found.articles >= Object.keys(scenes).length - 1, "all but the one with a thousand messages");
  assert.equal(found.widgets, found.articles);
  assert.ok(found.rows.filter((rows) => rows > 0).length >= 10);
  assert.deepEqual(found.languages.toSorted(), readdirSync("src/i18n").map((name) => name.slice(0, -3)).filter((name) => /^[a-z]{2}$/.test(name)).sort());
  assert.deepEqual(trouble, []);
  await page.context().close();
});

test("gallery: a preset, a colour, a language and the dark are taken over, and the CSS says so", async () => {
  const page = await stage.page({ reducedMotion: "reduce" }, "/gallery?locale=ar");
  await page.locator("[name=preset]").selectOption("Berry");
  await page.locator("[name='--chat-primary']").fill("#00695c");
  await page.locator("[name=theme]").selectOption("dark");
  await page.getByText("The CSS of this theme").click();
  assert.equal(await page.locator("#css").innerText(), "chat-widget {\n  --chat-primary: #00695c;\n  --chat-radius: 26px;\n  --chat-font-size: 16px;\n}");
  const widget = page.locator("chat-widget").first();
  await widget.getByPlaceholder("اكتب رسالة…").waitFor();
  const [header, scheme, direction] = await widget.evaluate((element) => {
    const root = element.shadowRoot!;
    return [getComputedStyle(root.querySelector(".header")!).backgroundColor, getComputedStyle(root.querySelector(".root")!).colorScheme, getComputedStyle(root.querySelector(".header")!).direction];
  });
  assert.deepEqual([header, scheme, direction], ["rgb(0, 105, 92)", "dark", "rtl"]);
  await page.context().close();
});
