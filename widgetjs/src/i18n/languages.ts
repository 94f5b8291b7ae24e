import type { Translation, Words } from "./index.js";

type Load = () => Promise<{ readonly words: Words }>;

/** The languages beside English; each is a file of its own. */
const languages: Readonly<Record<string, Load>> = {
  ar: () => import("./ar.js"),
  de: () => import("./de.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  he: () => import("./he.js"),
  it: () => import("./it.js"),
  ja: () => import("./ja.js"),
  ko: () => import("./ko.js"),
  nl: () => import("./nl.js"),
  pl: () => import("./pl.js"),
  pt: () => import("./pt.js"),
  ru: () => import("./ru.js"),
  tr: () => import("./tr.js"),
  zh: () => import("./zh.js"),
};

/** What English and unknown languages have: nothing to put in place of the English words. */
export const noWords: Translation = {};

/** Loads the words of a locale's language. Where they cannot be loaded it stays English; it never rejects. */
export async function wordsOf(locale: string | null | undefined): Promise<Translation> {
  const language = locale?.toLowerCase().split("-")[0] ?? "";
  try {
    return Object.hasOwn(languages, language) ? (await languages[language]!()).words : noWords;
  } catch {
    return noWords;
  }
}
