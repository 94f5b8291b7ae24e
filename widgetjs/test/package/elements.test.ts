/** What custom-elements.json says of the element is what the element has. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ChatWidget } from "../../src/element.js";

interface Named {
  readonly name: string;
  readonly kind?: string;
  readonly static?: boolean;
  readonly description?: string;
}

const root = process.cwd();
const { modules } = JSON.parse(readFileSync(join(root, "dist/custom-elements.json"), "utf8")) as { modules: [{ declarations: [Record<string, Named[]>] }] };
const [element] = modules[0].declarations;
const names = (kind: string) => element[kind]!.map(({ name }) => name);
const source = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) => /\.(ts|css)$/.test(path)).map((path) => readFileSync(join(root, "src", path), "utf8")).join("\n");

test("manifest: each method and accessor of the class is there, and said what it is", () => {
  const own = Object.entries(Object.getOwnPropertyDescriptors(ChatWidget.prototype)).map(([name]) => name).filter((name) => name !== "constructor" && !name.endsWith("Callback"));
  const told = element["members"]!.filter((member) => !member.static);
  assert.deepEqual(own.filter((name) => !told.some((member) => member.name === name)), []);
  assert.deepEqual(told.filter(({ kind, description }) => kind === "method" && !description).map(({ name }) => name), []);
});

test("manifest: attributes and events are those of the source", () => {
  assert.deepEqual(names("attributes"), [...ChatWidget.observedAttributes]);
  const emitted = [...new Set([...source.matchAll(/emit\("(chat:\w+)"/g)].map(([, name]) => name!))];
  assert.ok(emitted.length > 5);
  assert.deepEqual(emitted.filter((name) => !names("events").includes(name)), []);
});

test("manifest: what style sheets and pages may reach is in the source", () => {
  for (const [kind, pattern] of [["cssProperties", (name: string) => `var(${name}`], ["slots", (name: string) => `"slot", { name: "${name}"`]] as const) {
    assert.ok(names(kind).length >= 5, kind);
    assert.deepEqual(names(kind).filter((name) => !source.includes(pattern(name))), [], kind);
  }
  const parts = new Set([...source.matchAll(/\bpart: ["`]([^"`]+)["`]/g)].flatMap(([, list]) => list!.split(" ")));
  for (const part of parts) if (!part.includes("$")) assert.ok(names("cssParts").includes(part), `the part ${part} is not told`);
});
