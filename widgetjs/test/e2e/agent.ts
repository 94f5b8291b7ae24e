/** A person at the desk of examples/handoff: a second window of a browser, and what an agent sees and does in it. */
import assert from "node:assert/strict";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { picture } from "../browser.js";

export class Agent {
  /** Errors of the page and reports of its policy; a test ends with none. */
  readonly trouble: string[] = [];

  private constructor(readonly page: Page) {}

  /** Opens the desk in a window of a browser. */
  static async open(context: BrowserContext, url: string): Promise<Agent> {
    const agent = new Agent(await context.newPage());
    const { page, trouble } = agent;
    page.on("pageerror", (error) => trouble.push(String(error)));
    await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (e) => console.error("policy", e.violatedDirective, e.sourceFile)));
    page.on("console", (message) => message.text().startsWith("policy") && trouble.push(message.text()));
    await page.goto(`${url}desk/`);
    return agent;
  }

  async signIn(name: string, secret: string): Promise<void> {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("Secret").fill(secret);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** The conversations that are listed. */
  get list(): Locator {
    return this.page.getByRole("navigation").getByRole("button");
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  get complaint(): Locator {
    return this.page.getByRole("alert");
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  async answer(text: string): Promise<void> {
    await this.page.getByLabel("Answer").fill(text);
    await this.press("Send");
    await this.log.getByText(text).waitFor();
  }

  async screenshot(name: string): Promise<void> {
    await picture(this.page, `e2e-${name}`);
  }

  async leave(): Promise<void> {
    await this.page.close();
    assert.deepEqual(this.trouble, []);
  }
}
