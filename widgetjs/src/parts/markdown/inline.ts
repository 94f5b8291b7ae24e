import { append, h } from "../../ui/dom.js";
import { bareUrl, bareUrlLength, link } from "../link.js";

/**
 * The inline half of Markdown: emphasis, code, links. One pass over the text
 * makes a flat list of pieces; delimiters wait on a short stack for their
 * partner, and what finds none stays text. The stack is bounded, so the time is
 * linear in the text and the nesting of the result is bounded too.
 */

/** How many delimiters wait at most; the oldest gives up. It is also how deep the result nests. */
const maxOpen = 16;

/** A delimiter: text until it has found its partner. */
interface Mark {
  readonly text: string;
  /** Of an opening mark that has its partner: makes the element. */
  open?: () => HTMLElement;
  /** A closing mark that has its partner. */
  close?: boolean;
}

/** An opening mark that waits: `*`, `**`, `_`, `__`, `~~`, `[` or `![`. */
interface Waiting {
  readonly mark: Mark;
  readonly kind: string;
}

type Piece = string | Mark | HTMLElement;

const urlHere = new RegExp(bareUrl, "iy");
const special = /[\\`*_~[\]!<]|https?:\/\//gi;
const run = /(.)\1*/y;
const autolink = /<((?:https?:\/\/|mailto:|tel:)[^\s<>]*)>/iy;
const target = /\( {0,4}<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s{1,4}(?:"[^"]*"|'[^']*'))? {0,4}\)/y;
const space = /\s/;
const word = /[\p{L}\p{N}_]/u;
const punctuation = /[!-/:-@[-`{-~]/;

const emphasis: Readonly<Record<string, () => HTMLElement>> = {
  "*": () => h("em"),
  _: () => h("em"),
  "**": () => h("strong"),
  __: () => h("strong"),
  "~~": () => h("del"),
};

/** Appends a text with inline Markdown to a node. */
export function inline(into: Node, text: string): void {
  build(into, new Scanner(text).scan());
}

class Scanner {
  readonly #pieces: Piece[] = [];
  readonly #waiting: Waiting[] = [];
  /** Lengths of backtick runs that are known to have no partner ahead. */
  readonly #lonely = new Set<number>();
  /** Where the text begins that is in no piece yet. */
  #done = 0;

  constructor(readonly text: string) {}

  scan(): readonly Piece[] {
    let at = 0;
    for (;;) {
      special.lastIndex = at;
      const found = special.exec(this.text);
      if (!found) break;
      at = this.#special(found.index, found[0]);
    }
    this.#flush(this.text.length);
    return this.#pieces;
  }

  /** Handles what stands at a place and returns where to go on. */
  #special(at: number, found: string): number {
    switch (found) {
      case "\\":
        return this.#escape(at);
      case "`":
        return this.#code(at);
      case "[":
        return this.#wait(at, "[");
      case "!":
        return this.text[at + 1] === "[" ? this.#wait(at, "![") : at + 1;
      case "]":
        return this.#link(at);
      case "<":
        return this.#autolink(at);
      case "*":
      case "_":
      case "~":
        return this.#emphasis(at);
      default:
        return this.#url(at);
    }
  }

  #flush(to: number): void {
    if (to > this.#done) this.#pieces.push(this.text.slice(this.#done, to));
  }

  /** Adds a piece for the text between two places. */
  #put(piece: Piece, from: number, to: number): number {
    this.#flush(from);
    this.#pieces.push(piece);
    return (this.#done = to);
  }

  #escape(at: number): number {
    const next = this.text[at + 1];
    return next && punctuation.test(next) ? this.#put(next, at, at + 2) : at + 1;
  }

  #code(at: number): number {
    const ticks = this.#run(at);
    const end = this.#lonely.has(ticks) ? -1 : this.#closingRun(at + ticks, ticks);
    if (end < 0) {
      this.#lonely.add(ticks);
      return at + ticks;
    }
    const code = this.text.slice(at + ticks, end);
    const padded = code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "";
    return this.#put(h("code", null, padded ? code.slice(1, -1) : code), at, end + ticks);
  }

  /** Finds the next run of exactly so many backticks. Longer runs than 4 are text, which bounds the searches. */
  #closingRun(from: number, ticks: number): number {
    for (let at = this.text.indexOf("`", from); at >= 0 && ticks <= 4; ) {
      const length = this.#run(at);
      if (length === ticks) return at;
      at = this.text.indexOf("`", at + length);
    }
    return -1;
  }

  #run(at: number): number {
    run.lastIndex = at;
    return run.exec(this.text)?.[0].length ?? 1;
  }

  #autolink(at: number): number {
    autolink.lastIndex = at;
    const found = autolink.exec(this.text);
    const anchor = found && link(found[1], found[1]!.replace(/^(mailto|tel):/i, ""));
    return anchor ? this.#put(anchor, at, at + found[0].length) : at + 1;
  }

  #url(at: number): number {
    urlHere.lastIndex = at;
    const found = urlHere.exec(this.text)?.[0] ?? "";
    const url = found.slice(0, bareUrlLength(found));
    // Inside the text of a link there are no further links.
    const anchor = this.#waiting.some(({ kind }) => kind.endsWith("[")) ? null : link(url, url);
    return anchor ? this.#put(anchor, at, at + url.length) : at + (url.length || 1);
  }

  #wait(at: number, kind: string): number {
    const mark: Mark = { text: kind };
    if (this.#waiting.push({ mark, kind }) > maxOpen) this.#waiting.shift();
    return this.#put(mark, at, at + kind.length);
  }

  /** A run of `*`, `_` or `~` closes what it can, and what is left of it opens. */
  #emphasis(at: number): number {
    const char = this.text[at]!;
    const length = this.#run(at);
    const before = this.text[at - 1] ?? " ";
    const after = this.text[at + length] ?? " ";
    const end = at + length;
    const inWord = char === "_" && word.test(before) && word.test(after);
    if (length > 3 || (char === "~" && length !== 2) || inWord) return end;
    if (!space.test(before)) {
      for (let width; at < end && (width = this.#close(at, char, end - at)); ) at += width;
    }
    if (!space.test(after)) {
      while (at < end) at = this.#wait(at, this.text.slice(at, Math.min(at + 2, end)));
    }
    return end;
  }

  /** Closes the newest waiting mark of the character that fits; returns the width of the mark it used. */
  #close(at: number, char: string, available: number): number {
    const index = this.#waiting.findLastIndex(({ kind }) => kind[0] === char && kind.length <= available);
    const opener = this.#waiting[index];
    if (!opener || this.#touches(opener.mark, at)) return 0;
    this.#waiting.length = index;
    opener.mark.open = emphasis[opener.kind]!;
    this.#put({ text: opener.kind, close: true }, at, at + opener.kind.length);
    return opener.kind.length;
  }

  /** Whether nothing stands between a mark and a place. */
  #touches(mark: Mark, at: number): boolean {
    return this.#done === at && this.#pieces.at(-1) === mark;
  }

  #link(at: number): number {
    target.lastIndex = at + 1;
    const index = this.#waiting.findLastIndex(({ kind }) => kind.endsWith("["));
    const found = index >= 0 && this.text[at + 1] === "(" && target.exec(this.text);
    if (!found) return at + 1;
    const address = found[1]!;
    const { mark } = this.#waiting[index]!;
    const anchor = link(address, "", { title: address });
    this.#waiting.length = index;
    if (!anchor) return at + 1 + found[0].length;
    mark.open = () => anchor;
    // A link around this one would not be a link.
    for (let i = index; i-- > 0; ) if (this.#waiting[i]!.kind.endsWith("[")) this.#waiting.splice(i, 1);
    return this.#put({ text: "]", close: true }, at, at + 1 + found[0].length);
  }
}

/** Puts the pieces together. Marks that found no partner are text. */
function build(into: Node, pieces: readonly Piece[]): void {
  const parents: Node[] = [];
  let parent = into;
  for (const piece of pieces) {
    if (typeof piece === "string" || piece instanceof Node) append(parent, piece);
    else if (piece.open) {
      parents.push(parent);
      parent = parent.appendChild(piece.open());
    } else if (piece.close) {
      // An image without a description is shown by its address.
      if (!parent.hasChildNodes()) append(parent, (parent as Element).getAttribute("href"));
      parent = parents.pop() ?? into;
    } else append(parent, piece.text);
  }
}
