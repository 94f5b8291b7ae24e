/**
 * Which addresses may leave the widget. Everything that becomes an href or a
 * src goes through here; what is refused is shown as text.
 */
/** Returns the address of a link, normalized, or null: only absolute http, https, mailto and tel. */
export declare function linkUrl(raw: unknown): string | null;
/** Returns the address of an image, a file or a sound, or null: http, https, or a path under the server's `files/`. */
export declare function mediaUrl(raw: unknown, server: string): string | null;
