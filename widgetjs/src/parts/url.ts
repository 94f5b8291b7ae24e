/**
 * Which addresses may leave the widget. Everything that becomes an href or a
 * src goes through here; what is refused is shown as text.
 */

const linkSchemes = new Set(["http:", "https:", "mailto:", "tel:"]);
const mediaSchemes = new Set(["http:", "https:"]);

/** The longest address that is taken for one. */
export const maxUrlLength = 2048;

/** Returns the address of a link, normalized, or null: only absolute http, https, mailto and tel. */
export function linkUrl(raw: unknown): string | null {
  return absolute(raw, linkSchemes);
}

/** Returns the address of an image, a file or a sound, or null: http, https, or a path under the server's `files/`. */
export function mediaUrl(raw: unknown, server: string): string | null {
  if (typeof raw !== "string" || !raw.startsWith("files/")) return absolute(raw, mediaSchemes);
  const root = parse(server.replace(/\/*$/, "/files/"), globalThis.document?.baseURI);
  const url = root && parse(raw.slice("files/".length), root.href);
  return url?.href.startsWith(root!.href) ? url.href : null;
}

function absolute(raw: unknown, schemes: ReadonlySet<string>): string | null {
  if (typeof raw !== "string" || raw.length > maxUrlLength) return null;
  const url = parse(raw);
  // A name before the host ("https://bank.example@evil.example") is only ever there to deceive.
  return url && schemes.has(url.protocol) && !url.username && !url.password ? url.href : null;
}

function parse(raw: string, base?: string): URL | null {
  return URL.canParse(raw, base) ? new URL(raw, base) : null;
}
