// Weighs what a page must load of this widget and of others, from the npm registry in one run, and prints a table.
//
//   npm run sizes                        the peers in the versions pinned below
//   npm run sizes -- --latest            in their newest ones
//   npm run sizes -- --write             also writes the table into docs/performance.md
//   npm run sizes -- --ours --write      anew our own rows only, without the network
//
// Nothing of the peers gets into the project: they are unpacked and bundled in temporary directories.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { page, parse, render, section, weigh } from "./weights.mjs";

const pinned = "2026-11-30"; // the day on which these were the newest
const peers = [
  { name: "deep-chat", version: "2.4.2", weighed: published("dist/deepChat.bundle.js"), counted: "`deepChat.bundle.js`; it has no launcher" },
  { name: "rasa-webchat", version: "1.0.1", weighed: published("lib/index.js"), counted: "`lib/index.js`" },
  { name: "@botpress/webchat", version: "4.5.2", weighed: bundled, counted: "`Webchat` and `Fab` as its readme has them, with React, bundled and minified by esbuild" },
  { name: "@n8n/chat", version: "1.37.0", weighed: published("dist/chat.bundle.es.js", "dist/style.css"), counted: "`chat.bundle.es.js`, what it imports at once, and `style.css`" },
];

/** Files that the documentation of a package tells a page to load from it, as they are published, with what these import at once. */
function published(...entries) {
  return async (folder, release) => {
    const [{ filename }] = JSON.parse(npm(folder, "pack", "--json", release));
    execFileSync("tar", ["xzf", filename], { cwd: folder });
    const { metafile } = await build({
      absWorkingDir: folder, entryPoints: entries.map((entry) => join("package", entry)), bundle: true, packages: "external",
      format: "esm", splitting: true, outdir: "out", write: false, metafile: true, logLevel: "silent",
    });
    const files = atOnce(metafile.inputs, entries.map((entry) => join("package", entry)));
    return weigh(...files.map((file) => readFileSync(join(folder, file))));
  };
}

/** What the readme of a package has a site bundle, as a site would. */
async function bundled(folder, release) {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  npm(folder, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", release);
  const contents = `
    import { createElement, Fragment } from "react";
    import { createRoot } from "react-dom/client";
    import { Fab, Webchat } from "@botpress/webchat";
    createRoot(document.body).render(createElement(Fragment, null, createElement(Webchat, { clientId: "x" }), createElement(Fab)));`;
  writeFileSync(join(folder, "site.js"), contents);
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder, entryPoints: ["site.js"], bundle: true, minify: true, format: "esm", splitting: true, target: "es2022", outdir: "out", write: false, metafile: true,
    logLevel: "error", define: { "process.env.NODE_ENV": '"production"' },
  });
  const { cssBundle } = metafile.outputs["out/site.js"];
  const files = new Set(atOnce(metafile.outputs, ["out/site.js", ...(cssBundle ? [cssBundle] : [])]).map((file) => resolve(folder, file)));
  return weigh(...outputFiles.filter(({ path }) => files.has(path)).map(({ contents: bytes }) => bytes));
}

/** Files and what they import by statement, directly or not. */
function atOnce(graph, files) {
  const found = new Set();
  const add = (file) => {
    if (found.has(file) || graph[file] === undefined) return;
    found.add(file);
    for (const { kind, path } of graph[file].imports) if (kind === "import-statement") add(path);
  };
  files.forEach(add);
  return [...found];
}

function npm(folder, ...args) {
  return execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

async function weighed(latest) {
  const rows = [];
  for (const { name, version, weighed: weightOf, counted } of peers) {
    const folder = mkdtempSync(join(tmpdir(), "chatmount-peers-"));
    try {
      const chosen = latest ? npm(folder, "view", name, "dist-tags.latest").trim() : version;
      rows.push({ name: `${name} ${chosen}`, weight: await weightOf(folder, `${name}@${chosen}`), counted });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return rows.sort((a, b) => a.weight.gzip - b.weight.gzip);
}

const { values: options } = parseArgs({ options: { latest: { type: "boolean" }, ours: { type: "boolean" }, write: { type: "boolean" } } });
const text = readFileSync(page, "utf8");
const today = new Date().toISOString().slice(0, 10);
const table = render(options.ours ? parse(section.exec(text)[0]) : { date: options.latest ? today : pinned, peers: await weighed(options.latest) });
console.log(table);
if (options.write) writeFileSync(page, text.replace(section, () => table));
