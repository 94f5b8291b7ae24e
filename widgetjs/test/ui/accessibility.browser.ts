/** Every scene under the strict policy and under axe, and the ways of a person without a mouse. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { openStage } from "./stage.js";
import type { Stage } from "./stage.js";
import { scenes } from "./scenes.js";

let stage: Stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What has the focus, through shadow roots: its class or tag. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.className || element?.localName || "";
  });
}

/** Waits until nothing moves any more but what moves for ever. A document does not know the animations of a shadow root. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => window.stage.widget.shadowRoot!.getAnimations().every((a) => a.playState === "finished" || a.effect?.getComputedTiming().iterations === Infinity));
}

/** Runs axe and returns what it objects to. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  await still(page);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    const { violations: found } = await run(document, { rules: { "color-contrast-enhanced": { enabled: false } } });
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
  });
}

/** What a person has brought up: a scene with options, and what is pressed in it. */
const states: Readonly<Record<string, { readonly scene: string; readonly options?: object; readonly press?: string; readonly nudge?: string }>> = {
  menu: { scene: "conversation", press: ".more" },
  lightbox: { scene: "media", press: ".image" },
  feedback: { scene: "markdown", options: { feedback: true } },
  "feedback given": { scene: "markdown", options: { feedback: true }, press: ".thumb" },
  prechat: { scene: "empty", options: { prechat: { fields: [{ name: "name", label: "Name", required: true }, { name: "topic", label: "Topic", kind: "select", options: ["An order"] }] } } },
  rating: { scene: "ended", options: { rating: true } },
  nudge: { scene: "empty", options: { open: false }, nudge: "Can we help?" },
  copied: { scene: "markdown", press: ".copy" },
  arabic: { scene: "mixed", options: { locale: "ar" } },
  "arabic cards": { scene: "parts", options: { locale: "ar" } },
  "hebrew menu": { scene: "conversation", options: { locale: "he" }, press: ".more" },
  "german form": { scene: "form", options: { locale: "de" } },
};

/** Until what is loaded later and what moves have come to rest. */
const rest = (page: Page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));

for (const [look, context] of Object.entries({ light: {}, "dark phone": { ...phone, colorScheme: "dark" }, "zoomed to 200 %": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } } as Record<string, BrowserContextOptions>)) {
  test(`complaints "accessibility" and "RTL": axe finds nothing in what a person brings up (${look})`, async () => {
    const page = await stage.page({ reducedMotion: "reduce", ...context });
    for (const [name, { scene, options, press, nudge }] of Object.entries(states)) {
      await page.evaluate(([shown, given]) => window.stage.show(shown, { open: true, ...given }), [scene, options ?? {}] as const);
      await rest(page);
      if (press) await page.locator(press).first().click();
      if (nudge) await page.evaluate((text) => window.stage.widget.nudge(text), nudge);
      if (press || nudge) await rest(page);
      assert.deepEqual(await violations(page), [], name);
    }
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    await page.context().close();
  });
}

for (const [look, context] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone, forced: { forcedColors: "active" } } as Record<string, BrowserContextOptions>)) {
  test(`complaints "accessibility" and "CSP": axe and the strict policy find nothing (${look})`, async () => {
    const page = await stage.page({ reducedMotion: "reduce", ...context });
    for (const scene of Object.keys(scenes).filter((name) => name !== "thousand")) {
      await page.evaluate((name) => window.stage.show(name, { open: true }), scene);
      assert.deepEqual(await violations(page), [], scene);
      await page.evaluate((name) => window.stage.show(name), scene);
      assert.deepEqual(await violations(page), [], `${scene}, closed`);
    }
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    await page.context().close();
  });
}

test("accessibility: the keyboard opens, writes, sends and closes, and the focus comes back", async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("conversation"));
  await page.focus("a[href='#b']");
  await page.keyboard.press("Tab");
  assert.match(await focused(page), /^launcher/);
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "textarea");
  await page.keyboard.type("first line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  assert.deepEqual(
    await page.evaluate(() => window.stage.client.calls.filter(([verb]) => verb === "send")),
    [["send", [{ type: "text", text: "first line\nsecond line" }]]],
  );
  assert.equal(await page.locator(".composer textarea").inputValue(), "");
  await page.keyboard.press("Escape");
  assert.match(await focused(page), /^launcher/);
  assert.equal(await page.locator(".panel").isVisible(), false);
  await page.context().close();
});

test("accessibility: Tab passes through the window and leaves it on a large screen", async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("parts"));
  await page.locator(".launcher").click();
  const seen = new Set<string>();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    seen.add((await focused(page)).split(" ")[0]!);
  }
  for (const name of ["launcher", "close", "log", "choice", "track", "textarea"]) assert.ok(seen.has(name), `${name} in ${[...seen].join(", ")}`);
  assert.ok([...seen].some((name) => name === "a" || name === "input"), "the page behind is in reach");
  await page.context().close();
});

test("accessibility: on a phone the window is modal and keeps the focus in", async () => {
  const page = await stage.page(phone);
  await page.evaluate(() => window.stage.show("conversation"));
  await page.locator(".launcher").tap();
  assert.equal(await page.evaluate(() => window.stage.widget.shadowRoot!.querySelector("dialog")!.matches(":modal")), true);
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === window.stage.widget || document.activeElement === document.body);
    assert.ok(inside, "the page behind is out of reach");
  }
  // It fills the screen, once it has come to rest.
  await page.waitForFunction(() => {
    const { x, y, width, height } = window.stage.widget.shadowRoot!.querySelector(".panel")!.getBoundingClientRect();
    return x === 0 && y === 0 && width === 390 && height === 844;
  });
  assert.equal(await page.evaluate(() => getComputedStyle(window.stage.widget.shadowRoot!.querySelector("textarea")!).fontSize), "16px");
  await page.keyboard.press("Escape");
  assert.match(await focused(page), /^launcher/);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).overflow), "visible", "the page scrolls again");
  await page.context().close();
});

test("accessibility: the window becomes modal and back when the screen changes, and the focus stays", async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("conversation"));
  await page.locator(".launcher").click();
  const modal = () => page.evaluate(() => window.stage.widget.shadowRoot!.querySelector("dialog")!.matches(":modal"));
  assert.equal(await modal(), false);
  await page.setViewportSize({ width: 390, height: 700 });
  await page.waitForFunction(() => window.stage.widget.shadowRoot!.querySelector("dialog")!.matches(":modal"));
  assert.equal(await focused(page), "textarea");
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.waitForFunction(() => !window.stage.widget.shadowRoot!.querySelector("dialog")!.matches(":modal"));
  assert.equal(await focused(page), "textarea");
  await page.context().close();
});

test(`complaint "focus theft and page jumps": nothing but a person's own action moves the focus or the page`, async () => {
  const page = await stage.page();
  await page.evaluate(() => window.stage.show("conversation"));
  await page.focus("#search");
  await page.evaluate(() => scrollTo(0, 300));
  await page.evaluate(() => {
    const { client, widget, people } = window.stage;
    widget.open();
    client.say(people.agent, "Are you there?");
    widget.close();
    client.say(people.agent, "Hello?");
    widget.open();
  });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await focused(page), "input");
  assert.equal(await page.evaluate(() => scrollY), 300);
  await page.context().close();
});

test("accessibility: a button of the page that opens the window gets the focus back", async () => {
  const page = await stage.page();
  await page.evaluate(() => {
    window.stage.show("conversation");
    document.querySelector("#opener")!.addEventListener("click", () => window.stage.widget.open());
  });
  await page.click("#opener");
  assert.equal(await focused(page), "textarea");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "opener");
  await page.context().close();
});

test(`complaint "a live log re-reads history": finished messages are spoken once, growing ones and history are not`, async () => {
  const page = await stage.page();
  await page.evaluate(() => {
    window.stage.show("conversation", { open: true });
    Object.assign(window, { spoken: [] });
    const region = window.stage.widget.shadowRoot!.querySelector("[aria-live=polite]")!;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) (window as unknown as { spoken: string[] }).spoken.push(node.textContent ?? "");
    }).observe(region, { childList: true });
  });
  const spoken = () => page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return (window as unknown as { spoken: string[] }).spoken;
  });
  assert.deepEqual(await spoken(), [], "what was there when it opened");
  await page.evaluate(() => {
    const { client, people } = window.stage;
    const draft = { ...people.event(people.bot, [{ type: "markdown", text: "It **gr" }], { offset: 0 }), id: "d", draftId: "d", draft: true };
    client.set({ messages: [...client.state.messages, draft] });
  });
  assert.deepEqual(await spoken(), [], "a draft");
  await page.evaluate(() => {
    const { client, people } = window.stage;
    const rest = client.state.messages.slice(0, -1);
    client.set({ messages: [...rest, { ...people.event(people.bot, [{ type: "markdown", text: "It **grew**." }], { offset: 20 }), draftId: "d" }] });
    client.set({ typing: [people.agent] });
  });
  assert.deepEqual(await spoken(), ["Juno: It  grew ."]);
  assert.equal(await page.evaluate(() => window.stage.widget.shadowRoot!.querySelector("[role=log]")!.getAttribute("aria-live")), "off");
  await page.context().close();
});

test("accessibility: what can be pressed is at least 24 pixels, 44 on a touch screen for the main ones", async () => {
  const page = await stage.page({ ...phone, reducedMotion: "reduce" });
  for (const scene of ["parts", "form", "trouble", "history"]) {
    await page.evaluate((name) => window.stage.show(name, { open: true }), scene);
    await still(page);
    const small = await page.evaluate(() =>
      [...window.stage.widget.shadowRoot!.querySelectorAll("button, input, select, textarea, .choice, .file")]
        .filter((target) => target.checkVisibility() && !target.closest(".hidden"))
        .map((target) => [target.className || target.localName, target.getBoundingClientRect()] as const)
        .filter(([name, { width, height }]) => Math.round(Math.min(width, height)) < (/close|send|choice/.test(name) ? 44 : 24) && name !== "checkbox")
        .map(([name, { width, height }]) => `${name} ${width}x${height}`),
    );
    assert.deepEqual(small.filter((name) => !name.startsWith("input 20")), [], scene);
  }
  await page.context().close();
});

test("accessibility: a picture opens by key, keeps the focus in, and gives it back on Escape; the window stays open", async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  await page.evaluate(() => window.stage.show("media", { open: true }));
  const picture = page.locator(".image");
  await picture.focus();
  assert.equal(await picture.getAttribute("aria-label"), "Enlarge image: Floor plan of the first floor");
  const before = await page.evaluate(() => [scrollY, window.stage.log().scrollTop]);
  await page.keyboard.press("Enter");
  await page.locator(".lightbox").waitFor();
  assert.equal(await page.getByRole("dialog", { name: "Floor plan of the first floor" }).isVisible(), true);
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => { const inside = window.stage.widget.shadowRoot!.activeElement; return !inside || inside.closest(".lightbox"); }));
  }
  await page.keyboard.press("Escape");
  await page.locator(".lightbox").waitFor({ state: "detached" });
  assert.equal(await focused(page), "image");
  assert.deepEqual(await page.evaluate(() => [scrollY, window.stage.log().scrollTop]), before);
  assert.equal(await page.locator(".panel").isVisible(), true);
  await picture.click();
  await page.locator(".lightbox figure").click({ position: { x: 5, y: 5 } });
  await page.locator(".lightbox").waitFor({ state: "detached" }); // a click beside it closes it
  await page.context().close();
});

test("accessibility: a carousel is gone through by arrow keys and by its buttons, also from right to left", async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  for (const options of [{}, { locale: "ar" }]) {
    await page.evaluate((look) => window.stage.show("parts", { open: true, ...look }), options);
    const track = page.locator(".track");
    await track.waitFor();
    await rest(page);
    const moved = () => track.evaluate(async (element) => {
      const start = Math.abs(element.scrollLeft);
      for (let i = 0; i < 60 && Math.abs(element.scrollLeft) === start; i++) await new Promise(requestAnimationFrame);
      for (let still = 0, last = -1; still < 5; still = element.scrollLeft === last ? still + 1 : 0, last = element.scrollLeft) await new Promise(requestAnimationFrame);
      return Math.abs(element.scrollLeft);
    });
    assert.equal(await track.evaluate((element) => element.scrollLeft), 0);
    await page.locator(".next").click();
    const second = await moved();
    assert.ok(second > 100, `${second}`);
    await page.locator(".previous").click();
    assert.ok((await moved()) < 20);
    await track.focus();
    await page.keyboard.press("locale" in options ? "ArrowLeft" : "ArrowRight");
    assert.ok((await moved()) > 0, JSON.stringify(options));
  }
  await page.context().close();
});

test("accessibility: code is copied by key, and that is said", async () => {
  const page = await stage.page({ reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  await page.evaluate(() => window.stage.show("markdown", { open: true }));
  await page.locator(".copy").focus();
  await page.keyboard.press("Enter");
  await page.locator(".code [role=status]", { hasText: "Copied" }).waitFor({ state: "attached" });
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^c, err := chat\.New/);
  assert.equal(await focused(page), "copy");
  await page.context().close();
});

test("accessibility: at 200 % everything is in reach without scrolling sideways", async () => {
  const page = await stage.page({ reducedMotion: "reduce", viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  for (const scene of ["conversation", "form", "parts", "table"]) {
    await page.evaluate((name) => window.stage.show(name, { open: true }), scene);
    await rest(page);
    const found = await page.evaluate(() => {
      const root = window.stage.widget.shadowRoot!;
      const out = [...root.querySelectorAll(".header, .composer, .send, .close")].filter((element) => {
        const { left, top, right, bottom, width } = element.getBoundingClientRect();
        return width > 0 && (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight);
      });
      const log = window.stage.log();
      return { out: out.map(({ className }) => className), sideways: log.scrollWidth > log.clientWidth, room: log.clientHeight > 100 };
    });
    assert.deepEqual(found, { out: [], sideways: false, room: true }, scene);
  }
  await page.context().close();
});

test("accessibility: who wants no motion sees none but what shows that something goes on, once", async () => {
  const page = await stage.page({ reducedMotion: "reduce" });
  for (const scene of ["typing", "draft", "trouble", "unread"]) {
    await page.evaluate((name) => window.stage.show(name, { open: name !== "unread" }), scene);
    const moving = await page.evaluate(() => window.stage.widget.shadowRoot!.getAnimations().map((animation) => animation.effect!.getComputedTiming()).filter(({ activeDuration }) => Number(activeDuration) > 10).length);
    assert.equal(moving, 0, scene);
  }
  await page.context().close();
});

test(`complaint "mobile keyboard": the window stays above it, and what is written is not so small that the phone zooms in`, async () => {
  const page = await stage.page({ ...phone, reducedMotion: "reduce" });
  await page.evaluate(() => window.stage.show("conversation", { open: true }));
  await page.evaluate(() => {
    Object.defineProperties(visualViewport!, { height: { value: 470, configurable: true }, offsetTop: { value: 0, configurable: true } });
    visualViewport!.dispatchEvent(new Event("resize"));
  });
  await page.waitForFunction(() => window.stage.widget.shadowRoot!.querySelector(".panel")!.getBoundingClientRect().height === 470);
  const { bottom, size, end } = await page.evaluate(() => {
    const root = window.stage.widget.shadowRoot!;
    const log = window.stage.log();
    return {
      bottom: root.querySelector(".composer")!.getBoundingClientRect().bottom,
      size: Number.parseFloat(getComputedStyle(root.querySelector("textarea")!).fontSize),
      end: log.scrollHeight - log.clientHeight - log.scrollTop,
    };
  });
  assert.ok(bottom <= 470, `${bottom}`);
  assert.ok(size >= 16, `${size}`);
  assert.ok(Math.abs(end) < 2, "the newest message is still in view");
  await page.context().close();
});

test("accessibility: the borders of fields and the focus ring stand out from what is around them by 3 to 1", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await stage.page({ reducedMotion: "reduce", colorScheme });
    await page.evaluate(() => window.stage.show("form", { open: true }));
    await rest(page);
    await page.locator(".form input").first().focus();
    const contrasts = await page.evaluate(() => {
      const root = window.stage.widget.shadowRoot!;
      const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
      const luminance = (color: string) => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const contrast = (a: string, b: string) => {
        const [x, y] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
        return (x + 0.05) / (y + 0.05);
      };
      const style = (selector: string) => getComputedStyle(root.querySelector(selector)!);
      const { backgroundColor } = style(".panel");
      const field = style(".form textarea").borderTopColor;
      const composer = style(".composer").borderTopColor;
      const ring = style(".form input").outlineColor;
      return { field: contrast(field, backgroundColor), composer: contrast(composer, backgroundColor), ring: contrast(ring, backgroundColor) };
    });
    for (const [name, contrast] of Object.entries(contrasts)) assert.ok(contrast >= 3, `${name} in ${colorScheme}: ${contrast.toFixed(2)}`);
    await page.context().close();
  }
});
