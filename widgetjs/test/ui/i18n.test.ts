import assert from "node:assert/strict";
import { test } from "node:test";
import { createI18n } from "../../src/i18n/index.js";

test("i18n: words of a translation win, and English stands in for the others", () => {
  const { t } = createI18n("de", { send: "Senden" });
  assert.equal(t("send"), "Senden");
  assert.equal(t("close"), "Close chat");
});

test("i18n: names are filled in as they are, once", () => {
  const { t } = createI18n("en");
  assert.equal(t("typing", { name: "{name} $& <b>" }), "{name} $& <b> is typing");
  assert.equal(t("typing"), "{name} is typing");
});

test("i18n: the plural form follows the locale", () => {
  assert.equal(createI18n("en").count("unread", 1), "1 unread message");
  assert.equal(createI18n("en").count("unread", 1200), "1,200 unread messages");
  const polish = createI18n("pl", { unread_one: "{n} wiadomość", unread_few: "{n} wiadomości", unread_many: "{n} wiadomości." });
  assert.equal(polish.count("unread", 3), "3 wiadomości");
  assert.equal(polish.count("unread", 5), "5 wiadomości.");
});

test("i18n: a locale that does not exist is no error", () => {
  for (const locale of ["", "xx-not a tag", "__proto__", null, undefined]) assert.equal(createI18n(locale).t("send"), "Send message");
});

test("i18n: days are named by how long ago they were", () => {
  const { day } = createI18n("en");
  const now = new Date();
  const before = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days, 23, 59);
  assert.equal(day(before(0)), "Today");
  assert.equal(day(before(1)), "Yesterday");
  assert.match(day(before(400)), /^[A-Z][a-z]+ \d+, \d{4}$/);
  assert.equal(day(new Date("nonsense")), "");
});

test("i18n: sizes of files are said in the locale's units", () => {
  const { bytes } = createI18n("en");
  assert.deepEqual([0, 999, 2_400_000, 5e12].map(bytes), ["0 byte", "999 byte", "2.4 MB", "5,000 GB"]);
});
