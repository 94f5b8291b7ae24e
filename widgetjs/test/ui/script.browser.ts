/** The script tag, as a page includes it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

test("script: it puts one launcher at the end of the body and takes its data attributes", async () => {
  const page = await stage.page({}, "/script");
  await page.locator(".launcher").waitFor();
  const found = await page.evaluate(() => {
    const widget = document.querySelector("chat-widget")!;
    return [document.body.lastElementChild === widget, widget.getAttribute("heading"), widget.getAttribute("theme"), widget.hasAttribute("unknown"), window.Chatmount!.widget === widget];
  });
  assert.deepEqual(found, [true, "Questions?", "dark", false, true]);
  await page.context().close();
});

test("script: before the first use there is no cookie, no storage and no connection, not even when the window opens", async () => {
  const page = await stage.page({}, "/script");
  const before = stage.requests.length;
  await page.locator(".launcher").click();
  await page.locator("textarea").waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.deepEqual(stage.requests.slice(before).filter((path) => path !== "/favicon.ico"), ["/chat/window.js"], "the window's code is all");
  assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0]);
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
});

test("script: its server is the folder it came from", async () => {
  const page = await stage.page({}, "/script");
  const before = stage.requests.length;
  await page.locator(".launcher").click();
  await page.locator("textarea").fill("Hello");
  await page.locator("textarea").press("Enter");
  await page.getByText("Hello").waitFor();
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/chat/session")));
  const asked = stage.requests.slice(before).filter((path) => path !== "/favicon.ico");
  assert.ok(asked.length > 0 && asked.every((path) => path.startsWith("/chat/")), asked.join(" "));
  await page.context().close();
});

test("script: included a second time it does nothing", async () => {
  const page = await stage.page({}, "/script");
  await page.locator(".launcher").waitFor();
  const same = await page.evaluate(async () => {
    const before = window.Chatmount;
    const script = Object.assign(document.createElement("script"), { src: "/chat/widget.js" });
    await new Promise((resolve) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", resolve);
      document.head.append(script);
    });
    return window.Chatmount === before;
  }).catch((error: Error) => error.message);
  assert.match(String(same), /true|TrustedScriptURL/, "the page's own policy may forbid the test to add a script");
  assert.equal(await page.locator("chat-widget").count(), 1);
  await page.context().close();
});

test("script: it survives page transitions that replace the body, open window and text included", async () => {
  const page = await stage.page({}, "/script");
  await page.locator(".launcher").click();
  await page.locator("textarea").fill("half a sentence");
  const kept = await page.evaluate(async () => {
    const widget = document.querySelector("chat-widget")!;
    const dialog = widget.shadowRoot!.querySelector("dialog");
    for (let i = 0; i < 3; i++) {
      const body = document.createElement("body");
      body.append(document.createElement("main"));
      document.body.replaceWith(body); // as Turbo does it
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    document.body.replaceChildren(document.createElement("main")); // as Astro and htmx do it
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [document.body.lastElementChild === widget, widget.shadowRoot!.querySelector("dialog") === dialog, dialog!.open, dialog!.querySelector("textarea")!.value];
  });
  assert.deepEqual(kept, [true, true, true, "half a sentence"]);
  await page.context().close();
});

test("script: destroyed it stays away until init", async () => {
  const page = await stage.page({}, "/script");
  await page.locator(".launcher").waitFor();
  await page.evaluate(async () => {
    window.Chatmount!.destroy();
    document.body.replaceChildren();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  assert.equal(await page.locator("chat-widget").count(), 0);
  await page.evaluate(() => window.Chatmount!.init({ heading: "Again", open: true }));
  assert.equal(await page.locator("h2").innerText(), "Again");
  await page.context().close();
});

test("script: it works under the strict policy without a report", async () => {
  const page = await stage.page({}, "/script");
  const reports: string[] = [];
  page.on("console", (message) => message.text().includes("Content Security Policy") && reports.push(message.text()));
  await page.locator(".launcher").click();
  await page.locator("textarea").fill("**Hello** https://a.example");
  await page.locator("textarea").press("Enter");
  await page.locator(".bubble.text").waitFor();
  assert.deepEqual(reports, []);
  await page.context().close();
});

test("script: a window that cannot be loaded is told, and the next click tries again", async () => {
  const page = await stage.page({}, "/script");
  await page.route("**/window.js", (route) => route.abort());
  await page.locator(".launcher").click();
  await page.getByRole("button", { name: "Chat could not load" }).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("chat-widget")!.hasAttribute("open")), false);
  await page.unroute("**/window.js");
  await page.locator(".launcher").click();
  await page.locator("textarea").waitFor();
  assert.equal(await page.locator(".launcher").innerText(), "");
  await page.context().close();
});
