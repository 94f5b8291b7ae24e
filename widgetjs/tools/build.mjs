// Builds dist/, which is committed and embedded into the Go module: the same
// source gives the same bytes, so that CI can rebuild it and compare.
//
//   widget.js   for the script tag: the launcher and the client, one IIFE, with .gz and .br beside it
//   window.js   the window, which the element loads when somebody is about to open it, likewise
//   client.js   the headless client; needs nothing else, with .gz and .br
//   element.js  the element's class; imports client.js, and window.js when it is needed
//   index.js    the npm entry, imports client.js and element.js
//   define.js   registers the element, imports element.js
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { minifiedStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");
const dist = join(root, "dist");

const common = { bundle: true, target: "es2022", charset: "utf8", legalComments: "none", write: false, logLevel: "warning" };

// The modules of the package in the order in which they build on one another.
const published = { "client/index.ts": "client.js", "ui/window.ts": "window.js", "element.ts": "element.js", "index.ts": "index.js", "define.ts": "define.js" };

/** Leaves imports of another published module as imports, so that no code and no class exists twice. */
const oneModuleOnce = {
  name: "one-module-once",
  setup({ onResolve, initialOptions }) {
    const own = relative(src, initialOptions.entryPoints[0]);
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = relative(src, join(resolveDir, path)).replace(/\.js$/, ".ts");
      if (!file.endsWith(".ts")) return undefined;
      if (file !== own && published[file]) return { path: `./${published[file]}`, external: true };
      if (file.startsWith("client/") && own !== "client/index.ts") {
        return { errors: [{ text: `import values of the client from client/index.js, not from ${file}` }] };
      }
      return undefined;
    });
  },
};

/** Leaves the window out of a script: the browser resolves its name against the script's own address. */
const windowApart = {
  name: "window-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/window\.js$/ }, ({ kind }) => (kind === "dynamic-import" ? { path: "./window.js", external: true } : undefined));
  },
};

/** Compresses a file beside itself; what already holds the same bytes stays, for compressors differ between machines. */
function compress(file) {
  const data = readFileSync(file);
  const encodings = [
    [".gz", () => gzip(data), zlib.gunzipSync],
    [".br", () => zlib.brotliCompressSync(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length } }), zlib.brotliDecompressSync],
  ];
  for (const [suffix, encode, decode] of encodings) {
    const path = file + suffix;
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

async function bundle(entry, out, options) {
  const result = await build({ ...common, ...options, entryPoints: [join(src, entry)], outfile: join(dist, out) });
  for (const file of result.outputFiles) {
    const { code = "" } = options.minify ? await minify(file.text, { ecma: 2022, module: options.format === "esm", compress: { passes: 3 } }) : { code: file.text };
    writeFileSync(join(dist, basename(file.path)), code);
  }
}

mkdirSync(dist, { recursive: true });
rmSync(join(dist, "types"), { recursive: true, force: true });
await bundle("widget.ts", "widget.js", { format: "iife", minify: true, plugins: [minifiedStyles, windowApart] });
for (const [entry, out] of Object.entries(published)) {
  await bundle(entry, out, { format: "esm", minify: entry === "ui/window.ts", plugins: [minifiedStyles, oneModuleOnce] });
}
compress(join(dist, "widget.js"));
compress(join(dist, "window.js"));
compress(join(dist, "client.js"));
