import type { Strings } from "./en.js";
export type { Strings };
/** The words of a language that is loaded when it is asked for; the plural forms are those that the language has. */
export type Words = {
    readonly [Key in Exclude<keyof Strings, `${Counted}_one`>]: string;
} & {
    readonly [Form in `${Counted}_${"zero" | "one" | "two" | "few" | "many"}`]?: string;
};
/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & {
    readonly [key: string]: string | undefined;
};
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
/** Adds the English words of what was loaded later. */
export declare function addEnglish(words: Readonly<Record<string, string>>): void;
/** Makes the words, dates and numbers of a locale; what the translation lacks is said in English. */
export declare function createI18n(wanted?: string | null, translation?: Translation): I18n;
