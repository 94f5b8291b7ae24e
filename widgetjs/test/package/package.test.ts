/** What is published: the files that are committed in dist, as someone who installs them meets them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { VERSION } from "../../src/client/index.js";

const root = process.cwd();
const read = (path: string) => readFileSync(join(root, path));
const manifest = JSON.parse(read("package.json").toString()) as { version: string; exports: Record<string, unknown>; dependencies?: object };
/** What is loaded later, under names with the hash of all of it. */
const later = readdirSync(join(root, "dist")).filter((name) => /-[0-9a-f]{16}\.js$/.test(name));
const core = later.find((name) => name.startsWith("core-"))!;
const load = async (path: string) => (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;

test("the version that the server is told is the package's", () => {
  assert.equal(VERSION, manifest.version);
});

test(`complaint "latest breaks sites": what is loaded later has names that change with it, and each file asks for exactly those that are there`, async () => {
  const hash = core.slice("core-".length, -".js".length);
  const texts = ["core", "extra", ...later.filter((name) => name.startsWith("lang-")).map((name) => name.slice(0, 7))].map((name) => read(`dist/${name}-${hash}.js`).toString());
  assert.equal(texts.length, later.length, "no file of another version");
  assert.equal(createHash("sha256").update(texts.map((text) => text.replaceAll(hash, "0".repeat(16))).join("\0")).digest("hex").slice(0, 16), hash);
  for (const text of [read("dist/widget.js").toString(), ...texts]) {
    for (const asked of text.match(/\.\/[\w-]+-[0-9a-f]{16}\.js/g) ?? []) assert.ok(later.includes(asked.slice(2)), asked);
  }
  for (const name of later) await load(`dist/${name}`); // fails where one takes from another what that does not give
});

test(`complaint "weight": the page loads 1.5 kB at first, a chat less than a quarter of the lightest peer, and all there is little more than a third`, () => {
  const gzipped = (names: readonly string[]) => names.reduce((sum, name) => sum + read(`dist/${name}.gz`).length, 0);
  assert.ok(gzipped(["widget.js"]) <= 1500);
  const peer = 111_000; // deep-chat 2.4.2
  const core = gzipped(["widget.js", ...later.filter((name) => name.startsWith("core-"))]);
  assert.ok(core < peer / 4, `${core} bytes`);
  const languages = later.filter((name) => name.startsWith("lang-"));
  const heaviest = Math.max(...languages.map((name) => gzipped([name])));
  const all = gzipped(["widget.js", ...later.filter((name) => !languages.includes(name))]) + heaviest;
  assert.ok(all < peer * 0.36, `${all} bytes`);
});

test("nothing is installed with it", () => {
  assert.equal(manifest.dependencies, undefined);
});

test(`complaint "SSR": every entry can be imported where there is no browser, and touches nothing`, async () => {
  const before = Object.getOwnPropertyNames(globalThis);
  const [index, client, define] = [await load("dist/index.js"), await load("dist/client.js"), await load("dist/define.js")];
  const [host, react] = [await load("dist/host.js"), await load("dist/react.js")];
  assert.deepEqual(Object.keys(client).sort(), ["ChatError", "VERSION", "createClient"]);
  assert.deepEqual(Object.keys(index).sort(), ["ChatError", "ChatWidget", "VERSION", "createClient", "init"]);
  assert.deepEqual(Object.keys(define), ["ChatWidget"]);
  assert.deepEqual(Object.keys(host).sort(), ["EmbeddedChat", "embed"]);
  assert.deepEqual(Object.keys(react).sort(), ["Chat", "ChatWidget"]);
  assert.equal(react["ChatWidget"], index["ChatWidget"]);
  assert.equal(index["createClient"], client["createClient"], "the client is there once, whichever entry it is taken from");
  assert.equal(index["ChatWidget"], define["ChatWidget"]);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
});

test("a client can be made on a server, where it stays idle", async () => {
  const { createClient } = (await load("dist/client.js")) as { createClient(options: object): { state: { connection: { state: string } }; start(): Promise<void>; close(): void } };
  const client = createClient({ server: "https://example.com/chat" });
  await client.start();
  assert.equal(client.state.connection.state, "idle");
  client.close();
});

test("what is compressed is what it lies beside", () => {
  const files = readdirSync(join(root, "dist"));
  const compressed = files.filter((name) => /\.(gz|br)$/.test(name));
  assert.deepEqual(compressed.sort(), ["client.js", "embed.js", "frame.js", ...later, "widget.js"].flatMap((name) => [`${name}.br`, `${name}.gz`]).sort());
  for (const name of compressed) {
    const plain = name.endsWith(".gz") ? gunzipSync(read(`dist/${name}`)) : brotliDecompressSync(read(`dist/${name}`));
    assert.ok(plain.equals(read(`dist/${name.slice(0, -3)}`)), name);
  }
});

test("no HTML is parsed and no text is run as code, whatever the source was", () => {
  for (const name of readdirSync(join(root, "dist")).filter((name) => name.endsWith(".js"))) {
    const sinks = read(`dist/${name}`).toString().match(/\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc|document\.write|setHTMLUnsafe|eval\(|new Function)/g);
    assert.equal(sinks, null, name);
  }
});
