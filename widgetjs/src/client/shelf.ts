/**
 * A server's place in the storage of this origin. Each item is JSON with a version; one of another version, one
 * that is corrupt and a storage that throws all count as nothing. Without a storage items are kept in memory.
 */
export class Shelf {
  readonly #memory = new Map<string, string>();
  readonly #prefix: string;

  /** Name is the absolute URL of the mount, and what else tells one place from another. */
  constructor(private readonly storage: Storage | null, name: string) {
    this.#prefix = `chatmount:${name}:`;
  }

  /** Whether there is a storage that outlives the page. */
  get lasts(): boolean {
    return this.storage !== null;
  }

  /** Reads an item, if it is one that `is` knows. */
  get<T>(name: string, is: (value: unknown) => value is T): T | undefined {
    const key = this.#prefix + name;
    try {
      const text = this.#memory.get(key) ?? this.storage?.getItem(key);
      const item = text == null ? undefined : (JSON.parse(text) as { v?: unknown; value?: unknown });
      if (item?.v === VERSION && is(item.value)) return item.value;
    } catch {
      // neither readable nor of use
    }
    return undefined;
  }

  /** Writes an item and reports whether it will outlive the page; if not, it is at least in memory. */
  set(name: string, value: unknown): boolean {
    const key = this.#prefix + name;
    const text = JSON.stringify({ v: VERSION, value });
    try {
      if (this.storage !== null) {
        this.storage.setItem(key, text);
        this.#memory.delete(key);
        return true;
      }
    } catch {
      this.remove(name); // an older value would be wrong
    }
    this.#memory.set(key, text);
    return false;
  }

  remove(name: string): void {
    const key = this.#prefix + name;
    this.#memory.delete(key);
    try {
      this.storage?.removeItem(key);
    } catch {
      // then it could not be written either
    }
  }

  /** The names that begin so. */
  names(start: string): string[] {
    const keys = new Set(this.#memory.keys());
    try {
      for (let i = 0; i < (this.storage?.length ?? 0); i++) keys.add(this.storage?.key(i) ?? "");
    } catch {
      // only those in memory
    }
    const whole = this.#prefix + start;
    return [...keys].filter((key) => key.startsWith(whole)).map((key) => key.slice(this.#prefix.length));
  }
}

/** The version of all that is stored. An item of another one is dropped, not converted. */
const VERSION = 1;
