// Prints what the committed files weigh and fails when the script tag's are over budget.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loaded } from "./weights.mjs";

// Bytes, gzipped. The limit is what is kept today and may only fall; the target is where it is to be.
const budgets = {
  loader: { limit: 1_500, target: 1_500 },
  core: { limit: 25_400, target: 18_000 },
  everything: { limit: 37_400, target: 22_000 },
};

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const bytes = (name) => readFileSync(dist + name).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);

console.log("                               min     gzip   brotli");
const compressed = readdirSync(dist).filter((name) => name.endsWith(".gz")).map((name) => name.slice(0, -3));
for (const name of compressed) {
  console.log(name.padEnd(25) + kB(bytes(name)) + kB(bytes(`${name}.gz`)) + kB(bytes(`${name}.br`)));
}

const gzipped = (names) => names.reduce((sum, name) => sum + bytes(`${name}.gz`), 0);
const { loader, core, everything } = loaded();
const weights = { loader: gzipped(loader), core: gzipped(core.filter((name) => !loader.includes(name))), everything: gzipped(everything) };
for (const [name, weight] of Object.entries(weights)) {
  const { limit, target } = budgets[name];
  const over = weight > limit;
  console.log(`measured: ${name} ${weight} bytes gzipped, limit ${limit}${over ? ": OVER" : ""}, target ${target}${weight > target ? `: ${weight - target} to go` : ": met"}`);
  if (over) process.exitCode = 1;
}
