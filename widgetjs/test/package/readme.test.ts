import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

test("the README's code fits the published types", () => {
  const root = process.cwd();
  const dir = join(root, "node_modules/.cache", `readme-${process.pid}`);
  const blocks = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? "");
  assert.ok(blocks.length >= 3);
  mkdirSync(dir, { recursive: true });
  blocks.forEach((code, i) => writeFileSync(join(dir, `block${i}.ts`), `${code}\nexport {};\n`));
  const paths = { chatmount: ["../../../dist/types/index.d.ts"], "chatmount/client": ["../../../dist/types/client/index.d.ts"], "chatmount/define": ["../../../dist/types/define.d.ts"] };
  const compilerOptions = { strict: true, noEmit: true, target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom", "dom.iterable"], types: [], paths };
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const { stdout, status } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", dir], { encoding: "utf8" });
  rmSync(dir, { recursive: true });
  assert.equal(status, 0, stdout);
});
