/** A visitor: a browser context of its own, and what a person sees and does in it. */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page, WebSocketRoute } from "playwright-core";
import { picture } from "../browser.js";

export type Via = "websocket" | "sse" | "longpoll";

export class Visitor {
  /** Errors of the page and reports of its policy; a test ends with none. */
  readonly trouble: string[] = [];
  /** Addresses that the page asked for. */
  readonly requests: string[] = [];
  readonly #blocked = new Set<Via>();
  #offline = false;
  readonly #sockets = new Set<WebSocketRoute>();

  private constructor(readonly context: BrowserContext, readonly page: Page) {}

  static async visit(browser: Browser, url: string, options: BrowserContextOptions & { block?: readonly Via[] } = {}): Promise<Visitor> {
    const { block = [], ...contextOptions } = options;
    const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, locale: "en-US", ...contextOptions });
    const visitor = new Visitor(context, await context.newPage());
    for (const via of block) visitor.#blocked.add(via);
    await visitor.#watch(visitor.page);
    await visitor.page.goto(url);
    return visitor;
  }

  async #watch(page: Page): Promise<void> {
    page.on("request", (request) => this.requests.push(new URL(request.url()).pathname));
    // Firefox tells of a socket that is closed before it is open as of an error.
    page.on("pageerror", (error) => !/connection to .*ws:/.test(String(error)) && this.trouble.push(String(error)));
    await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (e) => console.error("policy", e.violatedDirective, e.sourceFile)));
    page.on("console", (message) => message.text().startsWith("policy") && this.trouble.push(message.text()));
    await page.routeWebSocket(/\/chat\/ws/, (socket) => {
      if (this.#refuses("websocket")) return void socket.close();
      this.#sockets.add(socket);
      socket.connectToServer();
    });
    await this.context.route(/\/chat\/sse/, (route) => (this.#refuses("sse") ? route.abort() : route.continue()));
    await this.context.route(/\/chat\/poll/, (route) => (this.#refuses("longpoll") ? route.abort() : route.continue()));
  }

  #refuses(via: Via): boolean {
    return this.#offline || this.#blocked.has(via);
  }

  /** Another tab of the same visitor. */
  async tab(): Promise<Visitor> {
    const other = new Visitor(this.context, await this.context.newPage());
    await other.#watch(other.page);
    await other.page.goto(this.page.url());
    return other;
  }

  /** Takes WebSockets away, those that are open too. */
  async cutWebSocket(): Promise<void> {
    this.#blocked.add("websocket");
    await this.#closeSockets();
  }

  async #closeSockets(): Promise<void> {
    for (const socket of this.#sockets) await socket.close();
    this.#sockets.clear();
  }

  /** Takes the network away from the chat until `goOnline`: Firefox emulates that for new requests only, and tells the page nothing. */
  async goOffline(): Promise<void> {
    await this.context.setOffline(true);
    this.#offline = true;
    await this.#closeSockets();
  }

  async goOnline(): Promise<void> {
    this.#offline = false;
    await this.context.setOffline(false);
  }

  get launcher(): Locator {
    return this.page.locator("chat-widget [part~=launcher]");
  }

  get window(): Locator {
    return this.page.getByRole("dialog");
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: "Write a message…" });
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.window.waitFor();
    await this.page.evaluate(() => {
      const moving = document.querySelector("chat-widget")!.shadowRoot!.getAnimations();
      return Promise.all(moving.filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished));
    });
  }

  /** Writes a message and waits until it says that it was sent. */
  async write(text: string): Promise<void> {
    await this.type(text);
    await this.until(`"${text}" is sent`, (state) => state.messages.some((m) => m.text === text && m.status === "sent"));
  }

  async type(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** What the widget's public properties say. */
  async state(): Promise<Shown> {
    return this.page.evaluate(() => {
      const widget = document.querySelector("chat-widget");
      if (!widget?.matches(":defined")) return { connection: { state: "idle" }, messages: [] }; // it is not loaded
      return {
        connection: { state: widget.connection.state, via: widget.connection.via },
        messages: widget.messages.map((m) => ({
          text: m.parts.map((p) => ("text" in p ? String(p.text) : p.type)).join("\n"), status: m.status, own: m.own, offset: m.offset, reply: m.reply,
        })),
      };
    }) as Promise<Shown>;
  }

  async until(what: string, holds: (state: Shown) => boolean, seconds = 30): Promise<Shown> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const state = await this.state();
      if (holds(state)) return state;
      if (Date.now() > deadline) assert.fail(`${what}: not within ${seconds} s; ${JSON.stringify(state, null, 1)}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits for an answer to each of one's messages. */
  answered(messages: number): Promise<Shown> {
    return this.until(`${messages} answers`, ({ messages: all }) => {
      const own = all.filter((m) => m.own);
      return own.length === messages && own.every((m) => all.some((a) => a.reply === m.offset));
    });
  }

  online(via: Via): Promise<Shown> {
    return this.until(`online by ${via}`, ({ connection }) => connection.state === "online" && connection.via === via);
  }

  async screenshot(name: string): Promise<void> {
    await picture(this.page, `e2e-${name}`, { animations: "disabled" });
  }

  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.trouble, []);
  }
}

export interface Shown {
  connection: { state: string; via?: Via };
  messages: { text: string; status: string; own: boolean; offset: number; reply?: number }[];
}

/** Checks that every event is shown once and in the order of the log. */
export function inOrder({ messages }: Shown): void {
  const offsets = messages.map((m) => m.offset);
  assert.deepEqual(offsets, [...new Set(offsets)].sort((a, b) => a - b));
}
