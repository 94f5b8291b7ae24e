/** What a visitor does with messages: write, press, fill in, retry. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

async function show(scene: string, options: Record<string, unknown> = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(([name, look]) => window.stage.show(name, { open: true, ...look }), [scene, options] as const);
  return page;
}

const calls = (page: Page, verb: string) => page.evaluate((name) => window.stage.client.calls.filter(([called]) => called === name), verb);

test("messages: Enter while an input method composes does not send", async () => {
  const page = await show("conversation");
  const input = page.locator("textarea");
  await input.fill("にほん");
  await input.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
  await input.dispatchEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true });
  assert.deepEqual(await calls(page, "send"), []);
  await input.press("Enter");
  assert.equal((await calls(page, "send")).length, 1);
  await page.context().close();
});

test("messages: nothing, spaces and too much cannot be sent", async () => {
  const page = await show("conversation");
  await page.evaluate(() => window.stage.client.set({ limits: { ...window.stage.client.state.limits!, text: 10 } }));
  const input = page.locator("textarea");
  for (const text of ["", "  \n ", "12345678901", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂"]) {
    await input.fill(text);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await page.locator(".send").getAttribute("aria-disabled"), "true", JSON.stringify(text));
    await input.press("Enter");
    await page.locator(".send").click({ force: true });
  }
  assert.deepEqual(await calls(page, "send"), []);
  assert.match(await page.locator(".count").innerText(), /-1 The message is too long/);
  await input.fill("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂");
  await page.locator(".send").click();
  assert.equal((await calls(page, "send")).length, 1, "characters are counted, not UTF-16 units");
  await page.context().close();
});

test("messages: what is being written outlives a reload, and typing is told", async () => {
  const page = await show("conversation");
  await page.locator("textarea").fill("half a sentence");
  assert.deepEqual(await calls(page, "typing"), [["typing", true]]);
  await page.reload();
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  assert.equal(await page.locator("textarea").inputValue(), "half a sentence");
  await page.locator("textarea").press("Enter");
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual((await calls(page, "typing")).at(-1), ["typing", false]);
  await page.context().close();
});

test("messages: the input grows with its text to a bound", async () => {
  const page = await show("conversation");
  const height = async () => (await page.locator("textarea").boundingBox())!.height;
  const one = await height();
  await page.locator("textarea").fill("1\n2\n3");
  const three = await height();
  assert.ok(three > one + 30);
  await page.locator("textarea").fill("1\n".repeat(60));
  assert.ok((await height()) < 200);
  await page.locator("textarea").fill("");
  assert.equal(await height(), one);
  await page.context().close();
});

test("messages: who is at the end of the log stays there while the input grows and shrinks", async () => {
  const page = await show("history");
  const missing = async () => {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200))); // scroll events come a frame later
    return page.evaluate(() => {
      const log = window.stage.log();
      return log.scrollHeight - log.clientHeight - log.scrollTop;
    });
  };
  for (const text of ["1", "1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5", "1", "1\n2"]) {
    await page.locator("textarea").fill(text);
    assert.ok((await missing()) < 2, text);
  }
  await page.context().close();
});

test("messages: a bot that has only spoken is known when the conversation is given back to it", async () => {
  const page = await show("empty");
  await page.evaluate(() => {
    const { client, people } = window.stage;
    client.set({ conversation: "c", participants: [], messages: [
      people.event(people.bot, [{ type: "text", text: "Hello!" }], { offset: 1 }),
      people.event(people.agent, [], { offset: 2, kind: "assigned", to: people.agent.id }),
      people.event(people.agent, [], { offset: 3, kind: "assigned", to: people.bot.id }),
    ] });
  });
  await page.getByText("The assistant is helping you again").waitFor();
  assert.equal(await page.getByText("is helping you now").count(), 1);
  await page.context().close();
});

test("messages: a button is pressed once, stays, is marked, and keeps the focus", async () => {
  const page = await show("conversation");
  await page.evaluate(() => window.stage.client.say(window.stage.people.bot, "Which?", { type: "buttons", buttons: [{ title: "One", value: "1" }, { title: "Two", value: "2" }] }));
  const one = page.getByRole("button", { name: "One" });
  await one.focus();
  await page.keyboard.press("Enter");
  await page.evaluate(() => window.stage.client.acknowledge());
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Two" }).click({ force: true });
  assert.equal((await calls(page, "action")).length, 1);
  assert.equal(await one.getAttribute("aria-pressed"), "true");
  assert.equal(await page.getByRole("button", { name: "Two" }).getAttribute("aria-disabled"), "true");
  assert.equal(await page.evaluate(() => window.stage.widget.shadowRoot!.activeElement?.textContent), "Two");
  // The choice is shown as one's own.
  await page.waitForFunction(() => /^You, .*\nOne/.test([...window.stage.log().querySelectorAll<HTMLElement>(".row.own")].at(-1)!.innerText));
  await page.context().close();
});

test("messages: a failed one can be sent again or dropped, and the focus stays in the window", async () => {
  const page = await show("trouble");
  await page.getByRole("button", { name: "Try again" }).press("Enter");
  assert.deepEqual(await calls(page, "retry"), [["retry", "k1"]]);
  assert.equal(await page.evaluate(() => window.stage.widget.shadowRoot!.activeElement?.className), "log");
  await page.evaluate(() => window.stage.client.change("k1", { status: "failed" }));
  await page.getByRole("button", { name: "Delete" }).click();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await page.getByText("This one could not be sent").count(), 0);
  await page.context().close();
});

test("messages: a form is checked, sent once as words and values, and stays as it was sent", async () => {
  const page = await show("form");
  const submit = page.getByRole("button", { name: "Call me back" });
  await submit.click();
  assert.deepEqual(await calls(page, "send"), [], "required fields are empty");
  await page.getByLabel("Name").fill("Ann");
  await page.getByLabel("Phone").fill("123");
  await page.getByLabel("Topic").selectOption("A return");
  await page.getByLabel("Send me news").check();
  await submit.click();
  await submit.click({ force: true });
  assert.deepEqual(await calls(page, "send"), [["send", [
    { type: "text", text: "Name: Ann\nPhone: 123\nTopic: A return\nSend me news, too: Yes" },
    { type: "x-form", fallback: "–", form: "contact", values: { name: "Ann", phone: "123", topic: "A return", note: "", news: "Yes" } },
  ]]]);
  await page.evaluate(() => {
    window.stage.client.acknowledge();
    window.stage.widget.configure({ strings: {} }); // builds the window anew, as a reload does
  });
  assert.equal(await page.getByLabel("Name").isDisabled(), true);
  await page.context().close();
});

test("messages: an answered draft keeps its row and the bubble it grew in", async () => {
  const page = await show("draft");
  const same = await page.evaluate(async () => {
    const row = () => window.stage.widget.shadowRoot!.querySelector(".row:last-child")!;
    const bubble = row().querySelector(".bubble");
    const draft = window.stage.client.state.messages.at(-1)!;
    const { people, client } = window.stage;
    client.set({ messages: [...client.state.messages.slice(0, -1), { ...people.event(people.bot, [...draft.parts], { offset: 2 }), draftId: "d1" }] });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return row().querySelector(".bubble") === bubble && !row().classList.contains("draft");
  });
  assert.equal(same, true);
  await page.context().close();
});

test("messages: a lost connection is told only when it lasts, being offline at once", async () => {
  const page = await show("conversation");
  const notice = page.locator(".notice");
  await page.evaluate(() => window.stage.client.set({ connection: { state: "reconnecting", attempt: 1 } }));
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await notice.isVisible(), false);
  await notice.getByText("Reconnecting").waitFor();
  await page.evaluate(() => window.stage.client.set({ connection: { state: "online", via: "sse", attempt: 0 } }));
  await notice.waitFor({ state: "hidden" });
  await page.evaluate(() => window.stage.client.set({ connection: { state: "offline", attempt: 1 } }));
  await notice.getByText("You are offline").waitFor();
  await page.evaluate(() => window.stage.client.set({ connection: { state: "offline", attempt: 1, reason: "forbidden" } }));
  await notice.getByText("cannot connect").waitFor();
  await page.context().close();
});

test("messages: an unknown part shows its fallback, a renderer of the page its own, a broken one the fallback", async () => {
  const page = await show("empty");
  await page.evaluate(() => {
    const { client, widget, people } = window.stage;
    widget.registerPart("x-star", (part) => Object.assign(document.createElement("b"), { textContent: `★ ${String(part["n"])}` }));
    widget.registerPart("x-broken", () => {
      throw new Error("broken on purpose");
    });
    widget.registerPart("x-words", () => "<i>words</i>");
    client.set({ ...people.going });
    client.say(people.bot, { type: "x-new", fallback: "Fallback 1" }, { type: "x-star", fallback: "no", n: 5 }, { type: "x-broken", fallback: "Fallback 2" }, { type: "x-words", fallback: "no" });
  });
  const row = page.locator(".list .row").last();
  await row.getByText("Fallback 1").waitFor();
  assert.deepEqual(await row.locator(".content > *").allInnerTexts(), ["Fallback 1", "★ 5", "Fallback 2", "<i>words</i>"]);
  await page.context().close();
});

test("messages: an erased one says so, an edited one is marked and changed in place", async () => {
  const page = await show("conversation");
  await page.evaluate(() => {
    window.stage.client.change("e1", { erased: true, parts: [] });
    window.stage.client.change("e4", { edited: true, parts: [{ type: "text", text: "It left on Tuesday." }] });
  });
  await page.getByText("This message was removed.").waitFor();
  await page.getByText("It left on Tuesday.").waitFor();
  assert.match(await page.locator(".row", { hasText: "It left on Tuesday" }).locator(".meta").innerText(), /^Edited/);
  await page.context().close();
});

test("messages: the buttons of a message that was not sent stay while an answer below it grows", async () => {
  const page = await show("trouble");
  const kept = await page.evaluate(async () => {
    const { client, people, widget } = window.stage;
    const failed = client.state.messages.filter(({ status }) => status === "failed").slice(-1);
    const grow = async (text: string) => {
      client.set({ messages: [...failed, { ...people.event(people.bot, [text], { offset: 0 }), id: "d", draftId: "d", draft: true }] });
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    };
    await grow("One");
    const button = widget.shadowRoot!.querySelector<HTMLElement>(".meta button")!;
    button.focus();
    await grow("One word");
    return widget.shadowRoot!.activeElement === button;
  });
  assert.equal(kept, true);
  await page.context().close();
});
