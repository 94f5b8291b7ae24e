/** Whatever a participant or a bot says, in whatever field, runs nothing and goes nowhere. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Message, Part } from "../../src/client/index.js";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";
import { agent, event, going } from "./fake-client.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

const run = ["javascript", "JaVaScRiPt", " javascript", "java\tscript", "java\nscript", "\u0001javascript", "vbscript", "data:text/html;base64,PHNjcmlwdD4,javascript"].map((scheme) => `${scheme}:pwn()`);

const tags = ["img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "audio src=x", "object data=x", "select autofocus", "a href=x"];
const handlers = ["onerror", "onload", "onfocus", "ontoggle", "onanimationstart"];
/** Where markup may break out of: a text, an attribute, an element whose content is text, code, a link, a comment. */
const breakouts: ((markup: string) => string)[] = [(x) => x, (x) => `">${x}`, (x) => `</textarea></title>${x}`, (x) => `\`\`\`\n${x}`, (x) => `[a](${x})`, (x) => `--><!--${x}-->`];

const payloads = [
  ...tags.flatMap((tag) => handlers.flatMap((handler) => breakouts.map((breakout) => breakout(`<${tag} ${handler}=pwn()>`)))),
  ...run,
  "<script>pwn()</script>",
  "<img src=x onerror=pwn()>",
  "<svg onload=pwn()>",
  "<svg><script>pwn()</script></svg>",
  "<iframe srcdoc='<script>parent.pwn()</script>'>",
  "<math><mtext><table><mglyph><style><img src=x onerror=pwn()>",
  "<details open ontoggle=pwn()>",
  "<style>@import 'data:text/css,*{background:url(javascript:pwn())}'</style>",
  '"><img src=x onerror=pwn()>',
  "' autofocus onfocus='pwn()",
  '" style="animation-name:open" onanimationstart="pwn()',
  "</textarea><script>pwn()</script>",
  "{{constructor.constructor('pwn()')()}}",
  "${pwn()}",
  "data:text/html,<script>pwn()</script>",
  "blob:https://x.example/1",
  "//evil.example/x",
  "https://user:pass@evil.example/",
  "files/../../evil",
  "\u202Egnp.exe",
  ...run.map((url) => `[click](${url})`),
  ...run.map((url) => `![x](${url})`),
  ...run.map((url) => `<${url}>`),
  "[a](https://x.example/\"onmouseover=\"pwn())",
  "[a](https://x.example/ \"'onmouseover=pwn() x='\")",
  "[![x](https://x.example/a)](javascript&colon;pwn())",
  "```js\npwn()\n```",
  "__proto__",
  "constructor",
];

/** With an address that is not refused, so that what stands beside it is shown. */
const allowed = "https://x.example/a";

/** Parts with a payload in every field. */
function parts(x: string): Part[] {
  const button = { title: x, value: x };
  const link = { title: x, url: x };
  const media = { url: x, name: x, alt: x, size: 1, media_type: x };
  return [
    { type: "text", text: x },
    { type: "markdown", text: x },
    { type: "markdown", text: `> - # ${x}\n\n| ${x} |` },
    { type: "system", text: x },
    { type: "image", ...media, width: 10, height: 10 },
    { type: "file", ...media },
    { type: "audio", ...media },
    { type: "image", ...media, url: allowed },
    { type: "file", ...media, url: allowed },
    { type: "audio", ...media, url: allowed },
    { type: "video", ...media, url: allowed },
    { type: "buttons", buttons: [{ ...link, url: allowed }] },
    { type: "card", title: x, text: x, image: allowed, buttons: [{ ...link, url: allowed }] },
    { type: "video", ...media },
    { type: "buttons", buttons: [button, link] },
    { type: "card", title: x, text: x, image: x, buttons: [button, link] },
    { type: "carousel", cards: [{ type: "card", title: x, text: x, image: x, buttons: [button, link] }] },
    { type: "form", id: x, submit: x, fields: ["text", "select", "checkbox", "textarea", x].map((kind) => ({ name: x, label: x, kind, options: [x] })) },
    { type: x, fallback: x },
    { type: "x-a", fallback: x },
    { type: x } as Part,
  ];
}

test("security: hundreds of payloads in every field run nothing, load nothing foreign and leave only allowed links", async () => {
  const page = await stage.page();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => void dialogs.push(dialog.message()));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => Object.assign(window, { pwned: 0, pwn: () => void (window as unknown as { pwned: number }).pwned++ }));
  const messages: Message[] = payloads.flatMap((x, i) => [
    event({ ...agent, id: `a${i}`, name: x }, parts(x), { offset: 2 * i + 1 }),
    event({ ...agent, name: x }, [], { offset: 2 * i + 2, kind: (["joined", "assigned", "handoff", "action"] as const)[i % 4]!, to: x, value: x, event: x, reason: x }),
  ]);
  await page.evaluate(([state, list, heading]) => {
    window.stage.show("empty", { heading, launcher: heading, open: true });
    window.stage.client.set({ ...state, messages: list, typing: [{ id: "t", name: heading, role: "agent" }] });
  }, [going, messages, "<img src=x onerror=pwn()>"] as const);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const found = await page.evaluate(() => {
    const root = window.stage.widget.shadowRoot!;
    const all = [...root.querySelectorAll("*")];
    for (const element of root.querySelectorAll<HTMLElement>(".list a, .list button")) {
      for (const type of ["mouseover", "focus", "animationstart", "toggle"]) element.dispatchEvent(new Event(type));
    }
    return {
      rows: root.querySelectorAll(".list .row").length,
      pwned: (window as unknown as { pwned: number }).pwned,
      tags: [...new Set(all.map(({ localName }) => localName))].filter((tag) => /script|iframe|object|embed|style|base|meta|link$/.test(tag)),
      handlers: [...root.querySelectorAll(".list *")].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith("on") || name === "style" || name === "srcdoc")),
      links: [...new Set([...root.querySelectorAll("[href], [src]")].map((e) => new URL((e.getAttribute("href") ?? e.getAttribute("src"))!, location.href).protocol))],
      unsafe: [...root.querySelectorAll("a")].filter(({ rel }) => rel !== "noopener noreferrer nofollow ugc").length,
      disguised: root.querySelector(".list")!.textContent!.includes("\u202E"),
    };
  });
  assert.deepEqual(found, { rows: messages.length, pwned: 0, tags: [], handlers: [], links: ["https:"], unsafe: 0, disguised: false });
  assert.ok(payloads.length > 300, String(payloads.length));
  const full = await page.evaluate(async () => {
    const root = window.stage.widget.shadowRoot!;
    let seen = 0;
    for (const [i, image] of [...root.querySelectorAll<HTMLElement>(".image")].entries()) {
      if (i % 10) continue; // each of them is a window over the page
      image.click();
      const box = root.querySelector<HTMLDialogElement>(".lightbox")!;
      seen += box.querySelectorAll("script, iframe, object, svg:not(.icon), [onerror], [onload]").length;
      box.close();
      await new Promise((resolve) => setTimeout(resolve));
    }
    return [seen, (window as unknown as { pwned: number }).pwned];
  });
  assert.deepEqual(full, [0, 0], "pictures in full");
  assert.deepEqual(dialogs, []);
  assert.deepEqual(asked.filter((url) => !url.startsWith(stage.url) && !url.startsWith("https://x.example")), []);
  await page.context().close();
});

test("security: parts of the wrong shape are shown as what can be read of them, and the list goes on", async () => {
  const page = await stage.page();
  const odd: unknown[] = [
    { type: "text" }, { type: "text", text: 5 }, { type: "markdown", text: null }, { type: "buttons" }, { type: "buttons", buttons: [null, 1, {}, { title: 3 }] },
    { type: "card" }, { type: "carousel", cards: "x" }, { type: "carousel", cards: [null] }, { type: "form", fields: [null, {}] }, { type: "image" }, { type: "file", url: {} }, { type: "constructor" }, { type: "__proto__" }, {}, { type: 7 },
  ];
  const messages = [...odd.map((part, i) => event(agent, [part as Part], { offset: i + 1 })), event(agent, ["still here"], { offset: 99 })];
  await page.evaluate(([state, list]) => {
    window.stage.show("empty", { open: true });
    window.stage.client.set({ ...state, messages: list });
  }, [going, messages] as const);
  await page.getByText("still here").waitFor();
  assert.equal(await page.locator(".list .row").count(), messages.length);
  await page.context().close();
});
