/** The chat in a frame: of the same origin and of another one, what it tells the page, and what nobody else achieves. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions, Frame, FrameLocator, Page } from "playwright-core";
import type { EmbeddedChat } from "../../src/embed/host.js";
import { Sites } from "./embed-sites.js";
import { openBrowser, picture } from "../browser.js";

const sites = new Sites();
let browser: Browser;
const contexts: BrowserContext[] = [];
const trouble: string[] = [];

before(async () => {
  await sites.start();
  browser = await openBrowser();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  assert.deepEqual(trouble.splice(0), []);
});
after(async () => {
  await browser?.close();
  await sites.remove();
});

/** Opens a page; `policy: false` takes its policy off, which would keep the frames of strangers out. */
async function visit(url: string, { policy = true, ...options }: BrowserContextOptions & { policy?: boolean } = {}, script?: () => void): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, locale: "en-US", ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => /Content.Security.Policy|postMessage|sandbox/.test(message.text()) && trouble.push(message.text()));
  if (script) await page.addInitScript(script);
  if (!policy) {
    await page.route(url, async (route) => {
      const response = await route.fetch();
      const { "content-security-policy": _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
  }
  await page.goto(url);
  return page;
}

const inFrame = (page: Page): FrameLocator => page.frameLocator("[data-chatmount] iframe, main > iframe");
const launcher = (page: Page) => page.locator("[data-chatmount] button");
const named = async (page: Page, name: string): Promise<Frame> => (await (await page.locator(`iframe[name=${name}]`).elementHandle())!.contentFrame())!;
const chatFrame = (page: Page): Frame => page.frames().find((frame) => frame.url().includes("/chat/embed"))!;

/** The element's shadow root is closed, so that the page's scripts do not reach into it by accident; tests open it. */
function openShadows(): void {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachOpen(init) {
    return attach.call(this, { ...init, mode: "open" });
  };
}

async function shop(options?: BrowserContextOptions): Promise<Page> {
  const page = await visit(`${sites.shop}/`, options, openShadows);
  await launcher(page).waitFor();
  return page;
}

async function openChat(page: Page): Promise<void> {
  await launcher(page).click();
  await inFrame(page).getByRole("dialog").waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  const box = inFrame(page).getByRole("textbox");
  await box.fill(text);
  await box.press("Enter");
  await bubble(page, `you said: ${text}`).waitFor();
}

const bubble = (page: Page, text: string) => inFrame(page).locator("[part~=bubble]", { hasText: text }).first();

const chat = (page: Page) => page.evaluate(() => ({ unread: window.ChatmountFrame!.unread, isOpen: window.ChatmountFrame!.isOpen }));
const shot = (page: Page, name: string) => picture(page, `embed-${name}`, { animations: "disabled" });

describe("a chat of another site", () => {
  it("opens in a frame from the launcher, with the focus in it, and closes by Escape, with the focus back", async () => {
    const page = await shop();
    assert.equal(await launcher(page).getAttribute("aria-expanded"), "false");
    await openChat(page);
    assert.equal(await launcher(page).getAttribute("aria-expanded"), "true");
    await page.keyboard.type("typed without a click");
    assert.equal(await inFrame(page).getByRole("textbox").inputValue(), "typed without a click");
    await shot(page, "window");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "hidden" });
    assert.equal((await chat(page)).isOpen, false);
    assert.equal(await launcher(page).evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button), true);
  });

  it("keeps its session as a token in the frame's own partitioned storage, and sets no cookie", async () => {
    const page = await shop();
    await openChat(page);
    await write(page, "remember me");
    assert.deepEqual(await page.context().cookies(), []);
    assert.deepEqual(await page.evaluate(() => localStorage.length), 0);
    const keys = await chatFrame(page).evaluate(() => Object.keys(localStorage));
    assert.ok(keys.some((key) => key.endsWith("#:session")), keys.join());
    await page.reload();
    await openChat(page);
    await bubble(page, "you said: remember me").waitFor();
    const own = await page.context().newPage();
    await own.goto(`${sites.chat}/`); // the same origin, not in a frame of the shop
    assert.equal(await own.evaluate(() => localStorage.length), 0, "the storage is partitioned");
  });

  it("stores nothing, loads nothing of the chat and has no session before the visitor opens it and writes", async () => {
    const requests: string[] = [];
    const page = await shop();
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.reload();
    await page.waitForFunction(() => performance.getEntriesByType("resource").length > 0);
    await page.waitForLoadState("networkidle");
    const loaded = new Set(requests.filter((path) => path.startsWith("/chat/")));
    assert.deepEqual([...loaded].sort(), ["/chat/embed", "/chat/embed.css", "/chat/embed.js", "/chat/frame.js"]);
    await openChat(page);
    assert.equal(await chatFrame(page).evaluate(() => localStorage.length), 0);
    assert.deepEqual(requests.filter((path) => path.startsWith("/chat/") && !/\.(js|css)$|embed$/.test(path)), []);
    assert.deepEqual(await page.context().cookies(), []);
  });

  it("works where the storage is forbidden", async () => {
    const page = await shop();
    await page.context().addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException("forbidden", "SecurityError"); } });
      }
    });
    await page.reload();
    await openChat(page);
    await write(page, "without storage");
  });

  it("tells the page how many messages are unread, also after a reload with the chat closed", async () => {
    const page = await shop();
    await openChat(page);
    await write(page, "first");
    await page.evaluate(() => window.ChatmountFrame!.close());
    await inFrame(page).getByRole("dialog").waitFor({ state: "hidden" });
    await chatFrame(page).evaluate(() => void document.querySelector("chat-widget")!.send("second")); // whose answer comes while it is closed
    await page.waitForFunction(() => window.ChatmountFrame!.unread === 1);
    assert.match((await launcher(page).getAttribute("aria-label"))!, /Chat with the shop \(1\)/);
    await shot(page, "unread");
    await page.reload();
    await page.waitForFunction(() => window.ChatmountFrame?.unread === 1);
    await openChat(page);
    await page.waitForFunction(() => window.ChatmountFrame!.unread === 0);
  });

  it("passes on who the visitor is: before the first message, and in the middle of a conversation", async () => {
    const early = await shop();
    await early.getByRole("button", { name: "Log in as Grace" }).click();
    await openChat(early);
    await inFrame(early).getByRole("textbox").fill("do you know me?");
    await inFrame(early).getByRole("textbox").press("Enter");
    await bubble(early, "Hello Grace, you said: do you know me?").waitFor();
    await early.getByText("the chat knows").waitFor();

    const late = await shop();
    await openChat(late);
    await write(late, "who am I?");
    await bubble(late, "Hello visitor").waitFor();
    await late.evaluate(() => window.ChatmountFrame!.close());
    await late.getByRole("button", { name: "Log in as Grace" }).click();
    await late.getByText("the chat knows").waitFor();
    await openChat(late);
    await bubble(late, "do you know me?").waitFor(); // Grace's own conversation, from the other browser
    assert.equal(await bubble(late, "who am I?").count(), 0, "the stranger's conversation is not Grace's");
    await inFrame(late).getByRole("textbox").fill("and now?");
    await inFrame(late).getByRole("textbox").press("Enter");
    await bubble(late, "Hello Grace, you said: and now?").waitFor();
  });

  it("says when a token was refused, and the visitor stays who it was", async () => {
    const page = await shop();
    await openChat(page);
    await write(page, "hello");
    assert.match(await page.evaluate(() => window.ChatmountFrame!.identify("forged").catch((error: Error) => error.message) as Promise<string>), /Sign in to the site first/);
    await write(page, "still here");
  });

  it("passes it on from a tab that does not lead too, for all tabs of the visitor", async () => {
    const first = await shop();
    await openChat(first);
    await write(first, "the first tab");
    const second = await first.context().newPage();
    await second.addInitScript(openShadows);
    await second.goto(`${sites.shop}/`);
    await openChat(second);
    await bubble(second, "you said: the first tab").waitFor();
    await second.evaluate(async () => window.ChatmountFrame!.identify(await (await fetch("/token")).text()));
    await chatFrame(first).waitForFunction(() => document.querySelector("chat-widget")!.client!.state.me?.name === "Grace", null, { polling: 100 });
    await chatFrame(second).waitForFunction(() => document.querySelector("chat-widget")!.client!.state.me?.name === "Grace");
    await inFrame(second).getByRole("textbox").fill("both are Grace");
    await inFrame(second).getByRole("textbox").press("Enter");
    await bubble(first, "Hello Grace, you said: both are Grace").waitFor();
  });

  it("forgets who the visitor was said to be with the logout, also before anything was said", async () => {
    const page = await shop();
    const refused = page.evaluate(async () => {
      const said = window.ChatmountFrame!.identify(await (await fetch("/token")).text());
      window.ChatmountFrame!.logout();
      return said.catch((error: Error) => error.message);
    });
    assert.match(String(await refused), /session has ended/);
    await openChat(page);
    await write(page, "who am I?");
    await bubble(page, "Hello visitor").waitFor();
  });

  it("fills a phone's screen and closes by its own button", async () => {
    const page = await shop({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await openChat(page);
    assert.deepEqual(await page.locator("dialog").boundingBox(), { x: 0, y: 0, width: 360, height: 640 });
    await shot(page, "phone");
    await inFrame(page).getByRole("button", { name: "Close" }).click();
    await page.locator("dialog").waitFor({ state: "hidden" });
  });

  it("stays through page transitions, and can be taken off", async () => {
    const page = await shop();
    await openChat(page);
    await write(page, "before");
    await page.evaluate(() => {
      const body = document.createElement("body");
      body.append(document.createElement("main"));
      document.body.replaceWith(body);
    });
    await bubble(page, "you said: before").waitFor();
    assert.equal((await chat(page)).isOpen, true);
    await page.evaluate(() => {
      window.ChatmountFrame!.destroy();
      document.body.replaceChildren();
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    assert.equal(await page.locator("[data-chatmount]").count(), 0);
  });

  it("fills an element of the page and grows with the conversation", async () => {
    const page = await visit(`${sites.shop}/inline`, {}, openShadows);
    await inFrame(page).getByRole("textbox").waitFor();
    await inFrame(page).getByRole("heading", { name: "Ask the shop" }).waitFor();
    const height = () => page.locator("iframe").evaluate((frame) => frame.clientHeight);
    const first = await height();
    for (const text of ["one", "two", "three", "four"]) await write(page, text);
    await page.waitForFunction((least) => document.querySelector("[data-chatmount]")!.shadowRoot!.querySelector("iframe")!.clientHeight > least, first);
    await shot(page, "inline");
  });
});

describe("a chat of the same site", () => {
  it("fills a plain frame, without any script of the page's, and has the site's cookie", async () => {
    const page = await visit(`${sites.chat}/`);
    await inFrame(page).getByRole("textbox").waitFor();
    await write(page, "same site");
    const cookies = await page.context().cookies();
    assert.deepEqual(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]), [["chat", true, "Lax"]]);
    await shot(page, "plain");
    await page.reload();
    await bubble(page, "you said: same site").waitFor();
  });
});

describe("strangers", () => {
  it("cannot show the chat in a frame of a page that the server does not list", async () => {
    sites.pages["/frame"] = `<!doctype html><iframe src="${sites.chat}/chat/embed"></iframe>`;
    const page = await visit(`${sites.hostile}/frame`);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.frameLocator("iframe").locator("chat-widget").count(), 0);
    assert.equal(trouble.splice(0).some((text) => text.includes("frame-ancestors")), true, "the browser names the directive");
  });

  it("cannot show the chat in a frame within a page that is listed", async () => {
    sites.pages["/around"] = `<!doctype html><iframe src="${sites.shop}/"></iframe>`;
    const page = await visit(`${sites.hostile}/around`, {}, openShadows);
    await page.frameLocator("iframe").locator("[data-chatmount] button").click();
    await page.waitForLoadState("networkidle");
    for (const frame of page.frames()) assert.equal(await frame.locator("[data-hosts]").count(), 0, frame.url());
    assert.ok(trouble.splice(0).some((text) => text.includes("frame-ancestors")));
  });

  /** Opens the shop with a frame of the hostile site beside the chat's. */
  async function besideHostile(script: string): Promise<Page> {
    sites.pages["/sibling"] = `<!doctype html><script>${script}</script>`;
    const page = await visit(`${sites.shop}/`, { policy: false }, openShadows);
    await openChat(page);
    await write(page, "a secret");
    await page.evaluate((src) => new Promise((resolve) => {
      const sibling = Object.assign(document.createElement("iframe"), { src, name: "hostile" });
      sibling.addEventListener("load", resolve);
      document.body.append(sibling);
    }), `${sites.hostile}/sibling`);
    return page;
  }

  /** What the hostile frame got to hear. */
  const heard = async (page: Page) => (await named(page, "hostile")).evaluate(() => (window as unknown as { heard: unknown[] }).heard);

  it("beside the chat are not heard by it nor by the page, whatever they send, and hear nothing", async () => {
    const page = await besideHostile(`
      window.heard = [];
      addEventListener("message", ({ data }) => heard.push(data));
      const all = ["chatmount:embed:1", { type: "open", focus: true }, { type: "close" }, { type: "identify", token: "evil" }, { type: "logout" },
        { type: "unread", unread: 99 }, { type: "resize", height: 9000 }, { type: "identified", error: null }];
      for (const target of [top, ...Array.from({ length: top.length }, (_, i) => top[i])]) {
        if (target === window) continue;
        for (const data of all) {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => heard.push(data);
          target.postMessage(data, "*", [port2]);
          target.postMessage(data, "*");
          for (const message of all) port1.postMessage(message);
        }
      }`);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    assert.deepEqual(await heard(page), []);
    assert.deepEqual(await chat(page), { unread: 0, isOpen: true });
    await write(page, "still mine");
  });

  it("gain nothing by the frame being led to their page: it gets no port, no token, and is not listened to", async () => {
    const page = await besideHostile("");
    await page.evaluate(() => void window.ChatmountFrame!.identify("a token").catch(() => {}));
    sites.pages["/led"] = `<!doctype html><script>
      window.heard = [];
      addEventListener("message", ({ data, ports }) => heard.push(data, ports.length));
      for (const data of [{ type: "unread", unread: 7 }, { type: "close" }, "chatmount:embed:1"]) parent.postMessage(data, "*");
    </script>`;
    await chatFrame(page).evaluate((url) => void (location.href = url), `${sites.hostile}/led`);
    await page.waitForEvent("framenavigated", (frame) => frame.url().endsWith("/led"));
    const led = page.frames().find((frame) => frame.url().endsWith("/led"))!;
    await led.waitForLoadState("load");
    await page.evaluate(() => {
      window.ChatmountFrame!.identify("a secret token").catch(() => {});
      window.ChatmountFrame!.configure({ heading: "x" });
      return new Promise((resolve) => setTimeout(resolve, 200));
    });
    assert.deepEqual(await led.evaluate(() => (window as unknown as { heard: unknown[] }).heard), []);
    assert.deepEqual(await chat(page), { unread: 0, isOpen: true });
    trouble.splice(0); // the browser tells that a message was addressed to another origin
  });

  it("with the page's own power to send cannot greet a second time, nor bring two ports", async () => {
    const page = await shop();
    await openChat(page);
    await write(page, "one bridge");
    const answers = await page.evaluate(async (origin) => {
      const { contentWindow } = document.querySelector("[data-chatmount]")!.shadowRoot!.querySelector("iframe")!;
      const got: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        const [one, two] = [new MessageChannel(), new MessageChannel()];
        one.port1.onmessage = two.port1.onmessage = ({ data }) => got.push(data);
        contentWindow!.postMessage("chatmount:embed:1", origin, i === 2 ? [one.port2, two.port2] : [one.port2]);
        one.port1.postMessage({ type: "close" });
        two.port1.postMessage({ type: "close" });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      return got;
    }, sites.chat);
    assert.deepEqual(answers, []);
    assert.equal((await chat(page)).isOpen, true);
  });

  /** Shows the embed page in a frame of the shop without the host script, has somebody greet it, and says whether that was heard. */
  async function isHeard({ hosts = null as string | null, ports = 1, greeting = "chatmount:embed:1" as unknown, from = "parent" }): Promise<boolean> {
    const page = await visit(`${sites.shop}/`, { policy: false });
    await page.route(/\/chat\/embed$/, async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: hosts === null ? body : body.replace(/data-hosts="[^"]*"/, `data-hosts="${hosts}"`) });
    });
    await page.evaluate((src) => new Promise((resolve) => {
      const frame = Object.assign(document.createElement("iframe"), { src, name: "raw" });
      document.body.append(Object.assign(document.createElement("iframe"), { name: "sibling" }), frame);
      frame.addEventListener("load", resolve);
    }), `${sites.chat}/chat/embed#window`);
    await (from === "parent" ? page.mainFrame() : await named(page, "sibling")).evaluate(([count, data, origin]) => {
      const channels = Array.from({ length: count }, () => new MessageChannel());
      (top as unknown as Record<string, Window>)["raw"]!.postMessage(data, origin, channels.map(({ port2 }) => port2));
      for (const { port1 } of channels) port1.postMessage({ type: "open", focus: false });
      return new Promise((resolve) => setTimeout(resolve, 400));
    }, [ports, greeting, sites.chat] as const);
    return (await (await named(page, "raw")).locator("chat-widget").count()) > 0;
  }

  it("are told from the page by the window, the exact origin, the exact greeting and one port", async () => {
    assert.equal(await isHeard({}), true, "the right greeting is heard, else this tests nothing");
    assert.equal(await isHeard({ from: "sibling" }), false, "a frame beside it, of the page's own origin");
    assert.equal(await isHeard({ hosts: "" }), false, "an origin that is not listed");
    assert.equal(await isHeard({ hosts: `${sites.shop}0 ${sites.shop}.evil.example` }), false, "origins that look alike");
    assert.equal(await isHeard({ ports: 2 }), false, "two ports");
    assert.equal(await isHeard({ ports: 0 }), false, "no port");
    assert.equal(await isHeard({ greeting: { greeting: "chatmount:embed:1" } }), false, "another greeting");
  });
});

declare global {
  interface Window {
    ChatmountFrame?: EmbeddedChat;
  }
}
