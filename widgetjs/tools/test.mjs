// Runs the tests (*.test.ts) of a folder in Node: esbuild compiles each into one
// file under node_modules/.cache, and node --test runs them.
//
//   node tools/test.mjs FOLDER [PART-OF-A-FILE-NAME]
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [folder, part = ""] = process.argv.slice(2);
const from = join(root, folder);
const out = join(root, "node_modules/.cache/tests", folder);

const tests = existsSync(from) ? readdirSync(from, { recursive: true }).filter((f) => f.endsWith(".test.ts") && f.includes(part)).sort() : [];
if (tests.length === 0) {
  console.error(`no test in ${folder} has a name with "${part}"`);
  process.exit(1);
}
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: tests.map((f) => join(from, f)),
  outdir: out,
  outbase: from,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
const compiled = tests.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--experimental-websocket", "--test", ...compiled], { stdio: "inherit" });
process.exit(status ?? 1);
