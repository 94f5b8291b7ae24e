// Runs tests in Node: esbuild compiles each into one file under node_modules/.cache, and node --test runs them.
//
//   node tools/test.mjs unit [PART-OF-A-FILE-NAME]      *.test.ts: no browser, no server that was not made by the test
//   node tools/test.mjs e2e [PART-OF-A-FILE-NAME]       *.browser.ts and *.server.ts: with Chromium, with the Go server
//   node tools/test.mjs performance                     what is measured in Chromium, with nothing beside it
//   node tools/test.mjs firefox [PART-OF-A-FILE-NAME]   those of *.browser.ts that need nothing but what Firefox can be told too
//   node tools/test.mjs firefox --short                 of these one or two for each transport and each way to embed the chat
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { overlay } from "./overlay.mjs";
import { minifiedStyles } from "./styles.mjs";

const timeout = 600_000; // milliseconds a file may take
const atOnce = 2; // files: browsers wait more than they work
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { positionals: [kind, part = ""], values: { short } } = parseArgs({ allowPositionals: true, options: { short: { type: "boolean" } } });
const names = { unit: /\.test\.ts$/, e2e: /(?<!performance)\.(browser|server)\.ts$/, performance: /performance\.browser\.ts$/, firefox: /\b(chat|embed|embed-\w+|script)\.browser\.ts$/ }[kind];
if (names === undefined) throw new Error("usage: node tools/test.mjs unit|e2e|performance|firefox [PART-OF-A-FILE-NAME]");

/** Parts of the names of the tests that --short runs, for a minute or so. */
const essential = [
  "when the others are blocked, and finds the conversation again after a reload", // over each transport
  "works by keyboard alone",
  "the script tag works under the strict policy without a report",
  "a press counts during which the rest arrives",
  "the open chat goes on from page to page, over one connection",
  "react: ",
  "opens in a frame from the launcher, with the focus in it, and closes by Escape",
  "keeps its session as a token in the frame's own partitioned storage",
  "tells the page how many messages are unread",
  "fills a plain frame, without any script of the page's",
  "cannot show the chat in a frame of a page that the server does not list",
  "page: it sends, shows the answer, and its buttons answer",
];

const files = readdirSync(join(root, "test"), { recursive: true }).map((f) => join("test", f));
const tests = files.filter((f) => names.test(f) && f.includes(part)).sort();
if (tests.length === 0) throw new Error(`no ${kind} test has ${part} in its name`);

const patterns = short ? essential : [];
const text = tests.map((f) => readFileSync(join(root, f), "utf8")).join();
const gone = patterns.filter((name) => !text.includes(name));
if (gone.length > 0) throw new Error(`no ${kind} test has in its name: ${gone.join("; ")}`);

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
const compiled = tests.filter((f) => !short || patterns.some((name) => readFileSync(join(root, f), "utf8").includes(name))).map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--experimental-websocket", "--test", `--test-concurrency=${atOnce}`, `--test-timeout=${timeout}`, ...patterns.map((name) => `--test-name-pattern=${name}`), ...compiled], {
  cwd: root, stdio: "inherit", env: { ...process.env, ...(kind === "firefox" && { BROWSER: "firefox" }) },
});
rmSync(out, { recursive: true, force: true });
process.exitCode = status ?? 1;
