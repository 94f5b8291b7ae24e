import type { Strings } from "./en.js";

export type { Strings };

/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & { readonly [key: string]: string | undefined };

/** Texts in one locale. */
export interface Words<Known extends string> {
  /** A text, with {placeholders} filled in. */
  t(word: Known, values?: Readonly<Record<string, string>>): string;
  /** A text in the plural form for n. */
  count(word: "new" | "unread", n: number): string;
}

/** Returns a locale that Intl knows: the wanted one, else the browser's own. */
export function usableLocale(wanted: string | null | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(wanted || [])[0];
  } catch {
    return undefined; // a malformed tag must not take the widget down
  }
}

/** Makes the words of a locale; what the translation lacks is said in English. */
export function createWords<Known extends string>(
  english: Readonly<Record<Known, string>>,
  locale: string | undefined,
  translation: Translation,
): Words<Known> {
  const words: Record<string, string | undefined> = { ...english, ...translation };
  const plural = new Intl.PluralRules(locale);
  const fill = (text: string | undefined, values: Readonly<Record<string, string>>) =>
    (text ?? "").replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  return {
    t: (word, values = {}) => fill(words[word], values),
    count: (word, n) =>
      fill(words[`${word}_${plural.select(n)}`] ?? words[`${word}_other`], { n: n.toLocaleString(locale) }),
  };
}
