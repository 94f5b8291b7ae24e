// Builds dist/, which is committed and embedded into the Go module: the same
// source gives the same bytes, so that CI can rebuild it and compare.
//
// For the script tag, minified, with .gz and .br beside them:
//
//   widget.js            the loader: the launcher and what the page may call
//   core-<hash>.js       what every conversation needs; the loader loads it when it is needed
//   extra-<hash>.js      src/extra: the rest, which the core loads when a conversation needs it
//   lang-xx-<hash>.js    the words of a language
//   frame.js             for the server's page "embed": loads the core there, and talks to the page around it
//   embed.js             for pages of any site: places that page in a frame, with a launcher
//
// For npm, as modules that bundlers minify:
//
//   client.js            the headless client; needs nothing else (with .gz and .br, for it may be used without a bundler)
//   element.js           the element's class, imports client.js
//   index.js             the npm entry
//   define.js            registers the element
//   host.js              places the chat in a frame
//   react.js             the React component
//   *-<HASH>.js          what these share, and what they load later
//
// The hash is one for all that is loaded later: a page that was made by one version never runs parts of another.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { minifiedStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");
const dist = join(root, "dist");

// The modules of the package. The client is built by itself and imported by the others.
const client = "client/index.ts";
const published = { element: "element.ts", index: "index.ts", define: "define.ts", host: "embed/host.ts", react: "react/index.ts" };

/** Stands for the hash until it is known; as long as the hash is. */
const unknown = "0".repeat(16);

/** Leaves imports of the client as imports, so that it exists once. */
const clientApart = {
  name: "client-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, importer }) => {
      const file = sourceOf(path, resolveDir);
      if (file === client) return { path: "./client.js", external: true };
      if (!file.startsWith("client/") || !importer) return undefined;
      return { errors: [{ text: `import values of the client from ${client}, not from ${file}` }] };
    });
  },
};

/** Leaves what is loaded later out of a script: the browser resolves its name against the script's own address. */
const laterApart = {
  name: "later-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const [, folder, name] = /^(?:(i18n|extra)\/)?(\w+)\.ts$/.exec(sourceOf(path, resolveDir));
      return { path: later({ i18n: `lang-${name}`, extra: "extra" }[folder] ?? name), external: true };
    });
  },
};

/** Takes from the core what the core has. */
const restFromCore = {
  name: "rest-from-core",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => (sourceOf(path, resolveDir).startsWith("extra/") ? undefined : { path: later("core"), external: true }));
  },
};

/** The name of what is loaded later, as long as the hash is not known. */
const later = (name) => `./${name}-${unknown}.js`;

/** Names an imported file by its place in src. */
const sourceOf = (path, resolveDir) => relative(src, join(resolveDir, path)).replace(/\.js$/, ".ts");

/** How all is bundled. */
const common = {
  bundle: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
  logLevel: "warning",
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, // shorter; nothing here depends on the difference
};

/** Bundles a source file with all that it imports. */
async function bundle(entry, format, { plugins = [], ...more } = {}) {
  const { outputFiles } = await build({ ...common, entryPoints: [join(src, entry)], format, plugins: [minifiedStyles, ...plugins], ...more });
  return outputFiles[0].text;
}

/** The languages that are loaded when they are asked for; English is there from the beginning. */
function languages() {
  return readdirSync(join(src, "i18n")).map((name) => basename(name, ".ts")).filter((name) => /^[a-z]{2}$/.test(name) && name !== "en");
}

/** Bundles the modules for npm; what they share and what they load later become modules of their own. */
async function modules() {
  const entryPoints = Object.entries(published).map(([out, entry]) => ({ out, in: join(src, entry) }));
  const { outputFiles } = await build({ ...common, entryPoints, format: "esm", splitting: true, external: ["react"], outdir: dist, chunkNames: "[name]-[hash]", plugins: [minifiedStyles, clientApart] });
  return outputFiles;
}

/** Bundles a source file and makes it as short as it gets without changing what it does; modules may be put first. */
async function minified(entry, format, plugins, first = []) {
  // Names are made short by both: esbuild gives those of fields again and again, a set for each class, which compresses better.
  const code = await bundle(entry, format, { minifySyntax: true, minifyIdentifiers: true, plugins, inject: first });
  // None of what these call unsafe is in our source: getters with side effects, functions used as constructors,
  // toString of a function, NaN compared by order.
  const unsafe = { pure_getters: true, unsafe_arrows: true, unsafe_methods: true, unsafe_comps: true, unsafe_proto: true };
  const result = await minify(code, { ecma: 2022, module: true, compress: { passes: 3, inline: 1, ...unsafe } });
  return result.code;
}

/** Writes a file and its compressed forms. What already holds the same bytes stays, for compressors differ between machines. */
function writeCompressed(name, text) {
  const data = Buffer.from(text);
  const encodings = [
    [".gz", () => gzip(data), zlib.gunzipSync],
    [".br", () => zlib.brotliCompressSync(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length } }), zlib.brotliDecompressSync],
  ];
  writeFileSync(join(dist, name), data);
  for (const [suffix, encode, decode] of encodings) {
    const path = join(dist, name + suffix);
    if (existsSync(path) && decode(readFileSync(path)).equals(data)) continue;
    writeFileSync(path, encode());
  }
}

function gzip(data) {
  const out = zlib.gzipSync(data, { level: 9, memLevel: 9 });
  out.fill(0, 4, 8); // no time
  out[9] = 255; // no operating system
  return out;
}

mkdirSync(dist, { recursive: true });
rmSync(join(dist, "types"), { recursive: true, force: true });

const chunks = {
  core: await minified("core.ts", "esm", [laterApart], [join(src, "styles/index.ts")]), // style sheets amid code compress worse
  extra: await minified("extra/index.ts", "esm", [restFromCore]),
};
for (const name of languages()) chunks[`lang-${name}`] = await minified(`i18n/${name}.ts`, "esm");
const hash = createHash("sha256").update(Object.values(chunks).join("\0")).digest("hex").slice(0, unknown.length);
const named = (code) => code.replaceAll(unknown, hash);
writeCompressed("widget.js", named(await minified("widget.ts", "iife", [laterApart])));
for (const [name, code] of Object.entries(chunks)) writeCompressed(`${name}-${hash}.js`, named(code));

writeCompressed("frame.js", named(await minified("embed/frame.ts", "esm", [laterApart])));
writeCompressed("embed.js", await minified("embed/script.ts", "iife"));

writeCompressed("client.js", await bundle(client, "esm"));
const written = new Set();
for (const { path, contents } of await modules()) {
  written.add(basename(path));
  writeFileSync(path, contents);
}

// Those of earlier builds go.
for (const name of readdirSync(dist)) {
  const old = /-[0-9a-f]{16}\.js/.test(name) ? !name.includes(hash) : /-[0-9A-Z]{8}\.js$/.test(name) && !written.has(name);
  if (old) rmSync(join(dist, name));
}
