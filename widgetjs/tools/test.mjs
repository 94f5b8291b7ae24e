// Runs tests in Node: esbuild compiles each into one file under node_modules/.cache, and node --test runs them.
//
//   node tools/test.mjs unit [PART-OF-A-FILE-NAME]      *.test.ts: no browser, no server that was not made by the test
//   node tools/test.mjs e2e [PART-OF-A-FILE-NAME]       *.browser.ts and *.server.ts: with Chromium, with the Go server
//   node tools/test.mjs firefox [PART-OF-A-FILE-NAME]   those of *.browser.ts that need nothing but what Firefox can be told too
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { overlay } from "./overlay.mjs";
import { minifiedStyles } from "./styles.mjs";

const timeout = 600_000; // milliseconds a file may take
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [kind, part = ""] = process.argv.slice(2);
const names = { unit: /\.test\.ts$/, e2e: /\.(browser|server)\.ts$/, firefox: /\b(chat|embed|embed-\w+|script)\.browser\.ts$/ }[kind];
if (names === undefined) throw new Error("usage: node tools/test.mjs unit|e2e|firefox [PART-OF-A-FILE-NAME]");

const files = readdirSync(join(root, "test"), { recursive: true }).map((f) => join("test", f));
const tests = files.filter((f) => names.test(f) && f.includes(part)).sort();
if (tests.length === 0) throw new Error(`no ${kind} test has ${part} in its name`);

const out = join(root, "node_modules/.cache/tests", String(process.pid)); // several may run at once
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
  plugins: [overlay, minifiedStyles],
});
const compiled = tests.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--experimental-websocket", "--test", `--test-timeout=${timeout}`, ...compiled], {
  cwd: root, stdio: "inherit", env: { ...process.env, ...(kind === "firefox" && { BROWSER: "firefox" }) },
});
rmSync(out, { recursive: true, force: true });
process.exitCode = status ?? 1;
