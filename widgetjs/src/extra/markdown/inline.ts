import { append, h } from "../../ui/dom.js";
import { bareUrl, bareUrlLength, link } from "../../parts/link.js";

/**
 * The inline half of Markdown: emphasis, code, links. One pass over the text
 * makes a flat list of pieces; delimiters wait on a short stack for their
 * partner, which puts the pieces between them into an element. What finds none
 * stays text. The stack is bounded, so the time is linear in the text and the
 * nesting of the result is bounded too.
 */

/** How many delimiters wait at most; the oldest gives up. It is also how deep the result nests. */
const maxOpen = 16;

/** Find a run of 1, 2, 3 and 4 backticks. Longer ones are text, which bounds the searches for their partners. */
const ticks = [1, 2, 3, 4].map((length) => new RegExp(`(?<!\`)\`{${length}}(?!\`)`, "g"));

/** What may be more than text: an escape, backticks, emphasis, an opening bracket, a closing one with its address, addresses. */
const special = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/,
    /(`+)/,
    /(\*+|_+|~+)/,
    /(!?\[)/,
    /(\])(?:\( {0,4}<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s{1,4}(?:"[^"]*"|'[^']*'))? {0,4}\))?/,
    /<((?:https?:\/\/|mailto:|tel:)[^\s<>]*)>/,
    bareUrl,
  ].map(({ source }) => source).join("|"),
  "gi",
);
const space = /\s/;
const word = /[\p{L}\p{N}_]/u;

type Piece = string | Node;

/** An opening delimiter that waits, `*`, `**`, `_`, `__`, `~~`, `[` or `![`, and which piece it is as long as it is text. */
type Waiting = readonly [kind: string, piece: number];

const isBracket = ([kind]: Waiting) => kind.endsWith("[");

/** Appends a text with inline Markdown to an element, and returns it. */
export function inline<E extends Node>(into: E, text: string): E {
  const pieces: Piece[] = [];
  let waiting: Waiting[] = [];
  /** Lengths of runs of backticks that are known to have no partner ahead. */
  const lonely = new Set<number>();
  /** Where the text begins that is in no piece yet. */
  let done = 0;

  /** Adds a piece for the text between two places, and goes on behind it. */
  const put = (piece: Piece, from: number, to: number) => {
    pieces.push(text.slice(done, from), piece);
    done = special.lastIndex = to;
  };

  /** Puts all pieces since a waiting delimiter into an element, which takes the place of both delimiters. */
  const close = (index: number, element: HTMLElement, from: number, to: number) => {
    put("", from, to);
    fill(element, pieces.splice(waiting[index]![1]).slice(1));
    pieces.push(element);
    waiting.length = index;
  };

  const wait = (kind: string, at: number) => {
    put(kind, at, at + kind.length);
    if (waiting.push([kind, pieces.length - 1]) > maxOpen) waiting.shift();
  };

  const code = (length: number, at: number) => {
    const from = at + length;
    const partner = ticks[length - 1];
    if (!partner || lonely.has(length)) return;
    partner.lastIndex = from;
    const to = partner.exec(text)?.index;
    if (to === undefined) lonely.add(length);
    // One space at each end is there to keep backticks apart.
    else put(h("code", null, text.slice(from, to).replace(/^ (?=.*\S)(.*) $/s, "$1")), at, to + length);
  };

  /** A run of `*`, `_` or `~` closes what it can, and what is left of it opens. */
  const emphasis = (run: string, at: number) => {
    const char = run[0]!;
    const end = at + run.length;
    const before = text[at - 1] ?? " ";
    const after = text[end] ?? " ";
    if (run.length > 3 || (char === "~" && run.length !== 2) || (char === "_" && word.test(before) && word.test(after))) return;
    while (!space.test(before)) {
      const index = waiting.findLastIndex(([kind]) => kind[0] === char && kind.length <= end - at);
      const opener = waiting[index];
      if (!opener || (done === at && opener[1] === pieces.length - 1)) break; // there is none, or nothing between them
      const to = at + opener[0].length;
      close(index, h(char === "~" ? "del" : opener[0][1] ? "strong" : "em"), at, to);
      at = to;
    }
    while (at < end && !space.test(after)) {
      wait(text.slice(at, Math.min(at + 2, end)), at);
      at = done;
    }
    special.lastIndex = end;
  };

  /** A closing bracket: with an address it makes a link of what came since the opening one. */
  const bracket = (at: number, end: number, address: string | undefined) => {
    const index = waiting.findLastIndex(isBracket);
    if (index < 0) special.lastIndex = at + 1;
    else if (address === undefined) waiting.splice(index, 1);
    else {
      const anchor = link(address, "", { title: address });
      if (!anchor) {
        waiting.length = index;
        return;
      }
      close(index, anchor, at, end);
      // An image without a description is shown by its address.
      if (!anchor.hasChildNodes()) append(anchor, anchor.getAttribute("href"));
      waiting = waiting.filter((outer) => !isBracket(outer)); // a link around this one would not be a link
    }
  };

  /** An address that is written out, in angle brackets or bare. Inside the text of a link there are no further links. */
  const url = (address: string, at: number, end: number) => {
    const anchor = waiting.some(isBracket) ? null : link(address, address.replace(/^(mailto|tel):/i, ""));
    if (anchor) put(anchor, at, end);
    else special.lastIndex = at + address.search(/]|$/); // what follows may be the end of a link's text
  };

  for (let found; (found = special.exec(text)); ) {
    const [all, escaped, backticks, run, opening, closing, address, angled] = found;
    const at = found.index;
    const end = at + all.length;
    if (escaped) put(escaped, at, end);
    else if (backticks) code(backticks.length, at);
    else if (run) emphasis(run, at);
    else if (opening) wait(opening, at);
    else if (closing) bracket(at, end, address);
    else if (angled) url(angled, at, end);
    else {
      const length = bareUrlLength(all);
      url(all.slice(0, length), at, at + length);
    }
  }
  pieces.push(text.slice(done));
  return fill(into, pieces);
}

function fill<E extends Node>(into: E, pieces: readonly Piece[]): E {
  for (const piece of pieces) append(into, piece);
  return into;
}
