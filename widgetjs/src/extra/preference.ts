/**
 * What the visitor has chosen, for all pages of this origin. It is written only when the visitor does choose, and
 * outside of what tells that a chat was used.
 */

/** What was chosen on this page, where the storage is forbidden. */
const here = new Map<string, string | null>();

/** What was chosen last; null: nothing. */
export function preference(name: string): string | null {
  try {
    return localStorage.getItem(`chatmount-${name}`);
  } catch {
    return here.get(name) ?? null;
  }
}

/** Keeps a choice; null takes it back. */
export function prefer(name: string, value: string | null): void {
  here.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`chatmount-${name}`);
    else localStorage.setItem(`chatmount-${name}`, value);
  } catch {
    // as above
  }
}
