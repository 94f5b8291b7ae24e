import type { Strings } from "./en.js";
export type { Strings };
/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & {
    readonly [key: string]: string | undefined;
};
/** Texts in one locale. */
export interface Words<Known extends string> {
    /** A text, with {placeholders} filled in. */
    t(word: Known, values?: Readonly<Record<string, string>>): string;
    /** A text in the plural form for n. */
    count(word: "new" | "unread", n: number): string;
}
/** Returns a locale that Intl knows: the wanted one, else the browser's own. */
export declare function usableLocale(wanted: string | null | undefined): string | undefined;
/** Makes the words of a locale; what the translation lacks is said in English. */
export declare function createWords<Known extends string>(english: Readonly<Record<Known, string>>, locale: string | undefined, translation: Translation): Words<Known>;
