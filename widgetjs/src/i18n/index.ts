import { en } from "./en.js";
import type { Strings } from "./en.js";

export type { Strings };

/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & { readonly [key: string]: string | undefined };

type Word = keyof Strings;
type Countable = "new" | "unread";

/** The widget's words, dates and numbers in one locale. */
export interface I18n {
  /** A text, with {placeholders} filled in. */
  t(word: Word, values?: Readonly<Record<string, string>>): string;
  /** A text in the plural form for n. */
  count(word: Countable, n: number): string;
  /** The time of day, e.g. "14:05". */
  time(date: Date): string;
  /** The day: "Today", "Yesterday", "Monday, June 1". */
  day(date: Date): string;
  /** A file's size, e.g. "2.4 MB". */
  bytes(n: number): string;
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
export function createI18n(wanted?: string | null, translation: Translation = {}): I18n {
  const locale = usableLocale(wanted);
  const words: Record<string, string | undefined> = { ...en, ...translation };
  const plural = new Intl.PluralRules(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (date: Date) => (Number.isNaN(+date) ? "" : formatter.format(date));
  };
  const thisYear = format({ weekday: "long", month: "long", day: "numeric" });
  const otherYear = format({ year: "numeric", month: "long", day: "numeric" });
  const fill = (text: string | undefined, values: Readonly<Record<string, string>>) =>
    (text ?? "").replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);

  return {
    t: (word, values = {}) => fill(words[word], values),
    count: (word, n) =>
      fill(words[`${word}_${plural.select(n)}`] ?? words[`${word}_other`], { n: n.toLocaleString(locale) }),
    time: format({ hour: "numeric", minute: "2-digit" }),
    day(date) {
      const ago = daysAgo(date);
      if (ago !== 0 && ago !== 1) return (date.getFullYear() === new Date().getFullYear() ? thisYear : otherYear)(date);
      const text = relative.format(-ago, "day");
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
    bytes(n) {
      const power = Math.min(3, Math.max(0, Math.floor(Math.log10(n) / 3) || 0));
      const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power]!;
      return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(n / 1000 ** power);
    },
  };
}

/** How many midnights lie between a date and now. */
function daysAgo(date: Date): number {
  const midnight = (of: Date) => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  return (midnight(new Date()) - midnight(date)) / 86_400_000;
}
