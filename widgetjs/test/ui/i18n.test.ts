import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { extraEn } from "../../src/extra/en.js";
import { en } from "../../src/i18n/en.js";
import { createI18n } from "../../src/i18n/index.js";
import { noWords, wordsOf } from "../../src/i18n/languages.js";

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

const folder = "src/i18n";
const languages = readdirSync(folder).map((name) => name.slice(0, -3)).filter((name) => /^[a-z]{2}$/.test(name) && name !== "en");

test("i18n: there are at least ten languages beside English, and one that runs from right to left", () => {
  assert.ok(languages.length >= 10, languages.join());
  assert.deepEqual(languages.filter((name) => createI18n(name).rtl), ["ar", "he"]);
});

for (const language of languages) {
  test(`i18n: ${language} has every word with its placeholders, and the plural forms that Intl asks for`, async () => {
    const words = await wordsOf(`${language}-XX`) as Record<string, string>;
    const english: Record<string, string> = { ...en, ...extraEn };
    const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
    for (const [name, text] of Object.entries(english)) {
      if (/_(one|other)$/.test(name)) continue;
      assert.ok(words[name], name);
      assert.equal(placeholders(words[name]!), placeholders(text), name);
    }
    const rules = new Intl.PluralRules(language);
    for (const name of ["unread", "new", "stars"]) {
      for (let n = 1; n <= 120; n++) assert.ok(words[`${name}_${rules.select(n)}`], `${name} of ${n}`);
      assert.match(words[`${name}_other`]!, /\{n\}/);
    }
    const known = new Set([...Object.keys(english), ...["unread", "new", "stars"].flatMap((name) => ["zero", "two", "few", "many"].map((form) => `${name}_${form}`))]);
    assert.deepEqual(Object.keys(words).filter((name) => !known.has(name)), [], "words that nothing says");
  });
}

test("i18n: English and unknown languages load nothing", async () => {
  for (const locale of ["en", "en-GB", "xx", "", null, undefined, "__proto__", "constructor"]) assert.equal(await wordsOf(locale), noWords, String(locale));
});
