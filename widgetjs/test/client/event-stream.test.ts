import assert from "node:assert/strict";
import { test } from "node:test";
import { eventStream } from "../../src/client/event-stream.js";
import { Random } from "./world/random.js";

const stream = 'id: a\ndata: []\n\n: comment\nevent: x\r\ndata:[1]\r\ndata: [2]\r\n\r\nid: b\rdata: "ü 𝄞"\r\rdata\n\ndata: cut off';
const events = ["[]", "[1]\n[2]", '"ü 𝄞"', ""];

test("an event stream is read alike, wherever it is cut", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const seen: string[] = [];
    const push = eventStream((data) => seen.push(data));
    for (let at = 0; at < stream.length; ) {
      const next = at + 1 + random.below(seed % 7 === 0 ? 1 : 12);
      push(stream.slice(at, next));
      at = next;
    }
    assert.deepEqual(seen, events, `seed ${seed}`);
  }
});
