import type { Part } from "../client/index.js";
import { append, h } from "../ui/dom.js";
import { drawn } from "../ui/icons.js";
import type { PartContext } from "../parts/context.js";
import { textOf } from "../parts/fields.js";
import { link } from "../parts/link.js";
import { mediaUrl } from "../parts/url.js";

const sheet = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zm0 0v5h5";

/** Makes a picture that reserves its place and becomes its description where it cannot be loaded. */
export function picture(url: unknown, alt: string, context: PartContext, { width, height }: Readonly<Record<string, unknown>> = {}): HTMLImageElement | null {
  const src = mediaUrl(url, context.server);
  if (!src) return null;
  const image = h("img", {
    alt,
    width: isLength(width) && width,
    height: isLength(height) && height,
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
    error: () => image.replaceWith(h("span", { class: "missing" }, alt || context.i18n.t("image"))),
  });
  image.src = src; // after the listener, which a cached failure would not wait for
  return image;
}

/** Shows a file as a link with its name and size. */
export function file({ url, name, size }: Part, { server, i18n }: PartContext): HTMLElement | null {
  const anchor = link(mediaUrl(url, server), "", { class: "file" });
  if (anchor) {
    append(anchor, drawn(sheet), h("span", { dir: "auto" }, textOf(name) || anchor.href), isLength(size) && h("small", null, i18n.bytes(size)));
  }
  return anchor;
}

/** Shows a sound or a film with the browser's own controls, and its file below for those who cannot play it. */
export function player(part: Part, context: PartContext): HTMLElement | null {
  const src = mediaUrl(part["url"], context.server);
  if (!src) return null;
  const name = textOf(part["name"]);
  const media = h(part.type as "audio" | "video", { src, controls: true, preload: "metadata", "aria-label": name, playsinline: true });
  return h("figure", { class: "player" }, media, h("figcaption", null, file(part, context)));
}

function isLength(value: unknown): value is number {
  return typeof value === "number" && value > 0;
}
