/** Tabs of one visitor with the headless client in them, built from its source, on the origin of the real server. */
import assert from "node:assert/strict";
import { build } from "esbuild";
import type { Browser, BrowserContext, CDPSession, Page, WebSocket } from "playwright-core";
import type { Client, Message, State } from "../../src/client/index.js";

declare global {
  interface Window {
    readonly client: Client;
  }
}

async function page(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import { createClient } from "./src/client/index.ts"; window.client = createClient({ server: "/chat" }); void client.start();`, resolveDir: process.cwd() },
    bundle: true,
    format: "iife",
    write: false,
  });
  return `<!doctype html><title>tab</title><script>${outputFiles[0]?.text}</script>`;
}

/** A visitor's browser: what its tabs share. The page itself is there without a network, as from a cache. */
export class Profile {
  readonly tabs: Tab[] = [];

  private constructor(readonly context: BrowserContext, readonly url: string) {}

  static async make(browser: Browser, server: string): Promise<Profile> {
    const context = await browser.newContext();
    const url = `${server}tab`;
    const body = await page();
    await context.route(url, (route) => route.fulfill({ contentType: "text/html", body }));
    return new Profile(context, url);
  }

  async open(): Promise<Tab> {
    const tab = new Tab(this, await this.context.newPage());
    this.tabs.push(tab);
    await tab.page.goto(this.url);
    return tab;
  }

  /** Opens tabs until there are so many; the first has said hello. */
  async talking(tabs: number): Promise<Tab[]> {
    const first = await this.open();
    first.say("hello");
    await first.until("hello is sent", ({ messages }) => messages[0]?.status === "sent");
    while (this.tabs.length < tabs) await (await this.open()).until("the tab follows", ({ messages }) => messages[0]?.status === "sent");
    return this.tabs;
  }

  /** The visitor's messages as the server has them. */
  async log(): Promise<string[]> {
    const get = async (path: string) => (await this.context.request.get(new URL(`/chat/${path}`, this.url).href)).json() as Promise<Record<string, unknown>>;
    const { conversation } = (await get("session")) as { conversation: { id: string } };
    const texts: string[] = [];
    for (let after = 0; ; ) {
      const { events } = (await get(`conversations/${conversation.id}/events?after=${after}&limit=100`)) as { events: { offset: number; key?: string; parts?: { text?: string }[] }[] };
      if (events.length === 0) return texts;
      texts.push(...events.flatMap((e) => (e.key === undefined ? [] : [e.parts?.[0]?.text ?? ""])));
      after = events.at(-1)?.offset ?? after;
    }
  }

  async leader(): Promise<Tab> {
    for (let attempt = 0; attempt < 400; attempt++) {
      const states = await Promise.all(this.tabs.map((tab) => tab.state()));
      const leading = this.tabs.filter((_, i) => states[i]?.leads === true);
      if (leading.length === 1) return leading[0]!;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("no single tab leads");
  }
}

export class Tab {
  readonly #sockets = new Set<WebSocket>();
  /** Everything that was asked of the chat. */
  readonly requests: string[] = [];
  #devtools: Promise<CDPSession> | undefined;

  constructor(readonly profile: Profile, readonly page: Page) {
    page.on("request", (request) => { if (request.url().includes("/chat/")) this.requests.push(request.url()); });
    page.on("websocket", (socket) => {
      this.requests.push(socket.url());
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    page.on("framenavigated", () => this.#sockets.clear());
  }

  /** How many WebSockets are open. */
  get sockets(): number {
    return this.#sockets.size;
  }

  get devtools(): Promise<CDPSession> {
    return (this.#devtools ??= this.profile.context.newCDPSession(this.page));
  }

  /** Says something and does not wait for anything. */
  say(...texts: string[]): void {
    this.page.evaluate((all) => all.forEach((text) => void window.client.send(text).catch(() => {})), texts).catch(() => {});
  }

  /** What the client shows; undefined while the page does not answer. */
  async state(): Promise<State | undefined> {
    const silent = new Promise<undefined>((resolve) => setTimeout(resolve, 1_000));
    return Promise.race([this.page.evaluate(() => window.client?.state).catch(() => undefined), silent]);
  }

  async until(what: string, holds: (state: State) => boolean, seconds = 30): Promise<State> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const state = await this.state();
      if (state !== undefined && holds(state)) return state;
      if (Date.now() > deadline) assert.fail(`${what}: not within ${seconds} s; ${JSON.stringify(state)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async close(): Promise<void> {
    this.#gone();
    await this.page.close();
  }

  /** Kills the process of the page. */
  async crash(): Promise<void> {
    this.#gone();
    const crashed = this.page.waitForEvent("crash");
    (await this.devtools).send("Page.crash").catch(() => {});
    await crashed;
    await this.page.close();
  }

  /** Keeps the page busy for some seconds: it does and hears nothing. */
  hang(seconds: number): void {
    this.page.evaluate((ms) => { for (const end = Date.now() + ms; Date.now() < end; ); }, seconds * 1000).catch(() => {});
  }

  #gone(): void {
    this.profile.tabs.splice(this.profile.tabs.indexOf(this), 1);
  }
}

/** What the visitor has said, as a tab shows it. */
export function own({ messages }: State): string[] {
  return messages.filter((m: Message) => m.own).map((m) => m.parts[0]?.text ?? "");
}

/** Whether everything in the list is on the server. */
export function isSent({ messages }: State): boolean {
  return messages.every((m) => m.status === "sent" && (m.offset > 0 || m.draft === true));
}
