import assert from "node:assert/strict";
import { test } from "node:test";
import { element, markup } from "./dom-stub.js";
import { linkify } from "../../src/parts/link.js";
import { linkUrl, mediaUrl } from "../../src/parts/url.js";
import { clean } from "../../src/ui/dom.js";

/** An address that would run code. */
const code = (scheme: string) => `${scheme}:alert(1)`;

test("links: only absolute http, https, mailto and tel addresses are links", () => {
  for (const url of ["https://a.example/", "http://a.example/", "mailto:a@b.example", "tel:+491"]) assert.equal(linkUrl(url), url);
  const refused = [
    code("javascript"), code(" javascript"), code("java\tscript"), code("JAVASCRIPT"), "data:text/html,x", "blob:https://a.example/1", "file:///etc/passwd",
    "vbscript:x", "/relative", "relative", "//a.example", "", "https://", "https://user@a.example", "https://user:pass@a.example", `https://a.example/${"a".repeat(3000)}`, null, undefined, 1, {}, ["https://a.example"],
  ];
  for (const url of refused) assert.equal(linkUrl(url), null, String(url));
});

test("links: media come from http, https or the server's files, and cannot climb out of them", () => {
  assert.equal(mediaUrl("files/a1", "/chat"), "https://shop.example/chat/files/a1");
  assert.equal(mediaUrl("files/a1", "https://chat.example/x/"), "https://chat.example/x/files/a1");
  assert.equal(mediaUrl("https://a.example/b.png", "/chat"), "https://a.example/b.png");
  for (const url of ["files/../session", "files/%2e%2e/session", "files//evil.example/x", "files/\\\\evil.example", "/etc", "mailto:a@b.example", "data:image/png;base64,", code("javascript"), "files/https://evil.example"]) {
    const made = mediaUrl(url, "/chat");
    assert.ok(made === null || made.startsWith("https://shop.example/chat/files/"), `${url} became ${made}`);
  }
});

test("links: addresses in a text become links without the punctuation around them", () => {
  const cases: [string, string][] = [
    ["see https://a.example.", 'see <a href="https://a.example/">https://a.example</a>.'],
    ["(https://a.example/b_(c))!", '(<a href="https://a.example/b_(c)">https://a.example/b_(c)</a>)!'],
    ["no link: data:text/html,x ftp://x", "no link: data:text/html,x ftp://x"],
    ["<b>https://a.example</b>", '<b><a href="https://a.example/">https://a.example</a></b>'],
    ["http://", "http://"],
  ];
  for (const [text, expected] of cases) {
    const into = element();
    linkify(into, text);
    assert.equal(markup(into), expected);
    assert.equal(into.textContent, text);
  }
});

test("links: characters that disguise a text are removed, and nothing else", () => {
  assert.equal(clean("invoice\u202Egpj.exe"), "invoicegpj.exe");
  assert.equal(clean("a\u0000b\u0007c\u009Bd\u2066e\u2069"), "abcde");
  assert.equal(clean("tab\tline\nמלל عربي 🙂\u200D"), "tab\tline\nמלל عربي 🙂\u200D");
});
