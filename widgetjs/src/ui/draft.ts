/**
 * The text in the composer, by server. It outlives a reload where the browser lets it, and a rebuild of the window
 * always.
 */

const drafts = new Map<string, string>();

/** Returns what was being written to a server. */
export function loadDraft(server: string): string {
  return drafts.get(server) ?? guarded((storage, key) => storage.getItem(key), server) ?? "";
}

/** Keeps what is being written. */
export function keepDraft(server: string, text: string): void {
  drafts.set(server, text);
  guarded((storage, key) => (text ? storage.setItem(key, text) : storage.removeItem(key)), server);
}

/** Uses the tab's storage; it may be forbidden or full, and then a draft just does not last. */
function guarded<T>(use: (storage: Storage, key: string) => T, server: string): T | undefined {
  try {
    return use(sessionStorage, `chatmount:draft:${server}`);
  } catch {
    return undefined;
  }
}
