// Writes dist/custom-elements.json, by which editors and documentation tools know the element
// (https://github.com/webcomponents/custom-elements-manifest). What it says is taken from where it is said already: the
// built class, its declaration, the events' declaration, and docs/widget.md for what style sheets reach.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChatWidget } from "../dist/element.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(root, path), "utf8");
const declaration = read("dist/types/element.d.ts");
const guide = read("../docs/widget.md");

/** The text of a comment, without its stars and tags. */
const description = (comment = "") => comment.replaceAll(/^\s*\/?\*+\/?|\*\/$/gm, "").replace(/\s@[\s\S]*/, "").replaceAll(/\s+/g, " ").trim();
/** An entry with a description where there is one. */
const described = (entry, text) => (text ? { ...entry, description: text } : entry);

/** The rows of the guide's table under a heading of its first column. */
function table(column) {
  const [, rows] = new RegExp(`^\\| ${column} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, "m").exec(guide) ?? [];
  if (rows === undefined) throw new Error(`docs/widget.md has no table with the column ${column}`);
  return rows.trim().split("\n").map((row) => row.slice(1, -1).split("|").map((cell) => cell.trim()));
}

/** The names in backquotes. */
const names = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

function classBody() {
  const [, comment, body] = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport declare class ChatWidget extends Base \{\n([\s\S]*?)^\}/m.exec(declaration);
  return { comment, body };
}

/** The public fields, accessors and methods, as the declaration has them. */
function members() {
  const found = new Map();
  for (const [, comment, line] of classBody().body.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\s*^ {4}(?!#)(.+);$/gm)) {
    if (/Callback\(/.test(line)) continue;
    const [, isStatic, accessor, readonly, name, signature] = /^(static )?(get |set )?(readonly )?(\w+)(.*)$/.exec(line) ?? [];
    if (name === undefined || accessor === "set ") {
      if (found.has(name)) delete found.get(name).readonly;
      continue;
    }
    const [, parameters, type] = /^(\(.*\))?: (.+)$/.exec(signature);
    const kind = parameters === undefined || accessor ? { kind: "field", type: { text: type }, ...((accessor || readonly) && { readonly: true }) } : { kind: "method", return: { type: { text: type } } };
    found.set(name, described({ ...kind, name, ...(isStatic && { static: true }) }, description(comment)));
  }
  return [...found.values()];
}

const slots = /^Slots take[\s\S]*?\n\n/m.exec(guide)[0];
const events = /export interface WidgetEventMap \{([\s\S]*?)\n\}/.exec(read("dist/types/events.d.ts"))[1];
const path = "dist/define.js";
const element = {
  kind: "class",
  name: "ChatWidget",
  tagName: "chat-widget",
  customElement: true,
  superclass: { name: "HTMLElement" },
  description: description(classBody().comment),
  members: members(),
  attributes: ChatWidget.observedAttributes.map((name) => ({ name })),
  events: [...events.matchAll(/"(chat:\w+)": (CustomEvent<[\s\S]*?>);(?:\n|$)/g)].map(([, name, type]) => ({ name, type: { text: type.replaceAll(/\s+/g, " ") } })),
  slots: [...slots.matchAll(/`([a-z]+)`\s\(([^)]*)\)/g)].map(([, name, text]) => ({ name, description: text.replaceAll(/\s+/g, " ") })),
  cssParts: table("Part").flatMap(([cell, text]) => names(cell).map((name) => ({ name, description: text }))),
  cssProperties: table("Property").map(([cell, text, usual]) => ({ name: names(cell)[0], description: text, default: names(usual)[0] ?? usual })),
};
const exported = [
  { kind: "js", name: "ChatWidget", declaration: { name: "ChatWidget", module: path } },
  { kind: "custom-element-definition", name: "chat-widget", declaration: { name: "ChatWidget", module: path } },
];
const manifest = { schemaVersion: "2.1.0", modules: [{ kind: "javascript-module", path, declarations: [element], exports: exported }] };
writeFileSync(join(root, "dist/custom-elements.json"), `${JSON.stringify(manifest, null, 2)}\n`);
