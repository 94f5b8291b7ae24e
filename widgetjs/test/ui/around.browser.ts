/** What stands around a conversation: the menu, alerts, nudges, the form before it, feedback and rating. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Opens a scene and writes down what the page is told. */
async function show(scene: string, options: Record<string, unknown> = {}, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: "reduce", ...context });
  await page.evaluate(([name, look]) => {
    Object.assign(window, { told: [] });
    for (const type of ["feedback", "rating"]) {
      document.addEventListener(`chat:${type}`, (event) => {
        const { message, ...rest } = (event as CustomEvent<{ message?: { id: string } }>).detail;
        (window as unknown as { told: unknown[] }).told.push({ type, ...(message && { id: message.id }), ...rest });
      });
    }
    window.stage.show(name, look);
  }, [scene, options] as const);
  return page;
}

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: unknown[] }).told.splice(0));
const sent = (page: Page) => page.evaluate(() => window.stage.client.calls.filter(([verb]) => verb === "send"));
const focused = (page: Page) => page.evaluate(() => window.stage.widget.shadowRoot!.activeElement?.getAttribute("aria-label") ?? window.stage.widget.shadowRoot!.activeElement?.localName ?? "");

/** Makes the page one that nobody looks at, or looked at again. */
const look = (page: Page, visible: boolean) => page.evaluate((state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}, visible ? "visible" : "hidden");

test("menu: it is worked by keyboard, and Escape closes it without the window", async () => {
  const page = await show("conversation");
  await page.locator(".launcher").click();
  await page.locator(".more").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitemcheckbox", { name: "Sound" }).waitFor();
  assert.equal(await page.locator(".more").getAttribute("aria-expanded"), "true");
  assert.match(await page.evaluate(() => window.stage.widget.shadowRoot!.activeElement!.textContent!), /^Sound/);
  await page.keyboard.press("ArrowUp");
  assert.match(await page.evaluate(() => window.stage.widget.shadowRoot!.activeElement!.textContent!), /JSON$/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".menu").isVisible(), false);
  assert.equal(await page.locator(".panel").isVisible(), true);
  assert.equal(await focused(page), "Options");
  await page.context().close();
});

test("menu: the conversation can be taken along as text and as JSON, from its first message on", async () => {
  const page = await show("history", { open: true }, { acceptDownloads: true });
  await page.evaluate(() => {
    const { client, many } = window.stage;
    client.loadOlder = async () => client.set({ older: "none", messages: [...many(1, 2).map((m) => ({ ...m, id: `first${m.id}`, offset: m.offset - 2, parts: [{ type: "text", text: `The very first ${m.offset}` }] })), ...client.state.messages] });
  });
  const save = async (label: string) => {
    await page.locator(".more").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: label }).click()]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  };
  const text = await save("as text");
  assert.match(text.name, /^chat-\d{4}-\d\d-\d\d\.txt$/);
  assert.match(text.text, /^\[.+\] Juno: The very first 1\n/);
  assert.match(text.text, /\] You: Message 39\./);
  const json = await save("as JSON");
  const { conversation, messages } = JSON.parse(json.text) as { conversation: string; messages: { parts: unknown[] }[] };
  assert.equal(conversation, "c");
  assert.equal(messages.length, 42);
  assert.deepEqual(messages[0]!.parts, [{ type: "text", text: "The very first 1" }]);
  assert.equal(await page.evaluate(() => window.stage.widget.exportTranscript("text")), text.text);
  const whileLoading = page.evaluate(() => {
    const { client, widget } = window.stage;
    const { messages } = client.state;
    client.set({ older: "loading", messages: messages.slice(2) });
    const exported = widget.exportTranscript("text");
    setTimeout(() => client.set({ older: "unknown", messages }), 50);
    return exported;
  });
  assert.equal(await whileLoading, text.text);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  await page.context().close();
});

test(`complaint "every tab beeps": only the tab that leads makes a sound, and only where nobody looks`, async () => {
  const page = await show("conversation", { open: true });
  await page.evaluate(() => {
    const beeps: number[] = [];
    Object.assign(window, { beeps });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when) {
      beeps.push(when!);
      start.call(this, when);
    };
  });
  const beeps = () => page.evaluate(() => (window as unknown as { beeps: number[] }).beeps.splice(0).length);
  /** Somebody says something; when the time for an alert is over, returns the number of notes. */
  const said = async () => {
    await page.evaluate(async () => {
      window.stage.client.say(window.stage.people.agent, "Hello?");
      await new Promise((resolve) => setTimeout(resolve, 600));
    });
    return beeps();
  };
  await look(page, false);
  assert.equal(await said(), 0, "nobody asked for a sound");
  await look(page, true);
  await page.locator(".more").click();
  await page.getByRole("menuitemcheckbox", { name: "Sound" }).click();
  await page.waitForFunction(() => (window as unknown as { beeps: number[] }).beeps.length === 2); // a sample of it
  await beeps();
  assert.equal(await said(), 0, "the person looks at the chat");
  await look(page, false);
  assert.equal(await said(), 2);
  await page.evaluate(() => window.stage.client.set({ leads: false }));
  assert.equal(await said(), 0, "another tab leads");
  await page.evaluate(() => window.stage.client.set({ leads: true }));
  const read = await page.evaluate(async () => {
    window.stage.client.say(window.stage.people.agent, "Hello?");
    window.stage.client.set({ unread: 0 }); // in another tab
    await new Promise((resolve) => setTimeout(resolve, 450));
  });
  assert.equal(read ?? (await beeps()), 0, "it was read in another tab");
  await page.context().close();
});

test("alerts: the title of a page that nobody looks at says what is new, and is the page's own again afterwards", async () => {
  const page = await show("conversation");
  const title = () => page.title();
  await look(page, false);
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Hello?"));
  await page.waitForFunction(() => document.title === "(1) 1 new message");
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Are you there?"));
  await page.waitForFunction(() => document.title === "(2) 2 new messages");
  await look(page, true);
  assert.equal(await title(), "A shop");
  await look(page, false);
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Hello again"));
  await page.waitForFunction(() => document.title === "(3) 3 new messages");
  await page.evaluate(() => (document.title = "Another page of the shop"));
  await look(page, true);
  assert.equal(await title(), "Another page of the shop", "a title that the page has set meanwhile stays");
  await page.context().close();
});

test("alerts: permission for notifications is asked for only on a click, and what is refused is said", async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(() => {
    const asked: string[] = [];
    const shown: [string, NotificationOptions | undefined][] = [];
    Object.assign(window, { asked, shown });
    class FakeNotification extends EventTarget {
      static permission = "default";
      static answer = "denied";
      static async requestPermission() {
        asked.push(navigator.userActivation.isActive ? "click" : "nothing");
        return (FakeNotification.permission = FakeNotification.answer);
      }
      constructor(title: string, options?: NotificationOptions) {
        super();
        shown.push([title, options]);
      }
      close() {}
    }
    Object.assign(window, { Notification: FakeNotification });
    window.stage.show("conversation", { open: true });
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  await look(page, false);
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Hello?"));
  await page.waitForFunction(() => document.title.startsWith("(1)"));
  assert.deepEqual(await asked(), []);
  await look(page, true);
  await page.locator(".more").click();
  const item = page.getByRole("menuitemcheckbox", { name: "Desktop notifications" });
  await item.click();
  assert.deepEqual(await asked(), ["click"]);
  await page.getByText("blocked in this browser").waitFor();
  assert.equal(await item.getAttribute("aria-checked"), "false");
  await page.evaluate(() => Object.assign((globalThis as unknown as { Notification: object }).Notification, { answer: "granted" }));
  await item.click();
  await page.waitForFunction(() => window.stage.widget.shadowRoot!.querySelectorAll("[aria-checked=true]").length === 1);
  await look(page, false);
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Your parcel is here"));
  await page.waitForFunction(() => (window as unknown as { shown: unknown[] }).shown.length === 1);
  const [[title, options]] = await page.evaluate(() => (window as unknown as { shown: [string, NotificationOptions][] }).shown) as [[string, NotificationOptions]];
  assert.deepEqual([title, options.body], ["Anna Berg", "Your parcel is here"]);
  await page.context().close();
});

test("nudges: one comes up after a time, at a depth or when the pointer leaves, once, and stays away when it was dismissed", async () => {
  const page = await show("empty", { nudges: [{ text: "Can we help you choose?", scroll: 50 }, { text: "Wait!", exit: true }] });
  const nudge = page.locator(".nudge");
  await page.waitForFunction(() => window.stage.widget.shadowRoot!.adoptedStyleSheets[0]!.cssRules.length > 0);
  await page.evaluate(() => scrollTo(0, 100));
  assert.equal(await nudge.count(), 0);
  await page.waitForFunction(() => {
    scrollTo(0, 0); // as often as it takes until the code for it is there
    scrollTo(0, document.documentElement.scrollHeight);
    return window.stage.widget.shadowRoot!.querySelector(".nudge");
  });
  assert.equal(await nudge.innerText(), "Can we help you choose?");
  const focus = await page.evaluate(() => document.activeElement?.localName);
  assert.equal(focus, "body", "it takes no focus");
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, "nothing is stored before the person does something");
  await page.evaluate(() => document.dispatchEvent(new MouseEvent("mouseout", { clientY: 0 })));
  assert.deepEqual(await nudge.allInnerTexts(), ["Can we help you choose?"], "a page shows one");
  await page.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await nudge.count(), 0);
  await page.reload();
  await page.evaluate(() => window.stage.show("empty", { nudges: [{ text: "Again?", after: 0 }] }));
  await page.evaluate(() => window.stage.widget.nudge("The page asks for it"));
  assert.equal(await nudge.innerText(), "The page asks for it", "the one that waits is not shown, as one was dismissed just now");
  await nudge.getByText("The page asks for it").click();
  await page.locator(".panel").waitFor();
  assert.equal(await nudge.count(), 0);
  await page.context().close();
});

test("nudges: a time on the page and a pointer that leaves by the upper edge bring one up, other ways to leave do not", async () => {
  const page = await show("empty");
  const shown = () => page.locator(".nudge").count();
  const waited = await page.evaluate(async () => {
    await window.stage.widget.nudge("The code for it is there");
    window.stage.show("empty", { nudges: [{ text: "Still looking?", after: 0.6 }] });
    const started = performance.now();
    while (!window.stage.widget.shadowRoot!.querySelector(".nudge")) await new Promise(requestAnimationFrame);
    return performance.now() - started;
  });
  assert.ok(waited >= 600, String(waited));
  const leave = (clientY: number, inside: boolean) => page.evaluate(([y, within]) => {
    document.dispatchEvent(new MouseEvent("mouseout", { clientY: y, relatedTarget: within ? document.body : null }));
  }, [clientY, inside] as const);
  await page.evaluate(async () => {
    window.stage.show("empty", { nudges: [{ text: "Wait!", exit: true }] });
    for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
  });
  await leave(300, false);
  await leave(0, true);
  assert.equal(await shown(), 0);
  await leave(0, false);
  assert.equal(await shown(), 1);
  await page.context().close();
});

test("nudges: one that was dismissed keeps all away for its pause, on every page, and no longer", async () => {
  const page = await show("empty");
  await page.evaluate(() => window.stage.widget.nudge({ text: "Hello?", pause: 48 }));
  await page.getByRole("button", { name: "Dismiss" }).click();
  /** Opens the page so many hours later, with one that comes up at once. */
  const later = async (hours: number) => {
    await page.reload();
    await page.evaluate((ms) => {
      const { now } = Date;
      Date.now = () => now() + ms;
      window.stage.show("empty", { nudges: [{ text: "Again?", after: 0 }] });
    }, hours * 3_600_000);
  };
  for (const hours of [1, 25, 47]) {
    await later(hours);
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".nudge").count(), 0, `${hours} hours later`);
  }
  await later(49);
  await page.locator(".nudge").waitFor();
  await page.context().close();
});

test("nudges: who talks already is left alone", async () => {
  const page = await show("conversation", { nudges: [{ text: "Hello?", after: 0 }] });
  await page.evaluate(() => window.stage.widget.nudge("Hello?"));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  assert.equal(await page.locator(".nudge").count(), 0);
  await page.context().close();
});

test("pre-chat: the form comes first, its answers are the first message, and then there is the composer", async () => {
  const prechat = { title: "Who are you?", submit: "Go", fields: [{ name: "name", label: "Name", required: true }, { name: "mail", label: "E-mail", kind: "email" }] };
  const page = await show("empty", { prechat });
  await page.locator(".launcher").click();
  await page.getByText("Who are you?").waitFor();
  assert.equal(await page.locator(".composer").isVisible(), false);
  assert.equal(await page.evaluate(() => (window.stage.widget.shadowRoot!.activeElement as HTMLInputElement).name), "name");
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent(page), [], "what is required is missing");
  await page.keyboard.type("Ada");
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent(page), [["send", [{ type: "text", text: "Name: Ada" }, { type: "x-form", fallback: "–", form: "prechat", values: { name: "Ada", mail: "" } }]]]);
  await page.locator(".composer").waitFor();
  assert.equal(await focused(page), "Write a message…");
  await page.evaluate(() => window.stage.client.acknowledge());
  assert.equal(await page.locator(".prechat").count(), 0);
  await page.context().close();
});

test("feedback: thumbs stand under the bot's answers, tell the page and stay where they are", async () => {
  const page = await show("conversation", { open: true, feedback: true });
  const helpful = page.getByRole("button", { name: "Helpful", exact: true });
  await helpful.first().waitFor();
  assert.equal(await helpful.count(), 2, "under the last message of each run of the bot, not under the agent's");
  await helpful.last().click();
  await page.evaluate(() => window.stage.client.say(window.stage.people.bot, "One more thing"));
  await page.getByText("One more thing", { exact: true }).waitFor();
  assert.equal(await focused(page), "Helpful");
  assert.equal(await helpful.nth(1).getAttribute("aria-pressed"), "true");
  await page.getByRole("button", { name: "Not helpful" }).nth(1).click();
  await page.getByRole("button", { name: "Not helpful" }).nth(1).click();
  assert.deepEqual(await told(page), [
    { type: "feedback", id: "e4", value: "up" },
    { type: "feedback", id: "e4", value: "down" },
    { type: "feedback", id: "e4", value: null },
  ]);
  await page.context().close();
});

test("rating: a conversation that has ended asks how it was, once, and says thanks", async () => {
  const page = await show("ended", { open: true, rating: true });
  await page.getByText("How was this conversation?").waitFor();
  await page.getByRole("radio", { name: "1 star" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByPlaceholder("What could be better?").fill("Opening hours");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("Thank you for your feedback.").waitFor();
  assert.deepEqual(await told(page), [{ type: "rating", conversation: "c", stars: 4, comment: "Opening hours" }]);
  assert.deepEqual(await sent(page), [], "a message would open the conversation again");
  await page.evaluate(() => window.stage.client.set({ ended: false }));
  await page.getByText("Thank you for your feedback.").waitFor({ state: "detached" });
  await page.context().close();
});

test("around: a widget that is taken off the page leaves nothing of it behind", async () => {
  const page = await show("conversation", { nudges: [{ text: "Still there?", exit: true }] });
  await look(page, false);
  await page.evaluate(() => window.stage.client.say(window.stage.people.agent, "Hello?"));
  await page.waitForFunction(() => document.title === "(1) 1 new message");
  await page.evaluate(() => {
    window.stage.widget.destroy();
    window.stage.client.set({ messages: [] });
    window.stage.client.say(window.stage.people.agent, "Anybody?");
    document.dispatchEvent(new MouseEvent("mouseout", { clientY: 0 }));
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
  assert.equal(await page.title(), "A shop");
  assert.equal(await page.evaluate(() => window.stage.widget.shadowRoot!.childElementCount), 0);
  await page.context().close();
});
