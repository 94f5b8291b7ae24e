/** The table of weights in docs/performance.md says of our own files what they weigh, and is what its command writes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { ours, page, parse, render, section } from "../../tools/weights.mjs";

const refresh = "npm --prefix widgetjs run sizes -- --ours --write";
const [table] = section.exec(readFileSync(page, "utf8"))!;
interface Row {
  readonly name: string;
  readonly counted: string;
  readonly weight: Readonly<Record<"plain" | "gzip" | "brotli", number>>;
}
const { date, own, peers }: { date: string; own: Row[]; peers: Row[] } = parse(table);

it("weights: our own rows are those of the built files, to a tenth", () => {
  const current: Row[] = ours();
  assert.deepEqual(own.map(({ name, counted }) => [name, counted]), current.map(({ name, counted }) => [name, counted]), refresh);
  for (const [i, { name, weight }] of current.entries()) {
    for (const kind of ["plain", "gzip", "brotli"] as const) {
      assert.ok(Math.abs(own[i]!.weight[kind] / weight[kind] - 1) < 0.1, `${name}, ${kind}: ${weight[kind]} bytes, the table says ${own[i]!.weight[kind]}; ${refresh}`);
    }
  }
});

it("weights: writing our rows anew leaves the peers' as they were measured", () => {
  assert.equal(peers.length, 4);
  const again = parse(render({ date, peers }));
  assert.deepEqual([again.date, again.peers], [date, peers]);
});
