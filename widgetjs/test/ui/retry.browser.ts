/** What could not be loaded is tried again. Firefox does not: it remembers a module that failed until the page is loaded anew. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bot, event } from "./fake-client.js";
import { card, shown } from "./shipped.js";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

test("retry: the next click tries to load the chat again", async () => {
  const page = await stage.page({}, "/script");
  const launcher = page.locator("chat-widget [part=launcher]");
  await page.route("**/core-*.js", (route) => route.fulfill({ status: 404 }));
  await launcher.click();
  await page.getByRole("button", { name: "Chat could not load. Reload the page." }).waitFor();
  await page.unroute("**/core-*.js");
  await launcher.click();
  await page.locator("textarea").waitFor();
  assert.equal(await launcher.innerText(), "");
  await page.context().close();
});

test("retry: what goes beyond text is shown by its fallback while it cannot be loaded", async () => {
  const page = await stage.page({ reducedMotion: "reduce" }, "/script");
  await page.route("**/extra-*.js", (route) => route.abort());
  await shown(page, [event(bot, [card], { offset: 1 })]);
  await page.locator(".bubble", { hasText: "Rucksack: 30 litres" }).waitFor();
  assert.equal(await page.locator(".card").count(), 0);
  await page.unroute("**/extra-*.js");
  await shown(page, [event(bot, [card], { offset: 1 })]);
  await page.locator(".card", { hasText: "30 litres" }).waitFor();
  await page.context().close();
});
