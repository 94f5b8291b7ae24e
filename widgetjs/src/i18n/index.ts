import { en } from "./en.js";
import type { Strings } from "./en.js";

export type { Strings };

/** The words of a language that is loaded when it is asked for; the plural forms are those that the language has. */
export type Words = { readonly [Key in Exclude<keyof Strings, `${Counted}_one`>]: string } & { readonly [Form in `${Counted}_${"zero" | "one" | "two" | "few" | "many"}`]?: string };

/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & { readonly [key: string]: string | undefined };

/** The words that have plural forms. */
export type Counted = "new" | "unread" | "stars";

/** Says a text, with {placeholders} filled in. */
export type Translate = (word: keyof Strings, values?: Readonly<Record<string, string>>) => string;

/** The widget's words, dates and numbers in one locale. */
export interface I18n {
  readonly t: Translate;
  /** A text in the plural form for n. */
  count(word: Counted, n: number): string;
  /** Whether the language is written from right to left. */
  readonly rtl: boolean;
  /** The language, e.g. "de"; undefined: the browser's own. */
  readonly locale: string | undefined;
  /** The time of day, e.g. "14:05". */
  time(date: Date): string;
  /** The day: "Today", "Yesterday", "Monday, June 1". */
  day(date: Date): string;
  /** A file's size, e.g. "2.4 MB". */
  bytes(n: number): string;
}

const english: Record<string, string> = { ...en };

/** Adds the English words of what was loaded later. */
export function addEnglish(words: Readonly<Record<string, string>>): void {
  Object.assign(english, words);
}

/** Makes the words, dates and numbers of a locale; what the translation lacks is said in English. */
export function createI18n(wanted?: string | null, translation: Translation = {}): I18n {
  const locale = usableLocale(wanted);
  const word = (name: string) => [translation[name], english[name]].find((text) => typeof text === "string"); // a role named "constructor" finds a function
  const fill = (text = "", values: Readonly<Record<string, string>>) =>
    text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  const format = (options: Intl.DateTimeFormatOptions) => {
    let formatter: Intl.DateTimeFormat | undefined; // making one takes as long as using it fifty times
    return (date: Date) => (Number.isNaN(+date) ? "" : (formatter ??= new Intl.DateTimeFormat(locale, options)).format(date));
  };
  const thisYear = format({ weekday: "long", month: "long", day: "numeric" });
  const otherYear = format({ year: "numeric", month: "long", day: "numeric" });
  return {
    locale,
    rtl: /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/.test(locale ?? ""),
    t: (name, values = {}) => fill(word(name), values),
    count(name, n) {
      const form = new Intl.PluralRules(locale).select(n);
      return fill(word(`${name}_${form}`) ?? word(`${name}_other`), { n: n.toLocaleString(locale) });
    },
    time: format({ hour: "numeric", minute: "2-digit" }),
    day(date) {
      const ago = daysAgo(date);
      if (ago !== 0 && ago !== 1) return (date.getFullYear() === new Date().getFullYear() ? thisYear : otherYear)(date);
      const text = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
    bytes(n) {
      const power = Math.max(0, Math.min(3, Math.trunc(Math.log10(n || 1) / 3)));
      const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power]!;
      return (n / 1000 ** power).toLocaleString(locale, { style: "unit", unit, maximumFractionDigits: 1 });
    },
  };
}

/** Returns a locale that Intl knows: the wanted one, else the browser's own. */
function usableLocale(wanted: string | null | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(wanted || [])[0];
  } catch {
    return undefined; // a malformed tag must not take the widget down
  }
}

/** How many midnights lie between a date and now. */
function daysAgo(date: Date): number {
  const midnight = (of: Date) => new Date(of).setHours(0, 0, 0, 0);
  return Math.round((midnight(new Date()) - midnight(date)) / 86_400_000); // days have 23 hours to 25
}
