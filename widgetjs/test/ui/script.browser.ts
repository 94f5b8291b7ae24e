/** The script tag, as a page includes it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bot, event } from "./fake-client.js";
import { card, shown } from "./shipped.js";
import { openStage } from "./stage.js";
import type { Page } from "playwright-core";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

const core = /^\/chat\/core-[0-9a-f]{16}\.js$/;
const launcher = (page: Page) => page.locator("chat-widget [part=launcher]");
/** Opens a page with the script tag as it is given. */
async function pageWith(tag: string, body = "", headers: Record<string, string> = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: "reduce" }, "/script");
  await page.route("**/script", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), ...headers }, body: `<!doctype html><title>A shop</title>${tag}<body><main></main>${body}</body>` });
  });
  await page.reload();
  await page.waitForFunction(() => window.Chatmount);
  return page;
}
/** The paths that were asked for since a count of them. */
const asked = (since: number) => stage.requests.slice(since).filter((path) => path !== "/favicon.ico");

test("script: it puts one launcher at the end of the body and takes its data attributes", async () => {
  const page = await stage.page({}, "/script");
  await launcher(page).waitFor();
  const found = await page.evaluate(async () => {
    const widget = document.querySelector("chat-widget")!;
    const placed = [document.body.lastElementChild === widget, window.Chatmount!.widget === widget];
    const same = (await window.Chatmount!.init()) === widget;
    return [...placed, same, widget.getAttribute("heading"), widget.getAttribute("theme"), widget.hasAttribute("unknown")];
  });
  assert.deepEqual(found, [true, true, true, "Questions?", "dark", false]);
  await page.context().close();
});

test("script: a page loads nothing but the loader before somebody is about to use the chat", async () => {
  const before = stage.requests.length;
  const page = await stage.page({}, "/script");
  await launcher(page).waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked(before), ["/script", "/chat/widget.js"]);
  await launcher(page).hover();
  await page.waitForFunction(() => customElements.get("chat-widget"));
  assert.match(asked(before)[2]!, core);
  await page.context().close();
});

test("script: who has used the chat before gets it at once", async () => {
  const page = await stage.page({}, "/");
  await page.evaluate(() => localStorage.setItem("chatmount:http://a.example/chat:session", "{}"));
  const before = stage.requests.length;
  await page.goto(new URL("/script", stage.url).href);
  await page.waitForFunction(() => customElements.get("chat-widget"));
  assert.match(asked(before)[2]!, core);
  await page.context().close();
});

test("script: the launcher looks the same before and after the rest is loaded, and keeps the focus", async () => {
  for (const data of [{}, { launcher: "Need help?", position: "left", offset: "33 44", theme: "light" }, { position: "right", dir: "rtl" }]) {
    const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${value}"`).join("");
    const page = await pageWith(`<script src="/chat/widget.js" async${attributes}></script>`);
    await launcher(page).waitFor();
    const look = () =>
      page.evaluate(() => {
        const button = document.querySelector("chat-widget")!.shadowRoot!.querySelector<HTMLElement>("[part=launcher]")!;
        const style = getComputedStyle(button);
        const looks = ["color", "backgroundColor", "borderRadius", "boxShadow", "font", "cursor", "zIndex", "position", "direction"] as const;
        const icon = button.querySelector("svg")!;
        const box = ({ left, top, width, height }: DOMRect) => [left, top, width, height];
        return [...looks.map((name) => style[name]), box(button.getBoundingClientRect()), box(icon.getBoundingClientRect()), getComputedStyle(icon).stroke, button.innerText, button.ariaLabel];
      });
    const first = await look();
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => customElements.get("chat-widget"));
    assert.deepEqual(await look(), first, JSON.stringify(data));
    assert.equal(await page.evaluate(() => document.querySelector("chat-widget")!.shadowRoot!.activeElement?.part.value), "launcher");
    await page.context().close();
  }
});

test("script: a press counts during which the rest arrives", async () => {
  const page = await stage.page({}, "/script");
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/core-*.js", async (route) => {
    await held;
    await route.continue();
  });
  await launcher(page).hover();
  await page.mouse.down();
  const arrived = page.waitForResponse(/core-/);
  release();
  await (await arrived).finished();
  await page.evaluate(() => import(performance.getEntriesByType("resource").find(({ name }) => name.includes("/core-"))!.name)); // it has run
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  await page.mouse.up();
  await page.locator("textarea").waitFor();
  await page.context().close();
});

test("script: an element that the page places by hand works, whenever it comes", async () => {
  const page = await pageWith('<script src="/chat/widget.js" data-manual async></script>');
  assert.equal(await page.locator("chat-widget").count(), 0);
  await page.evaluate(() => document.querySelector("main")!.append(document.createElement("chat-widget")));
  await page.waitForFunction(() => customElements.get("chat-widget"));
  await launcher(page).click();
  await page.locator("textarea").waitFor();
  assert.equal(await page.locator("chat-widget").count(), 1);
  await page.context().close();
});

test("script: in the head, not async, and twice, it waits for the page and puts one launcher there", async () => {
  const page = await pageWith('<script src="/chat/widget.js"></script><script src="/chat/widget.js"></script>', "<footer></footer>");
  await launcher(page).waitFor();
  assert.equal(await page.locator("chat-widget").count(), 1);
  assert.equal(await page.evaluate(() => document.body.lastElementChild!.localName), "chat-widget");
  await page.context().close();
});

test("script: a window that is part of the page, or open, is there without a click", async () => {
  for (const look of ['data-position="inline"', "data-open"]) {
    const page = await pageWith(`<script src="/chat/widget.js" async ${look}></script>`);
    await page.locator("textarea").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "the focus stays");
    await page.context().close();
  }
});

test("script: the launcher survives page transitions before the rest is loaded", async () => {
  const page = await pageWith('<script src="/chat/widget.js" async></script>');
  await launcher(page).waitFor();
  await page.evaluate(async () => {
    document.body.replaceWith(document.createElement("body"));
    await new Promise((resolve) => setTimeout(resolve));
    document.body.replaceChildren(document.createElement("main"));
  });
  await launcher(page).waitFor();
  assert.equal(await page.evaluate(() => customElements.get("chat-widget") === undefined && document.querySelectorAll("chat-widget").length), 1);
  await launcher(page).click();
  await page.locator("textarea").waitFor();
  await page.context().close();
});

test("script: a policy with a nonce and strict-dynamic lets it load the rest", async () => {
  const page = await pageWith('<script src="/chat/widget.js" async nonce="n0"></script>', "", { "content-security-policy": "default-src 'none'; script-src 'nonce-n0' 'strict-dynamic'; connect-src 'self'" });
  await launcher(page).click();
  await page.locator("textarea").waitFor();
  await page.context().close();
});

test("script: only a person's click moves the focus into the window", async () => {
  const page = await stage.page({}, "/script");
  await page.evaluate(() => window.Chatmount!.open());
  await page.locator("textarea").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  await page.reload();
  await page.evaluate(() => (document.onclick = () => void window.Chatmount!.open()));
  await page.mouse.click(50, 50);
  await page.locator("textarea").waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("chat-widget")!.shadowRoot!.activeElement?.localName), "textarea");
  await page.context().close();
});

test(`complaint "cookies before consent": before the first use there is no cookie, no storage and no connection, not even when the window opens`, async () => {
  const page = await stage.page({}, "/script");
  const before = stage.requests.length;
  await launcher(page).click();
  await page.locator("textarea").waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.equal(asked(before).filter((path) => !core.test(path)).join(), "", "the widget's code is all");
  assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0]);
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
});

test("script: its server is the folder it came from", async () => {
  const page = await stage.page({}, "/script");
  const before = stage.requests.length;
  await launcher(page).click();
  await page.locator("textarea").fill("Hello");
  await page.locator("textarea").press("Enter");
  await page.getByText("Hello").waitFor();
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/chat/session")));
  assert.ok(asked(before).length > 0 && asked(before).every((path) => path.startsWith("/chat/")), asked(before).join(" "));
  await page.context().close();
});

test("script: included a second time it does nothing", async () => {
  const page = await stage.page({}, "/script");
  await launcher(page).waitFor();
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
  assert.match(String(same), /true|TrustedScriptURL|HTMLScriptElement\.src/, "the page's own policy may forbid the test to add a script");
  assert.equal(await page.locator("chat-widget").count(), 1);
  await page.context().close();
});

test(`complaint "SPA navigation kills the widget": it survives page transitions that replace the body, open window and text included`, async () => {
  const page = await stage.page({}, "/script");
  await launcher(page).click();
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
  await launcher(page).waitFor();
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

test(`complaint "CSP": the script tag works under the strict policy without a report`, async () => {
  const page = await stage.page({}, "/script");
  const reports: string[] = [];
  page.on("console", (message) => message.text().includes("Content Security Policy") && reports.push(message.text()));
  await launcher(page).click();
  await page.locator("textarea").fill("**Hello** https://a.example");
  await page.locator("textarea").press("Enter");
  await page.locator(".bubble.text").waitFor();
  assert.deepEqual(reports, []);
  await page.context().close();
});

test("script: what cannot be loaded, as its version is gone, is told", async () => {
  const page = await stage.page({}, "/script");
  await page.route("**/core-*.js", (route) => route.fulfill({ status: 404 }));
  await launcher(page).click();
  await page.getByRole("button", { name: "Chat could not load. Reload the page." }).waitFor();
  assert.match(await page.evaluate(() => window.Chatmount!.open().catch(String) as Promise<string>), /TypeError: .*core-/);
  await page.unroute("**/core-*.js");
  await page.reload();
  await launcher(page).click();
  await page.locator("textarea").waitFor();
  await page.context().close();
});

const extra = /^\/chat\/extra-[0-9a-f]{16}\.js$/;

test("script: what goes beyond text is loaded with the first message that has it", async () => {
  const page = await stage.page({ reducedMotion: "reduce" }, "/script");
  const before = stage.requests.length;
  await shown(page, [event(bot, ["Words", { type: "buttons", buttons: [{ title: "A choice", value: "a" }] }], { offset: 1 })]);
  await page.getByText("A choice").waitFor();
  assert.deepEqual(asked(before).filter((path) => !core.test(path)), [], "text and choices need nothing more");
  await shown(page, [event(bot, [card], { offset: 1 })]);
  await page.locator(".card", { hasText: "30 litres" }).waitFor();
  assert.equal(asked(before).filter((path) => extra.test(path)).length, 1);
  assert.notEqual(await page.locator(".card").evaluate((element) => getComputedStyle(element).borderTopWidth), "0px", "its styles came with it");
  await page.context().close();
});

test("script: the page's language is loaded, and no other", async () => {
  const page = await pageWith('<script src="/chat/widget.js" async></script>');
  const before = stage.requests.length;
  await page.evaluate(() => document.documentElement.setAttribute("lang", "de-AT"));
  await launcher(page).click();
  await page.getByPlaceholder("Nachricht schreiben …").waitFor();
  assert.deepEqual(asked(before).filter((path) => path.includes("/lang-")).map((path) => path.slice(0, 14)), ["/chat/lang-de-"]);
  await page.context().close();
});
