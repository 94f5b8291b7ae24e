import type { Part } from "../client/index.js";
import { h } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import type { PartContext } from "../parts/context.js";
import { textOf } from "../parts/fields.js";
import { mediaUrl } from "../parts/url.js";

/** A link that tells its target nothing about the page. */
export const quiet = { rel: "noopener noreferrer nofollow ugc", target: "_blank" };

/** Makes a picture that reserves its place and becomes its description where it cannot be loaded. */
export function picture(url: unknown, alt: string, context: PartContext, size: Part | null = null): HTMLImageElement | null {
  const src = mediaUrl(url, context.server);
  if (!src) return null;
  const length = (value: unknown) => (typeof value === "number" && value > 0 ? value : null);
  const image = h("img", {
    alt,
    width: length(size?.["width"]),
    height: length(size?.["height"]),
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
    error: () => image.replaceWith(h("span", { class: "missing" }, alt || context.i18n.t("image"))),
  });
  image.src = src; // after the listener, which a cached failure would not wait for
  return image;
}

/** Shows a file as a link with its name and size. */
export function file(part: Part, context: PartContext): HTMLElement | null {
  const href = mediaUrl(part["url"], context.server);
  if (!href) return null;
  const size = typeof part["size"] === "number" && part["size"] > 0 && context.i18n.bytes(part["size"]);
  return h(
    "a",
    { class: "file", href, ...quiet },
    icon("file"),
    h("span", { dir: "auto" }, textOf(part["name"]) || href),
    size && h("small", null, size),
  );
}

/** Shows a sound or a film with the browser's own controls, and its file below for those who cannot play it. */
export function player(part: Part, context: PartContext): HTMLElement | null {
  const src = mediaUrl(part["url"], context.server);
  if (!src) return null;
  const name = textOf(part["name"]);
  const media = h(part.type as "audio" | "video", { src, controls: true, preload: "metadata", "aria-label": name, playsinline: true });
  return h("figure", { class: "player" }, media, h("figcaption", null, file(part, context)));
}
