import { append, h } from "../ui/dom.js";
import { linkUrl } from "./url.js";

/** Makes a link that tells its target nothing about the page, or null where the address is not allowed. */
export function link(raw: unknown, label?: string, props: Record<string, string> = {}): HTMLAnchorElement | null {
  const href = linkUrl(raw);
  if (!href) return null;
  const web = href.startsWith("http");
  return h("a", { href, rel: "noopener noreferrer nofollow ugc", target: web && "_blank", ...props }, label);
}

/** What in a text looks like a web address; one that goes on after these is too long to be a link. */
export const bareUrl = /https?:\/\/[^\s<>"]{1,2048}/gi;

/** Returns how much of an address found in running text belongs to it: not the full stop or bracket after it. */
export function bareUrlLength(url: string): number {
  let unopened = url.split(")").length - url.split("(").length;
  for (let end = url.length; ; end--) {
    const last = url[end - 1]!;
    if (last === ")" ? unopened-- <= 0 : !".,:;!?'*_~`]".includes(last)) return end;
  }
}

/** Appends plain text in which web addresses are links. */
export function linkify(into: Node, text: string): void {
  let done = 0;
  for (const { 0: found, index } of text.matchAll(bareUrl)) {
    const url = found.slice(0, bareUrlLength(found));
    const anchor = link(url, url);
    if (!anchor) continue;
    append(into, text.slice(done, index), anchor);
    done = index + url.length;
  }
  append(into, text.slice(done));
}
