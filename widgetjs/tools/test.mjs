// Runs tests in Node: esbuild compiles each into one file under node_modules/.cache, and node --test runs them.
//
//   node tools/test.mjs unit [PART-OF-A-FILE-NAME]      *.test.ts: no browser, no server that was not made by the test
//   node tools/test.mjs browser [PART-OF-A-FILE-NAME]   *.browser.ts: in Chromium, which they start themselves
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minifiedStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [kind, part = ""] = process.argv.slice(2);
const suffix = { unit: ".test.ts", browser: ".browser.ts" }[kind];
if (suffix === undefined) throw new Error("usage: node tools/test.mjs unit|browser [PART-OF-A-FILE-NAME]");

const files = readdirSync(join(root, "test"), { recursive: true }).map((f) => join("test", f));
const tests = files.filter((f) => f.endsWith(suffix) && f.includes(part)).sort();
if (tests.length === 0) throw new Error(`there is no test/**/*${part}*${suffix}`);

const out = join(root, "node_modules/.cache/tests", kind);
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: tests.map((f) => join(root, f)),
  outdir: out,
  outbase: root,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [minifiedStyles],
});
const compiled = tests.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--experimental-websocket", "--test", "--test-timeout=120000", ...compiled], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
