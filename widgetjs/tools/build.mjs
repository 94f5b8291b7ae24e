// Builds dist/, which is committed and embedded into the Go module: the same
// source gives the same bytes, so that CI can rebuild it and compare.
//
// For the script tag, minified, with .gz and .br beside them:
//
//   widget.js         the loader: the launcher and what the page may call
//   core-<hash>.js    all the rest, which the loader loads when it is needed
//
// For npm, as modules that bundlers minify:
//
//   client.js         the headless client; needs nothing else (with .gz and .br, for it may be used without a bundler)
//   element.js        the element's class, imports client.js
//   index.js          the npm entry, imports client.js and element.js
//   define.js         registers the element, imports element.js
//
// The hash is of what is loaded later: a page that was made by one version never runs parts of another.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { minifiedStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");
const dist = join(root, "dist");

// The modules of the package in the order in which they build on one another.
const published = { "client/index.ts": "client.js", "element.ts": "element.js", "index.ts": "index.js", "define.ts": "define.js" };

/** Stands for the hash until it is known; as long as the hash is. */
const unknown = "0".repeat(16);

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

/** Leaves what is loaded later out of a script: the browser resolves its name against the script's own address. */
const laterApart = {
  name: "later-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/core\.js$/ }, ({ kind }) => (kind === "dynamic-import" ? { path: `./core-${unknown}.js`, external: true } : undefined));
  },
};

/** Bundles a source file with all that it imports. */
async function bundle(entry, format, { minifySyntax = false, plugins = [] }) {
  const { outputFiles } = await build({
    entryPoints: [join(src, entry)],
    format,
    bundle: true,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
    minifySyntax,
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, // shorter; nothing here depends on the difference
    plugins: [minifiedStyles, ...plugins],
  });
  return outputFiles[0].text;
}

/** Bundles a source file and makes it as short as it gets without changing what it does. */
async function minified(entry, format, plugins) {
  const code = await bundle(entry, format, { minifySyntax: true, plugins });
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

const loader = await minified("widget.ts", "iife", [laterApart]);
const core = await minified("core.ts", "esm");
const hash = createHash("sha256").update(core).digest("hex").slice(0, unknown.length);
writeCompressed("widget.js", loader.replaceAll(unknown, hash));
writeCompressed(`core-${hash}.js`, core);

for (const [entry, out] of Object.entries(published)) {
  const code = await bundle(entry, "esm", { plugins: [oneModuleOnce] });
  if (entry === "client/index.ts") writeCompressed(out, code);
  else writeFileSync(join(dist, out), code);
}

for (const name of readdirSync(dist)) if (/-[0-9a-f]{16}\.js/.test(name) && !name.includes(hash)) rmSync(join(dist, name)); // of earlier builds
