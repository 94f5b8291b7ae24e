import assert from "node:assert/strict";
import { test } from "node:test";
import { createShelf } from "../../src/client/shelf.js";
import { FakeStorage } from "./world/browser.js";

const isNumber = (value: unknown): value is number => typeof value === "number";

test("servers of one origin keep apart", () => {
  const storage = new FakeStorage();
  const [a, b] = [createShelf(storage, "https://x.example/a/"), createShelf(storage, "https://x.example/b/")];
  a.set("n", 1);
  b.set("n", 2);
  b.remove("n");
  assert.deepEqual([a.get("n", isNumber), b.get("n", isNumber), a.names(""), b.names("")], [1, undefined, ["n"], []]);
});

test("what does not fit is in memory, and no older value is left for the next page", () => {
  const storage = new FakeStorage();
  const shelf = createShelf(storage, "s");
  assert.equal(shelf.set("n", 1), true);
  storage.quota = 0;
  assert.equal(shelf.set("n", 2), false);
  assert.deepEqual([shelf.get("n", isNumber), shelf.names(""), storage.items.size], [2, ["n"], 0]);
  storage.quota = Infinity;
  assert.equal(shelf.set("n", 3), true);
  assert.deepEqual([shelf.get("n", isNumber), createShelf(storage, "s").get("n", isNumber)], [3, 3]);
});

test("a storage that throws at everything, and none at all, count as empty", () => {
  const broken = new FakeStorage();
  broken.broken = true;
  for (const storage of [broken, null]) {
    const shelf = createShelf(storage, "s");
    assert.deepEqual([shelf.get("n", isNumber), shelf.names("")], [undefined, []]);
    assert.equal(shelf.set("n", 1), false);
    assert.deepEqual([shelf.get("n", isNumber), shelf.names("")], [1, ["n"]]);
    shelf.remove("n");
    assert.equal(shelf.get("n", isNumber), undefined);
  }
});

test("an item of another form or version is nothing", () => {
  const storage = new FakeStorage();
  const shelf = createShelf(storage, "s");
  for (const text of ["", "{", "null", "5", '{"v":2,"value":1}', '{"value":1}', '{"v":1,"value":"1"}']) {
    storage.items.set("chatmount:s:n", text);
    assert.equal(shelf.get("n", isNumber), undefined, text);
  }
});
