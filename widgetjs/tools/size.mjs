// Prints what the committed files weigh and fails when the widget is over its budget.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const budget = 18_000; // bytes of widget.js, gzipped
const dist = (name) => readFileSync(fileURLToPath(new URL(`../dist/${name}`, import.meta.url))).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);

console.log("                min     gzip   brotli");
for (const name of ["widget.js", "window.js", "client.js"]) {
  console.log(name.padEnd(10) + kB(dist(name)) + kB(dist(`${name}.gz`)) + kB(dist(`${name}.br`)));
}
const weight = dist("widget.js.gz");
if (weight > budget) {
  console.error(`widget.js is ${weight} bytes gzipped, ${weight - budget} over its budget of ${budget}`);
  process.exit(1);
}
console.log(`widget.js keeps its budget: ${weight} of ${budget} bytes gzipped`);
