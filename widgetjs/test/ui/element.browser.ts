/** The element as a page uses it: attributes, properties, methods, events, moves. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Opens a scene and writes down the events that reach the document. */
async function show(scene: string, options: Record<string, unknown> = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(([name, look]) => {
    const events: string[] = [];
    Object.assign(window, { events });
    for (const type of ["ready", "open", "close", "beforesend", "send", "receive", "status", "unread", "connection", "action", "error"]) {
      document.addEventListener(`chat:${type}`, (event) => {
        const { unread, state, message } = ((event as CustomEvent).detail ?? {}) as { unread?: number; state?: string; message?: { status: string; parts: { text: string }[] } };
        events.push([type, unread ?? state ?? (message && `${message.parts[0]?.text} ${message.status}`)].join(" ").trim());
      });
    }
    window.stage.show(name, look);
  }, [scene, options] as const);
  return page;
}

const events = (page: Page) => page.evaluate(() => (window as unknown as { events: string[] }).events.splice(0));

test("element: its events tell a page what happens, through shadow roots", async () => {
  const page = await show("conversation");
  await page.evaluate(() => window.stage.widget.ready);
  assert.deepEqual(await events(page), ["ready"]);
  await page.evaluate(async () => {
    const { widget, client, people } = window.stage;
    widget.open();
    client.say(people.agent, "Hello");
    client.set({ connection: { state: "reconnecting", attempt: 1 } });
    void widget.send("Hi");
    client.change("k1", { status: "failed" });
    widget.close();
  });
  assert.deepEqual(await events(page), [
    "open",
    "receive Hello sent",
    "unread 1",
    "connection reconnecting",
    "beforesend",
    "status Hi sending",
    "status Hi failed",
    "close",
  ]);
  await page.context().close();
});

test("element: a page may change a message before it is sent, or prevent it", async () => {
  const page = await show("conversation", { open: true });
  await page.evaluate(() => {
    document.addEventListener("chat:beforesend", (event) => {
      const [part] = event.detail.parts;
      if (part?.text === "secret") event.preventDefault();
      else event.detail.parts = [{ type: "text", text: `${part?.text} (checked)` }];
    });
  });
  const input = page.locator("textarea");
  await input.fill("secret");
  await input.press("Enter");
  assert.equal(await input.inputValue(), "secret", "what was prevented stays to be changed");
  await input.fill("public");
  await input.press("Enter");
  assert.deepEqual(await page.evaluate(() => window.stage.client.calls.filter(([verb]) => verb === "send")), [["send", [{ type: "text", text: "public (checked)" }]]]);
  const refused = await page.evaluate(() => window.stage.widget.send("secret").then(() => "sent", (error: Error) => error.message));
  assert.match(refused, /prevented/);
  await page.context().close();
});

test("element: properties that were set before it was defined count", async () => {
  const page = await stage.page();
  const heading = await page.evaluate(async () => {
    const Widget = customElements.get("chat-widget")!;
    class Later extends Widget {}
    const early = document.createElement("later-widget") as unknown as typeof window.stage.widget;
    window.stage.show("conversation");
    early.client = window.stage.client;
    early.heading = "Set early";
    document.body.append(early);
    customElements.define("later-widget", Later);
    early.open();
    await new Promise(requestAnimationFrame);
    return [early.getAttribute("heading"), early.shadowRoot!.querySelector("h2")!.textContent, early.client === window.stage.client];
  });
  assert.deepEqual(heading, ["Set early", "Set early", true]);
  await page.context().close();
});

test("element: a move in the document is no disconnect, a removal is", async () => {
  const page = await show("conversation", { open: true });
  const moved = await page.evaluate(async () => {
    const { widget } = window.stage;
    const dialog = widget.shadowRoot!.querySelector("dialog");
    const body = document.createElement("body");
    document.body.replaceWith(body);
    body.append(widget);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return widget.shadowRoot!.querySelector("dialog") === dialog && dialog!.open;
  });
  assert.equal(moved, true);
  const removed = await page.evaluate(async () => {
    const { widget, client } = window.stage;
    widget.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const empty = widget.shadowRoot!.childElementCount;
    document.body.append(widget);
    await new Promise(requestAnimationFrame);
    return [empty, widget.shadowRoot!.querySelector("dialog")?.open, client.calls.filter(([verb]) => verb === "start").length];
  });
  assert.deepEqual(removed, [0, true, 2], "empty while it is away, and there again after");
  await page.context().close();
});

test("element: taken off the page while it fills a phone's screen, it lets the page scroll again", async () => {
  const page = await stage.page({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  const overflow = () => page.evaluate(() => getComputedStyle(document.documentElement).overflowY);
  assert.equal(await overflow(), "hidden");
  await page.evaluate(() => window.stage.widget.destroy());
  assert.equal(await overflow(), "visible");
  await page.context().close();
});

test("element: it shows, hides, toggles and ends", async () => {
  const page = await show("conversation");
  const launcher = page.locator(".launcher");
  await page.evaluate(() => window.stage.widget.hide());
  assert.equal(await launcher.isVisible(), false);
  await page.evaluate(() => window.stage.widget.show());
  assert.equal(await launcher.isVisible(), true);
  await page.evaluate(() => window.stage.widget.toggle());
  assert.equal(await page.locator(".panel").isVisible(), true);
  assert.equal(await launcher.getAttribute("aria-expanded"), "true");
  await page.evaluate(() => window.stage.widget.toggle());
  assert.equal(await page.locator(".panel").isVisible(), false);
  await page.evaluate(() => window.stage.widget.destroy());
  assert.equal(await page.locator("chat-widget").count(), 0);
  await page.context().close();
});

test("element: configure takes known names only, and null takes one back", async () => {
  const page = await show("conversation", { open: true });
  const result = await page.evaluate(async () => {
    const { widget } = window.stage;
    widget.configure(JSON.parse('{"heading":"Help","onclick":"alert(1)","__proto__":{"theme":"dark"},"innerHTML":"<b>"}'));
    const set = [widget.getAttribute("heading"), widget.hasAttribute("onclick"), widget.hasAttribute("theme"), widget.childElementCount];
    widget.configure({ heading: null, strings: { heading: "Plaudern", send: "Senden" } });
    await new Promise(requestAnimationFrame);
    const said = () => [widget.shadowRoot!.querySelector("h2")!.textContent, widget.shadowRoot!.querySelector(".send")!.getAttribute("aria-label")];
    const given = said();
    widget.configure({ strings: { heading: "Reden" } });
    const both = said();
    widget.configure({ strings: null });
    return [...set, ...given, ...both, ...said()];
  });
  assert.deepEqual(result, ["Help", false, false, 0, "Plaudern", "Senden", "Reden", "Senden", "Chat", "Send message"]);
  assert.equal(await page.evaluate(() => ({} as Record<string, unknown>)["theme"]), undefined, "no prototype has it");
  await page.context().close();
});

test("element: the position, the offset and the launcher follow their attributes", async () => {
  const page = await show("conversation");
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
  const width = 1000;
  assert.equal(Math.round((await box(".launcher")).x + 60), width - 20);
  await page.evaluate(() => window.stage.widget.configure({ offset: "40 90", position: "left" }));
  assert.equal(Math.round((await box(".launcher")).x), 40);
  assert.equal(Math.round((await box(".launcher")).y + 60), 860 - 90);
  await page.evaluate(() => window.stage.widget.configure({ position: null, dir: "rtl" }));
  assert.equal(Math.round((await box(".launcher")).x), 40, "right-to-left mirrors it");
  await page.evaluate(() => window.stage.widget.configure({ position: "right", offset: null, launcher: "Ask" }));
  assert.equal(Math.round((await box(".launcher")).x + (await box(".launcher")).width), width - 20);
  assert.match(await page.locator(".launcher").innerText(), /Ask/);
  await page.evaluate(() => window.stage.widget.configure({ launcher: "none", open: true }));
  assert.equal(await page.locator(".launcher").isVisible(), false);
  await page.evaluate(() => window.stage.widget.configure({ position: "inline", open: false }));
  const inline = await box(".panel");
  assert.equal(inline.width, width, "part of the page, and always open");
  await page.context().close();
});

test("element: slots take the page's own header, greeting and footer", async () => {
  const page = await show("empty", { open: true });
  await page.evaluate(() => {
    for (const name of ["welcome", "footer", "avatar", "launcher"]) {
      const own = Object.assign(document.createElement("span"), { slot: name, textContent: `own ${name}` });
      window.stage.widget.append(own);
    }
  });
  for (const name of ["welcome", "footer", "avatar"]) assert.equal(await page.getByText(`own ${name}`).isVisible(), true, name);
  assert.equal(await page.getByText("How can we help?").isVisible(), false);
  await page.context().close();
});

test("element: logging out forgets what was being written", async () => {
  const page = await show("conversation", { open: true });
  await page.locator("textarea").fill("private");
  await page.evaluate(() => window.stage.widget.logout());
  assert.equal(await page.locator("textarea").inputValue(), "");
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.equal(await page.locator(".list .row").count(), 0);
  await page.context().close();
});

test("element: what was being written is gone at once on logout, and also when the server could not be told", async () => {
  const page = await show("conversation", { open: true });
  await page.locator("textarea").fill("private");
  const said = await page.evaluate(async () => {
    const { widget, client } = window.stage;
    client.logout = () => Promise.reject(new Error("unreachable"));
    const out = widget.logout();
    const text = () => widget.shadowRoot!.querySelector("textarea")!.value;
    return [text(), await out.catch((error: Error) => error.message), text()];
  });
  assert.deepEqual(said, ["", "unreachable", ""]);
  await page.context().close();
});

test("element: what makes the window anew leaves the focus where it was", async () => {
  const page = await show("conversation", { open: true });
  const focused = () => page.evaluate(() => window.stage.widget.shadowRoot!.activeElement?.getAttribute("part"));
  const makeAnew = (heading: string) => page.evaluate((to) => window.stage.widget.configure({ strings: { heading: to } }), heading);
  await makeAnew("One");
  assert.equal(await focused(), undefined, "it is not taken from the page");
  await page.locator("textarea").fill("Hello");
  await makeAnew("Two");
  assert.equal(await focused(), "input");
  await page.evaluate(() => void window.stage.widget.setAttribute("locale", "de")); // its words are loaded
  await page.locator("textarea[placeholder^=Nachricht]").waitFor();
  assert.deepEqual([await focused(), await page.locator("textarea").inputValue()], ["input", "Hello"]);
  await page.locator(".launcher").focus();
  await makeAnew("Three");
  assert.equal(await focused(), "launcher");
  await page.evaluate(() => window.stage.widget.close());
  await makeAnew("Four");
  assert.equal(await focused(), "launcher");
  await page.context().close();
});
