import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode, encode } from "../../src/client/frames.js";
import type { ClientFrame } from "../../src/protocol.gen.js";

interface Vector {
  readonly name: string;
  readonly payload: string;
  readonly frames?: readonly unknown[];
  readonly error?: string;
}

const vectors = (file: string): Vector[] => JSON.parse(readFileSync(`../transport/wire/testdata/${file}`, "utf8")) as Vector[];

/** Whether a value has everything that is expected; the client may keep more, which it ignores. */
function contains(value: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(value) && value.length === expected.length, `${JSON.stringify(value)} for ${JSON.stringify(expected)}`);
    expected.forEach((item, i) => contains(value[i], item));
  } else if (typeof expected === "object" && expected !== null) {
    for (const [field, item] of Object.entries(expected)) contains((value as Record<string, unknown>)[field], item);
  } else {
    assert.equal(value, expected);
  }
}

for (const file of ["server-valid.json", "server-newer.json"]) {
  for (const { name, payload, frames, error } of vectors(file)) {
    test(`reads as the server does: ${name} (${file})`, () => {
      if (error === undefined) contains(decode(payload), frames);
      else assert.throws(() => decode(payload), { code: "unreachable" });
    });
  }
}

test("what the client writes are payloads that the server takes", () => {
  for (const { payload, frames } of vectors("client-valid.json")) {
    const written = JSON.parse(encode(frames as ClientFrame[])) as unknown;
    assert.deepEqual(written, frames, payload);
  }
});

test("a known frame without what makes it one refuses the whole payload", () => {
  const { frames } = vectors("server-valid.json").find((v) => v.name.startsWith("welcome of a resumed")) ?? {};
  const welcome = frames?.[0] as Record<string, unknown>;
  const wrong = [{}, [], -1, 1.5, true, "x", null];
  for (const field of ["session", "head", "cursor", "recovered", "heartbeat", "limits", "participants", "reads"]) {
    const own = typeof welcome[field];
    for (const value of [undefined, ...wrong.filter((v) => typeof v !== own)]) {
      const payload = JSON.stringify([{ type: "cursor", cursor: "c" }, { ...welcome, [field]: value }]);
      assert.throws(() => decode(payload), { code: "unreachable" }, `${field} = ${JSON.stringify(value)}`);
    }
  }
});

test("types that objects inherit are unknown like any other", () => {
  assert.deepEqual(decode('[{"type":"constructor"},{"type":"__proto__"},{"type":"pong"}]'), [{ type: "pong" }]);
});

test("a part of the application's own type may have any fields, a text that is none among them", () => {
  const event = { type: "event", conversation: "c", offset: 1, id: "e", at: "2026-01-01T00:00:00.000Z", author: { id: "b", name: "", role: "bot" }, kind: "message" };
  for (const text of [21.5, null, { de: "Hallo" }]) {
    const payload = [{ ...event, parts: [{ type: "x-weather", fallback: "21.5 °C", text }] }];
    assert.deepEqual(decode(JSON.stringify(payload)), payload);
  }
});
