/** The React component where there is no browser. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { createElement } from "react";
import type { ComponentType } from "react";
import { renderToString } from "react-dom/server";

test("on a server the component renders the element and what stands in it, and no option leaks into the markup", async () => {
  const { Chat } = (await import(pathToFileURL(join(process.cwd(), "dist/react.js")).href)) as { Chat: ComponentType<Record<string, unknown>> };
  const props = { server: "/chat", heading: "Ask us", open: true, className: "chat", onOpen: () => {} };
  const html = renderToString(createElement(Chat, props, createElement("a", { href: "/chat/page" }, "Chat")));
  assert.equal(html, '<chat-widget class="chat"><a href="/chat/page">Chat</a></chat-widget>');
});

test("each event of the element has a property of the component", () => {
  const source = readFileSync("src/react/index.ts", "utf8");
  const names = [...readFileSync("src/events.ts", "utf8").matchAll(/"(chat:\w+)": CustomEvent/g)].map(([, name]) => name!);
  assert.ok(names.length > 10);
  for (const name of names) {
    const [, prop] = new RegExp(`(on\\w+): "${name}",`).exec(source) ?? [];
    assert.ok(prop !== undefined && source.includes(`readonly ${prop}?: Listener<"${name}">;`), name);
  }
});
