/**
 * What a page and the chat in its frame say to one another. The page hands the frame one end of a MessageChannel in a
 * single message to the frame's window, addressed to the server's exact origin; all else goes through the channel, which
 * nobody but the two can reach. Both sides take only what has the form of the messages here.
 */

/** The one message to a window; it brings the port. */
export const greeting = "chatmount:embed:1";

/** What the page may decide about the look; text each, null takes an option back to its default. */
export const lookOptions = ["theme", "locale", "dir", "heading", "scroll"] as const;

export type LookOptions = { readonly [Name in (typeof lookOptions)[number]]?: string | null };

/** What the page says. */
export type ToFrame =
  | { readonly type: "configure"; readonly look: LookOptions }
  | { readonly type: "open"; readonly focus: boolean }
  | { readonly type: "close" }
  | { readonly type: "identify"; readonly token: string }
  | { readonly type: "logout" };

/** What the frame says. Nothing of a conversation is among it. */
export type ToPage =
  | { readonly type: "open" }
  | { readonly type: "close" }
  | { readonly type: "unread"; readonly unread: number }
  | { readonly type: "resize"; readonly height: number }
  | { readonly type: "identified"; readonly error: string | null };

/** The longest text that is taken, a token included. */
const longest = 8192;

/** Returns what a page has said, null when it is nothing of this. */
export function fromPage(data: unknown): ToFrame | null {
  const { type, focus, token, look } = members(data);
  if (type === "open" && typeof focus === "boolean") return { type, focus };
  if (type === "close" || type === "logout") return { type };
  if (type === "identify" && isText(token)) return { type, token };
  if (type === "configure") return { type, look: lookOf(look) };
  return null;
}

/** Returns what a frame has said, null when it is nothing of this. */
export function fromFrame(data: unknown): ToPage | null {
  const { type, unread, height, error } = members(data);
  if (type === "open" || type === "close") return { type };
  if (type === "unread" && isCount(unread)) return { type, unread };
  if (type === "resize" && isCount(height)) return { type, height };
  if (type === "identified" && (error === null || isText(error))) return { type, error };
  return null;
}

/** Takes the known options out of something, and nothing that it has inherited. */
export function lookOf(from: unknown): LookOptions {
  const given = members(from);
  return Object.fromEntries(lookOptions.filter((name) => given[name] === null || isText(given[name])).map((name) => [name, given[name]]));
}

/** The own members of an object; of all else none. */
function members(of: unknown): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, typeof of === "object" ? of : null);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= longest;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
