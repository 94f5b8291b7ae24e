import { en } from "./en.js";
import { createWords, usableLocale } from "./words.js";
import type { Strings, Translation, Words } from "./words.js";

export { usableLocale };
export type { Strings, Translation };

/** The widget's words, dates and numbers in one locale. */
export interface I18n extends Words<keyof Strings> {
  /** The time of day, e.g. "14:05". */
  time(date: Date): string;
  /** The day: "Today", "Yesterday", "Monday, June 1". */
  day(date: Date): string;
  /** A file's size, e.g. "2.4 MB". */
  bytes(n: number): string;
}

/** Makes the words, dates and numbers of a locale. */
export function createI18n(wanted?: string | null, translation: Translation = {}): I18n {
  const locale = usableLocale(wanted);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (date: Date) => (Number.isNaN(+date) ? "" : formatter.format(date));
  };
  const thisYear = format({ weekday: "long", month: "long", day: "numeric" });
  const otherYear = format({ year: "numeric", month: "long", day: "numeric" });

  return {
    ...createWords(en, locale, translation),
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
