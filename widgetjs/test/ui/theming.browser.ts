/** Every documented custom property and part does something. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** What docs/widget.md says about how the widget looks. */
const documented = readFileSync("../docs/widget.md", "utf8").split("## Languages")[0]!;

/** A custom property, a value for it, and where and how it shows. */
const properties: [name: string, value: string, selector: string, property: string, computed: string][] = [
  ["--chat-primary", "rgb(1, 2, 3)", ".launcher", "background-color", "rgb(1, 2, 3)"],
  ["--chat-on-primary", "rgb(1, 2, 3)", ".launcher", "color", "rgb(1, 2, 3)"],
  ["--chat-background", "rgb(1, 2, 3)", ".panel", "background-color", "rgb(1, 2, 3)"],
  ["--chat-text", "rgb(1, 2, 3)", ".panel", "color", "rgb(1, 2, 3)"],
  ["--chat-muted", "rgb(1, 2, 3)", ".meta", "color", "rgb(1, 2, 3)"],
  ["--chat-border", "rgb(1, 2, 3)", ".panel", "border-top-color", "rgb(1, 2, 3)"],
  ["--chat-user-bubble", "rgb(1, 2, 3)", ".own .bubble", "background-color", "rgb(1, 2, 3)"],
  ["--chat-on-user-bubble", "rgb(1, 2, 3)", ".own .bubble", "color", "rgb(1, 2, 3)"],
  ["--chat-agent-bubble", "rgb(1, 2, 3)", ".other .bubble", "background-color", "rgb(1, 2, 3)"],
  ["--chat-on-agent-bubble", "rgb(1, 2, 3)", ".other .bubble", "color", "rgb(1, 2, 3)"],
  ["--chat-header-background", "rgb(1, 2, 3)", ".header", "background-color", "rgb(1, 2, 3)"],
  ["--chat-radius", "3px", ".other.first .bubble", "border-start-end-radius", "3px"],
  ["--chat-font", "Courier", ".bubble", "font-family", "Courier"],
  ["--chat-font-size", "19px", ".bubble", "font-size", "19px"],
  ["--chat-width", "321px", ".panel", "width", "321px"],
  ["--chat-height", "432px", ".panel", "height", "432px"],
  ["--chat-gap", "7px", ".log", "padding-left", "7px"],
  ["--chat-launcher-size", "71px", ".launcher", "height", "71px"],
  ["--chat-shadow", "rgb(1, 2, 3) 1px 2px 3px 0px", ".panel", "box-shadow", "rgb(1, 2, 3) 1px 2px 3px 0px"],
  ["--chat-z-index", "42", ".launcher", "z-index", "42"],
];

test(`complaint "a documented CSS variable had no effect": every custom property changes what it says`, async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  for (const [name, value, selector, property, computed] of properties) {
    const shown = await page.evaluate(([set, to, where, what]) => {
      const { widget } = window.stage;
      const read = () => getComputedStyle(widget.shadowRoot!.querySelector(where)!).getPropertyValue(what);
      const before = read();
      widget.style.setProperty(set, to);
      const after = read();
      widget.style.removeProperty(set);
      return { before, after };
    }, [name, value, selector, property] as const);
    assert.equal(shown.after, computed, name);
    assert.notEqual(shown.before, computed, `${name} has that value already`);
  }
  await page.context().close();
});

test("theming: the custom properties, parts and slots that are documented are those that there are", async () => {
  const rows = [...documented.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names]) => [...names!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!));
  assert.deepEqual(rows.filter((name) => name.startsWith("--")), properties.map(([name]) => name).sort((a, b) => rows.indexOf(a) - rows.indexOf(b)));
  const page = await stage.page({ reducedMotion: "reduce" });
  const found = new Set<string>();
  const slots = new Set<string>();
  const look = async () => {
    const [parts, names] = await page.evaluate(() => {
      const all = [...window.stage.widget.shadowRoot!.querySelectorAll("*")];
      return [all.flatMap((element) => [...element.part]), all.filter((element) => element instanceof HTMLSlotElement).map((slot) => slot.name)];
    });
    for (const part of parts) found.add(part);
    for (const name of names) slots.add(name);
  };
  for (const [scene, options, press] of [["unread", {}, ""], ["conversation", { open: true }, ".more"], ["parts", { open: true }, ""], ["media", { open: true }, ".image"], ["ended", { open: true, rating: true }, ""]] as const) {
    await page.evaluate(([name, given]) => window.stage.show(name, given), [scene, options] as const);
    if (press) await page.locator(press).first().click();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
    await look();
  }
  await page.evaluate(() => window.stage.show("empty"));
  await page.evaluate(() => window.stage.widget.nudge("Hello"));
  await look();
  assert.deepEqual([...found].sort(), rows.filter((name) => !name.startsWith("--")).sort());
  const [, list = ""] = /^Slots take[^:]*:([^]*?)\n\n/m.exec(documented) ?? [];
  assert.deepEqual([...slots].sort(), [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name!).sort());
  await page.context().close();
});

test("theming: every part can be styled from the page", async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("unread"));
  const exposed = () => page.evaluate(() => [...window.stage.widget.shadowRoot!.querySelectorAll("[part]")].flatMap((element) => [...element.part]));
  const parts = new Set(await exposed());
  await page.evaluate(() => window.stage.show("parts", { open: true }));
  for (const part of await exposed()) parts.add(part);
  for (const part of ["launcher", "badge", "panel", "header", "log", "message", "bubble", "composer", "send", "quick"]) assert.ok(parts.has(part), part);
  await page.context().close();
});

test("theming: the page's own styles do not reach in", async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  const style = await page.evaluate(() => {
    const { fontStyle, letterSpacing, textTransform, fontFamily, lineHeight } = getComputedStyle(window.stage.widget.shadowRoot!.querySelector(".bubble")!);
    return [fontStyle, letterSpacing, textTransform, fontFamily.includes("Georgia"), lineHeight];
  });
  assert.deepEqual(style, ["normal", "normal", "none", false, "21.75px"]);
  await page.context().close();
});

test(`complaint "RTL": the whole window is mirrored, and what runs from left to right stays so`, async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  /** Where things stand, seen from the side at which one begins to read. */
  const places = async (options: Record<string, unknown>) => {
    await page.evaluate((given) => {
      window.stage.show("parts", { open: true, ...given });
      window.stage.client.say(window.stage.people.bot, { type: "markdown", text: "> كلمة\n\n- عنصر\n\n```go\nfunc main()\n```" });
    }, options);
    await page.locator(".row .code").last().waitFor({ state: "attached" }); // what is loaded later is there
    return page.evaluate(measure);
  };
  const measure = () => {
    const root = window.stage.widget.shadowRoot!;
    const rtl = getComputedStyle(root.querySelector(".panel")!).direction === "rtl";
    const edge = (selector: string) => {
      const box = [...root.querySelectorAll(selector)].at(-1)!.getBoundingClientRect();
      return Math.round(rtl ? innerWidth - box.right : box.left);
    };
    const code = getComputedStyle(root.querySelector(".code")!).direction;
    const names = [".launcher", ".panel", ".brand", ".more", ".header > .close:not(.more)", ".avatar", ".list .own .bubble", ".list .other .bubble", ".send", "textarea", ".card .choice", ".track > li"];
    return { rtl, code, edges: Object.fromEntries(names.map((name) => [name, edge(name)])) };
  };
  const strings = { strings: { write: "…" } };
  const ltr = await places({ dir: "ltr", ...strings });
  const rtl = await places({ dir: "rtl", ...strings });
  assert.deepEqual([ltr.rtl, ltr.code, rtl.rtl, rtl.code], [false, "ltr", true, "ltr"]);
  const skewed = Object.entries(ltr.edges).filter(([name, at]) => Math.abs(at - rtl.edges[name]!) > 2 && !/bubble/.test(name));
  assert.deepEqual(skewed, []);
  assert.ok(rtl.edges[".list .own .bubble"]! > rtl.edges[".list .other .bubble"]!, "one's own messages stand at the far side");
  await page.evaluate(() => window.stage.widget.configure({ heading: "Any questions?", launcher: "Need help?" }));
  for (const words of ["Any questions?", "Need help?"]) {
    assert.equal(await page.getByText(words, { exact: true }).evaluate((element) => getComputedStyle(element).direction), "ltr", words);
  }
  await page.context().close();
});

test(`complaint "dark": light and dark follow the person, and the attribute wins`, async () => {
  const page = await stage.page({ colorScheme: "dark" });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  const background = () => page.evaluate(() => getComputedStyle(window.stage.widget.shadowRoot!.querySelector(".panel")!).backgroundColor);
  const dark = await background();
  await page.emulateMedia({ colorScheme: "light" });
  const light = await background();
  assert.notEqual(dark, light);
  await page.evaluate(() => window.stage.widget.configure({ theme: "dark" }));
  assert.equal(await background(), dark);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => window.stage.widget.configure({ theme: "light" }));
  assert.equal(await background(), light);
  await page.context().close();
});
