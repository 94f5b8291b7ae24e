/**
 * Which addresses may leave the widget. Everything that becomes an href or a
 * src goes through here; what is refused is shown as text.
 */

/** Returns the address of a link, normalized, or null: only absolute http, https, mailto and tel. */
export function linkUrl(raw: unknown): string | null {
  return absolute(raw, /^(https?|mailto|tel):$/);
}

/** Returns the address of an image, a file or a sound, or null: http, https, or a path under the server's `files/`. */
export function mediaUrl(raw: unknown, server: string): string | null {
  if (typeof raw !== "string" || !raw.startsWith("files/")) return absolute(raw, /^https?:$/);
  const root = parse(server.replace(/\/*$/, "/files/"), document.baseURI);
  const url = root && parse(raw.slice("files/".length), root.href);
  return url?.href.startsWith(root!.href) ? url.href : null;
}

/** No address is longer than 2048 characters. */
function absolute(raw: unknown, schemes: RegExp): string | null {
  const url = typeof raw === "string" && raw.length <= 2048 && parse(raw);
  // A name before the host ("https://bank.example@evil.example") is only ever there to deceive.
  return url && schemes.test(url.protocol) && !url.username && !url.password ? url.href : null;
}

function parse(raw: string, base?: string): URL | null {
  return URL.canParse(raw, base) ? new URL(raw, base) : null;
}
