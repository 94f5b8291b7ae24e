/** Bots as a visitor meets them: answers that grow, buttons, and a person who takes over and gives back. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Agent } from "./agent.js";
import { Server } from "./server.js";
import { openBrowser } from "../browser.js";
import { inOrder, Visitor } from "./visitor.js";
import type { Via } from "./visitor.js";

const ladder: readonly Via[] = ["websocket", "sse", "longpoll"];
let browser: Browser;
let visitors: Visitor[];

before(async () => {
  browser = await openBrowser();
});
beforeEach(() => {
  visitors = [];
});
afterEach(async () => {
  for (const visitor of visitors) await visitor.leave();
});
after(async () => {
  await browser?.close();
});

async function visit(server: Server, options?: BrowserContextOptions & { block?: readonly Via[] }): Promise<Visitor> {
  const visitor = await Visitor.visit(browser, server.url, options);
  visitors.push(visitor);
  return visitor;
}

/** Has a server for the tests of a suite. */
function serve(server: Server): Server {
  before(() => server.start());
  after(() => server.remove());
  return server;
}

interface Said {
  readonly kind: string;
  readonly role: string;
  readonly author: string;
  readonly text: string;
  readonly growing: boolean;
  readonly truncated: boolean;
}

/** What is said, with who says it. */
function said(page: Page): Promise<Said[]> {
  return page.evaluate(() => {
    const widget = document.querySelector("chat-widget");
    if (!widget?.matches(":defined")) return []; // it is not loaded
    return widget.messages.map(({ kind, author, parts, draft, truncated }) => ({
      kind, role: author.role, author: author.name, growing: draft === true, truncated: truncated === true,
      text: parts.map((part) => ("text" in part ? String(part.text) : "")).join(""),
    }));
  });
}

/** Waits until what the bot says holds; it is asked about the last thing that the bot has said. */
async function bot(visitor: Visitor, what: string, holds: (said: Said) => boolean): Promise<Said> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const last = (await said(visitor.page)).findLast(({ role, kind }) => role === "bot" && kind === "message");
    if (last && holds(last)) return last;
    if (Date.now() > deadline) assert.fail(`${what}: not within 30 s; ${JSON.stringify(last)}`);
    await visitor.page.waitForTimeout(30);
  }
}

/** Waits until a text can be read in the visitor's window. Browsers do not draw one that is behind another. */
async function read(visitor: Visitor, text: string): Promise<void> {
  await visitor.page.bringToFront();
  await visitor.log.getByText(text).waitFor();
}

const question = "How do I clean my chain?";
const begin = "Gladly. It takes";
const end = "we measure it while you wait.";

/** Opens the window and asks. */
async function ask(visitor: Visitor): Promise<Said> {
  await visitor.open();
  return asked(visitor);
}

/** Asks, and waits until a part of the answer can be read. */
async function asked(visitor: Visitor): Promise<Said> {
  await visitor.write(question);
  const part = await bot(visitor, "a part of the answer", ({ text, growing }) => growing && text.length > begin.length);
  assert.ok(part.text.startsWith(begin), part.text);
  return part;
}

describe("an answer that grows", () => {
  const server = serve(new Server("llm", {}, ["-pause", "60ms"])); // ten seconds in all

  /** Waits until the answer is complete, and checks that it is there once. */
  async function complete(visitor: Visitor): Promise<void> {
    const whole = await bot(visitor, "the whole answer", ({ growing }) => !growing);
    assert.ok(whole.text.startsWith(begin) && whole.text.endsWith(end), whole.text);
    assert.ok(!whole.truncated, "it is not cut off");
    inOrder(await visitor.answered(1));
    assert.equal((await said(visitor.page)).filter(({ role, kind }) => role === "bot" && kind === "message").length, 1);
    await read(visitor, end);
  }

  for (const via of ladder) {
    const block = ladder.filter((other) => other !== via);

    it(`is seen growing over ${via}`, async () => {
      const visitor = await visit(server, { block });
      await visitor.open();
      const seen = await visitor.page.evaluateHandle(() => {
        const lengths: number[] = [];
        const widget = document.querySelector("chat-widget")!;
        new MutationObserver(() => {
          const length = widget.shadowRoot!.querySelector(".draft .bubble")?.textContent?.length ?? 0;
          if (length > (lengths.at(-1) ?? 0)) lengths.push(length);
        }).observe(widget.shadowRoot!, { subtree: true, childList: true, characterData: true });
        return lengths;
      });
      await asked(visitor);
      await visitor.online(via);
      await visitor.log.getByText(begin).waitFor();
      await visitor.screenshot(`growing-${via}`);
      await complete(visitor);
      const lengths = await seen.jsonValue();
      assert.ok(lengths.length >= 5, `the visitor saw it grow to ${lengths}`);
    });

    it(`shows after a reload in the middle what was said, and goes on, over ${via}`, async () => {
      const visitor = await visit(server, { block });
      const before = await ask(visitor);
      await visitor.page.reload();
      const back = await bot(visitor, "what was said", ({ text }) => text.length > 0);
      assert.ok(back.growing, "it was still growing");
      assert.ok(back.text.startsWith(before.text), `${back.text} after ${before.text}`);
      await visitor.open();
      await visitor.log.getByText(begin).waitFor();
      await complete(visitor);
    });
  }

  it("is there whole and once when the server died in the middle", async () => {
    const visitor = await visit(server);
    await ask(visitor);
    await server.stop("SIGKILL");
    await server.start();
    await complete(visitor);
  });

  it("is seen in the visitor's second tab, too", async () => {
    const visitor = await visit(server);
    await visitor.open();
    const second = await visitor.tab();
    await second.open();
    await visitor.page.bringToFront();
    await asked(visitor);
    const part = await bot(second, "the same answer", ({ text }) => text.length > 0);
    assert.ok(part.growing && part.text.startsWith(begin), JSON.stringify(part));
    await complete(second);
    await complete(visitor);
    assert.deepEqual(second.trouble, []);
  });
});

describe("an answer that is stopped", () => {
  const server = serve(new Server("llm", {}, ["-pause", "300ms"])); // a minute in all: nobody waits for the end

  for (const via of ladder) {
    it(`keeps what was said, also after a reload, and the next question is answered, over ${via}`, async () => {
      const visitor = await visit(server, { block: ladder.filter((other) => other !== via) });
      await ask(visitor);
      await visitor.online(via);
      const stop = visitor.window.getByRole("button", { name: "Stop the answer" });
      await stop.click();
      const last = await bot(visitor, "the end of the answer", ({ growing }) => !growing);
      assert.ok(last.truncated && last.text.startsWith(begin) && !last.text.endsWith(end), JSON.stringify(last));
      await read(visitor, "The answer broke off here.");
      await stop.waitFor({ state: "hidden" });
      await visitor.page.reload();
      await visitor.open();
      await read(visitor, "The answer broke off here.");
      assert.deepEqual((await bot(visitor, "what was said", () => true)).text, last.text);
      await visitor.write("When are you open?");
      await bot(visitor, "the next answer", ({ text, growing }) => !growing && text.includes("Tuesday to Saturday"));
      const speakers = (await said(visitor.page)).filter(({ kind }) => kind === "message").map(({ role }) => role);
      assert.deepEqual(speakers, ["visitor", "bot", "visitor", "bot"], "nobody apologises for what was stopped");
    });
  }

  it("can be stopped with the keyboard, and the focus goes to where one writes", async () => {
    const visitor = await visit(server);
    await ask(visitor);
    await visitor.window.getByRole("button", { name: "Stop the answer" }).press("Enter");
    assert.ok((await bot(visitor, "the end of the answer", ({ growing }) => !growing)).truncated);
    assert.equal(await visitor.composer.evaluate((input) => (input.getRootNode() as ShadowRoot).activeElement === input), true);
  });
});

describe("a button", () => {
  const server = serve(new Server());

  it("works after a reload, once, and says so after the next one", async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write("Hello!");
    await visitor.answered(1);
    await visitor.page.reload();
    await visitor.open();
    const button = visitor.log.getByRole("button", { name: "Opening hours" });
    await button.dblclick();
    await bot(visitor, "the answer to the button", ({ text }) => text.includes("Tuesday to Friday"));
    await button.click({ force: true });

    await visitor.page.reload();
    await visitor.open();
    await read(visitor, "Tuesday to Friday");
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.click({ force: true });
    await visitor.write("Thanks!"); // what had been pressed before is in the log before
    await bot(visitor, "the last answer", ({ text }) => text.includes("You are welcome"));
    const all = await said(visitor.page);
    assert.equal(all.filter(({ kind }) => kind === "action").length, 1);
    assert.equal(all.filter(({ text }) => text.includes("Tuesday to Friday")).length, 1);
  });

  it("that one tab has pressed is pressed in the other, too", async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write("Hello!");
    await visitor.answered(1);
    const second = await visitor.tab();
    await second.open();
    const buttons = [visitor, second].map(({ log }) => log.getByRole("button", { name: "Opening hours" }));
    await buttons[1]?.waitFor();
    await visitor.page.bringToFront();
    await buttons[0]?.click();
    await bot(second, "the answer", ({ text }) => text.includes("Tuesday to Friday"));
    await read(second, "Tuesday to Friday");
    assert.equal(await buttons[1]?.getAttribute("aria-disabled"), "true");
    await buttons[1]?.click({ force: true });
    await second.write("Thanks!");
    await bot(second, "the last answer", ({ text }) => text.includes("You are welcome"));
    assert.equal((await said(second.page)).filter(({ kind }) => kind === "action").length, 1);
    assert.deepEqual(second.trouble, []);
  });
});

describe("a person", () => {
  const secret = "a secret of the test";
  const server = serve(new Server("handoff", { HANDOFF_SECRET: secret }));

  it("takes over in a second window, while the bot is silent, and gives back", async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write("Hello!");
    await visitor.answered(1);
    await visitor.log.getByRole("button", { name: "Talk to a person" }).click();
    await read(visitor, "We are getting a person to help you");

    const agent = await Agent.open(visitor.context, server.url);
    await agent.signIn("Kim", "a guess of somebody");
    await agent.complaint.getByText("This is not the secret").waitFor();
    await agent.signIn("Kim", secret);
    await agent.list.getByText("waits for a person").click();
    await agent.log.getByText("The bot asks for a person").waitFor();
    await visitor.write("When are you open?"); // which the bot could answer
    await agent.log.getByText("When are you open?").waitFor();
    await agent.press("Take over");
    await read(visitor, "is helping you now");
    await agent.answer("Kim here. <b>Until six</b> today.");
    await read(visitor, "Kim here. <b>Until six</b> today.");
    await visitor.log.getByText("Kim", { exact: true }).first().waitFor();
    await agent.screenshot("handoff-desk");
    await visitor.screenshot("handoff-visitor");

    await visitor.page.reload();
    await visitor.open();
    await read(visitor, "Kim is helping you now");
    await visitor.write("Are you closed on Sunday?"); // which the bot could answer, too
    await agent.log.getByText("Are you closed on Sunday?").waitFor();
    await agent.page.reload();
    await agent.list.getByText("Kim answers").click();
    await agent.answer("Yes, we are.");
    await read(visitor, "Yes, we are.");
    await agent.press("Give back to the bot");
    await read(visitor, "The assistant is helping you again");
    await visitor.write("And when are you open?");
    await bot(visitor, "the bot's answer", ({ text }) => text.startsWith("We are open"));

    const speakers = (await said(visitor.page)).filter(({ kind }) => kind === "message").map(({ role, author }) => (role === "agent" ? author : role));
    assert.deepEqual(speakers, ["visitor", "bot", "bot", "visitor", "Kim", "visitor", "Kim", "visitor", "bot"]);
    const session = (await (await visitor.context.request.get(`${server.url}chat/session`)).json()) as { participant: { role: string } };
    assert.equal(session.participant.role, "visitor", "the agent's login leaves the visitor's alone");
    await agent.press("End");
    await agent.list.getByText("ended").waitFor();
    await agent.press("Sign out");
    await agent.page.getByLabel("Secret").waitFor();
    await agent.page.reload();
    await agent.page.getByLabel("Secret").waitFor();
    await agent.leave();
  });

  it("goes on at the desk after a restart of the server", async () => {
    const visitor = await visit(server);
    await visitor.open();
    await visitor.write("Talk to a person");
    const desk = await browser.newContext();
    const agent = await Agent.open(desk, server.url);
    await agent.signIn("Kim", secret);
    await agent.list.getByText("waits for a person").click();
    await agent.press("Take over");
    assert.equal(await server.stop("SIGTERM"), 0);
    await visitor.type("Are you still there?");
    await server.start();
    await agent.log.getByText("Are you still there?").waitFor();
    await agent.answer("Here I am.");
    await read(visitor, "Here I am.");
    await agent.leave();
    await desk.close();
  });
});
