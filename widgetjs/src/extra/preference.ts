/**
 * What the visitor has chosen, for all pages of this origin. It is written only when the visitor does choose, and
 * outside of what tells that a chat was used.
 */
export class Preference {
  #value: string | null = null;

  constructor(private readonly name: string) {}

  /** null: nothing was chosen. */
  get value(): string | null {
    try {
      return localStorage.getItem(`chatmount-${this.name}`);
    } catch {
      return this.#value; // the storage is forbidden: it holds for this page
    }
  }

  set value(value: string | null) {
    this.#value = value;
    try {
      if (value === null) localStorage.removeItem(`chatmount-${this.name}`);
      else localStorage.setItem(`chatmount-${this.name}`, value);
    } catch {
      // as above
    }
  }
}
