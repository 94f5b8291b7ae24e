/** Nonsense from the page, the server and people: the widget says what is wrong where somebody can mend it, and goes on. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

const frames = (page: Page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** A page and what went wrong on it. */
async function watched(path = "/"): Promise<{ page: Page; errors: string[] }> {
  const page = await stage.page({ reducedMotion: "reduce" });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  if (path !== "/") await page.goto(new URL(path, stage.url).href);
  return { page, errors };
}

/** How many messages the open window shows. */
const rows = (page: Page) => page.locator(".list .row").count();

const nonsense: unknown[] = [
  null, 5, "x", [], { heading: 5, offset: {}, position: [1], theme: true, dir: 7, launcher: 5 }, { offset: "apples" }, { offset: "-5 1e99" }, { position: "middle" },
  { scroll: "up" }, { locale: "xx" }, { locale: "not a locale!" }, { locale: 5 }, { dir: "sideways" }, { open: "yes" }, { strings: 5 }, { strings: { heading: 5, write: null, sent: {} } },
  { nudges: 5 }, { nudges: "abc" }, { nudges: [null, 5, {}, { text: 5, after: 0 }, { text: "x", after: "soon", scroll: "deep" }] },
  { prechat: 5 }, { prechat: { fields: "x" } }, { prechat: { fields: [null, { name: 5, label: 7 }] } }, { rating: "yes", feedback: 7 }, { transports: "pigeon" }, { transports: [] },
];

test("input: options of the wrong type leave a widget that works", async () => {
  const { page, errors } = await watched();
  for (const options of nonsense) {
    await page.evaluate((given) => {
      window.stage.show("conversation");
      window.stage.widget.configure(given as object);
      window.stage.widget.open();
    }, options);
    await page.evaluate(() => window.stage.widget.shadowRoot!.querySelector<HTMLElement>(".more")!.click()); // it may be out of the screen
    await page.locator(".menu:not([hidden])").waitFor({ state: "attached" }); // what is around was made too
    assert.equal(await rows(page), 10, JSON.stringify(options));
    assert.deepEqual(errors.splice(0), [], JSON.stringify(options));
  }
  await page.context().close();
});

test("input: attributes that say nothing put the launcher where it is without them", async () => {
  const box = async (attributes: string) => {
    const { page, errors } = await watched("/page.css");
    await page.route("**/odd", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>x</title><script src="/chat/widget.js" async ${attributes}></script><h1>A page</h1>` }));
    await page.goto(new URL("/odd", stage.url).href);
    const launcher = page.locator("chat-widget [part=launcher]");
    const first = await launcher.boundingBox();
    await launcher.hover();
    await page.waitForFunction(() => customElements.get("chat-widget"));
    await frames(page);
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => document.querySelector("chat-widget")!.shadowRoot!.getAnimations().length === 0);
    const then = await launcher.boundingBox();
    assert.deepEqual(errors, []);
    await page.context().close();
    return [first, then];
  };
  const usual = await box("");
  assert.deepEqual(usual[0], usual[1]);
  assert.deepEqual(await box(`data-offset="apples" data-position="middle" data-theme="loud" data-locale="!!" data-scroll="7"`), usual);
});

test("input: a server that is no address is told by name, what stands in the element stays, and a right one helps", async () => {
  const { page, errors } = await watched();
  await page.evaluate(() => {
    window.stage.widget.remove();
    const widget = (window.stage.widget = document.createElement("chat-widget"));
    const link = document.createElement("a");
    link.textContent = "Chat with us";
    link.href = "/chat/page";
    widget.append(link);
    widget.setAttribute("server", "http://[");
    document.querySelector("main")!.append(widget);
  });
  await page.getByText("Chat with us").waitFor();
  assert.deepEqual(errors, [`chat-widget: the server "http://[" is no address. Name the path or URL that the chat is mounted at, such as "/chat".`]);
  await page.evaluate(() => window.stage.widget.setAttribute("server", "/chat"));
  await page.locator(".launcher").click();
  await page.locator(".panel").waitFor();
  await page.context().close();
});

for (const [what, answer] of [
  ["answers 500 with what went on inside", { status: 500, contentType: "text/plain", body: "panic: goroutine 7 [running] /srv/secret.go" }],
  ["answers with a page of HTML", { status: 200, contentType: "text/html", body: "<h1>goroutine 7: log in to the hotel's network</h1>" }],
  ["cannot be reached", null],
] as const) {
  test(`input: a server that ${what} takes nothing from the visitor and shows nothing of itself`, async () => {
    const { page, errors } = await watched();
    await page.route("**/chat/**", (route) => (answer ? route.fulfill(answer) : route.abort()));
    await page.evaluate(() => {
      window.stage.widget.remove();
      window.stage.widget = document.createElement("chat-widget");
      document.body.append(window.stage.widget);
      window.stage.widget.open();
    });
    await page.locator("textarea").fill("Is anybody there?");
    await page.locator("textarea").press("Enter");
    await page.locator(".notice:not([hidden]), .failed").first().waitFor(); // the visitor is told
    await page.getByText("Is anybody there?").waitFor();
    const shown = await page.evaluate(() => window.stage.widget.shadowRoot!.querySelector<HTMLElement>(".panel")!.innerText);
    assert.doesNotMatch(shown, /goroutine|panic|secret|<h1>|undefined|TypeError|fetch/);
    await page.locator("textarea").fill("still here");
    assert.deepEqual(errors, []);
    await page.context().close();
  });
}

test("input: whatever a page's own part returns or throws, the list goes on, and the message may change", async () => {
  const { page, errors } = await watched();
  const odd = ["throw", "number", "object", "promise", "document", "fragment", "nothing", "same", "text"];
  const shown = await page.evaluate(async (kinds) => {
    window.stage.show("conversation", { open: true });
    const { client, widget, people } = window.stage;
    const one = document.createElement("b");
    const make: Record<string, () => unknown> = {
      throw: () => {
        throw new Error("mine");
      },
      number: () => 5,
      object: () => ({}),
      promise: async () => "x",
      document: () => document,
      fragment: () => {
        const fragment = document.createDocumentFragment();
        fragment.append("a ", "fragment");
        return fragment;
      },
      nothing: () => undefined,
      same: () => one,
      text: () => "a text",
    };
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const kind of kinds) widget.registerPart(`x-${kind}`, make[kind] as () => Node);
    for (const round of [1, 2]) for (const kind of kinds) client.say(people.bot, { type: `x-${kind}`, fallback: `${kind} ${round}` });
    await drawn();
    client.set({ messages: client.state.messages.map((message) => ({ ...message, parts: message.parts.map((part) => ({ ...part })) })) }); // all are edited
    await drawn();
    client.say(people.bot, "and on");
    await drawn();
    return [...window.stage.log().querySelectorAll<HTMLElement>(".row .content")].slice(-kinds.length - 1).map((content) => content.innerText.trim());
  }, odd);
  assert.deepEqual(shown, ["throw 2", "number 2", "object 2", "promise 2", "document 2", "a fragment", "nothing 2", "", "a text", "and on"]);
  assert.deepEqual([...new Set(errors)], ["mine"]);
  await page.context().close();
});

test("input: names that objects inherit are names like any other", async () => {
  const { page, errors } = await watched();
  const names = ["constructor", "toString", "__proto__", "__defineGetter__", "hasOwnProperty"];
  const found = await page.evaluate(async (all) => {
    window.stage.show("conversation", { open: true });
    const { client } = window.stage;
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const name of all) client.say({ id: name, name: "", role: name as "bot" }, { type: name, fallback: `fallback of ${name}` }, { type: "form", id: name, fields: [{ name, label: name, kind: name }] });
    await drawn();
    client.set({ messages: client.state.messages.map((message) => ({ ...message, parts: message.parts.map((part) => ({ ...part, fallback: "changed" })) })) });
    await drawn();
    window.stage.widget.configure(JSON.parse(`{"strings":{"__proto__":{"polluted":"x"},"constructor":"x"},"prechat":{"__proto__":{"polluted":1},"fields":[]},"nudges":[{"__proto__":{"polluted":1},"text":"x"}],"__proto__":{"polluted":1}}`));
    await drawn();
    const { prototype } = Object;
    return [window.stage.log().querySelectorAll(".row").length, "polluted" in {}, Object.getOwnPropertyNames(prototype).length, "theme" in {}];
  }, names);
  const before = await page.evaluate(() => Object.getOwnPropertyNames(Object.prototype).length);
  assert.deepEqual(found, [11 + names.length, false, before, false]);
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("input: long, wide and disguised texts stay in the window", async () => {
  const { page, errors } = await watched();
  const texts = [
    "a".repeat(8000),
    "😀".repeat(2000),
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 ".repeat(300),
    `https://shop.example/${"very-long-path-".repeat(120)}`,
    "Z͑ͫ̓a̴l̷g̸o̵ ".repeat(200),
    "\u202E\u202D\u2066exe.gnp\u2069",
    "\n".repeat(500) + "after many lines",
    "| a | b |\n|---|---|\n" + `| ${"x".repeat(400)} | y |\n`.repeat(3),
    "```\n" + "x".repeat(3000) + "\n```",
    "# " + "Heading".repeat(200),
    `**${"bold".repeat(500)}**`,
  ];
  for (const dir of ["ltr", "rtl"]) {
    await page.evaluate(([all, direction]) => {
      window.stage.show("empty", { open: true, dir: direction, heading: "H".repeat(500) });
      const { client, people } = window.stage;
      client.set(people.going);
      for (const text of all) {
        const button = { title: text.slice(0, 500), value: "x" };
        client.say({ ...people.bot, name: text.slice(0, 300) }, text, { type: "markdown", text }, { type: "buttons", buttons: [button, button] });
        client.say(people.agent, { type: "file", url: "files/1.png", name: text.slice(0, 300), size: 1e15 }, { type: "card", title: text, text, buttons: [button] }, { type: "form", id: text, submit: text.slice(0, 200), fields: [{ name: "a", label: text, kind: "select", options: [text] }] });
        client.say(people.visitor, text);
      }
    }, [texts, dir] as const);
    await page.locator("form").nth(texts.length - 1).waitFor({ state: "attached" }); // what is loaded later is there
    const wide = await page.evaluate(() => {
      const log = window.stage.log();
      const { left, right } = log.getBoundingClientRect();
      const out: string[] = [];
      for (const element of log.querySelectorAll<HTMLElement>(".list .row, .list .bubble, .choice, .card, .file, .form, .author")) {
        element.scrollIntoView();
        const box = element.getBoundingClientRect();
        if (box.left < left - 1 || box.right > right + 1) out.push(`${element.className} ${box.left}-${box.right} not in ${left}-${right}: ${element.textContent!.slice(0, 20)}`);
      }
      const panel = window.stage.widget.shadowRoot!.querySelector(".panel")!;
      if (log.scrollWidth > log.clientWidth || panel.scrollWidth > panel.clientWidth) out.push("it scrolls sideways");
      if (/[\u202A-\u202E\u2066-\u2069]/.test(log.textContent!)) out.push("a disguise is left");
      return out;
    });
    assert.deepEqual(wide, [], dir);
  }
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("input: a window without size, and one that is not shown at first, are no error", async () => {
  const { page, errors } = await watched();
  await page.setViewportSize({ width: 1, height: 1 });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  await frames(page);
  await page.setViewportSize({ width: 320, height: 200 });
  await page.getByRole("dialog").waitFor();
  await page.waitForFunction(() => {
    const root = window.stage.widget.shadowRoot!;
    const boxes = [".header > .close:not(.more)", "textarea", ".send"].map((name) => root.querySelector(name)!.getBoundingClientRect());
    return boxes.every(({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= 320 && bottom <= 200);
  });
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.evaluate(() => {
    const main = document.querySelector("main")!;
    main.hidden = true;
    window.stage.show("conversation", { position: "inline" });
    main.hidden = false;
  });
  await page.waitForFunction(() => {
    const log = window.stage.log();
    return log.clientHeight > 100 && log.scrollHeight - log.clientHeight - log.scrollTop < 2; // it is at the newest message
  });
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("input: a form that the page keeps from being sent can be sent again, and one that is sent keeps the focus", async () => {
  const { page } = await watched();
  await page.evaluate(() => {
    window.stage.show("form", { open: true });
    window.stage.widget.addEventListener("chat:beforesend", (event) => event.preventDefault(), { once: true });
  });
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Phone").fill("1815");
  await page.getByLabel("Phone").press("Enter");
  assert.equal(await page.getByLabel("Name").isEnabled(), true);
  await page.getByLabel("Phone").press("Enter");
  assert.equal(await page.getByLabel("Name").isDisabled(), true);
  const focused = await page.evaluate(() => window.stage.widget.shadowRoot!.activeElement?.textContent);
  assert.equal(focused, "Call me back");
  await page.context().close();
});

test("input: a form that is asked again under its id can be filled in again, and the one before stays answered", async () => {
  const { page } = await watched();
  const ask = () => page.evaluate(() => {
    const { client, people } = window.stage;
    client.say(people.bot, { type: "form", id: "table", fields: [{ name: "n", label: "Guests", kind: "number" }], submit: "Book" });
  });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  await ask();
  const guests = page.getByLabel("Guests");
  await guests.fill("2");
  await guests.press("Enter");
  await page.evaluate(() => window.stage.client.acknowledge());
  await ask();
  await guests.nth(1).waitFor();
  assert.deepEqual([await guests.nth(0).isEnabled(), await guests.nth(1).isEnabled()], [false, true]);
  await guests.nth(1).fill("3");
  await guests.nth(1).press("Enter");
  assert.deepEqual([await guests.nth(0).isEnabled(), await guests.nth(1).isEnabled()], [false, false]);
  await page.evaluate(() => window.stage.widget.configure({ strings: { heading: "anew" } }));
  await guests.nth(1).waitFor();
  assert.deepEqual([await guests.nth(0).isEnabled(), await guests.nth(1).isEnabled()], [false, false]);
  await page.context().close();
});
