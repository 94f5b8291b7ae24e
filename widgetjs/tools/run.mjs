// Runs a program of the tests: node tools/run.mjs test/ui/screenshots.ts [ARGUMENTS]
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { minifiedStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [program, ...args] = process.argv.slice(2);
const outfile = join(root, "node_modules/.cache", `run-${process.pid}.mjs`);
await build({ entryPoints: [join(root, program)], outfile, bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", logLevel: "warning", plugins: [minifiedStyles] });
const { status } = spawnSync(process.execPath, [outfile, ...args], { cwd: root, stdio: "inherit" });
rmSync(outfile);
process.exitCode = status ?? 1;
