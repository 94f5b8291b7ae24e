import { isObject, parse } from "./shape.js";

/** The version of all that is stored. An item of another one is dropped, not converted. */
const VERSION = 1;

/**
 * A server's place in the storage of this origin. Each item is JSON with a version; one of another version, one
 * that is corrupt and a storage that throws all count as nothing. Without a storage items are kept in memory.
 */
export interface Shelf {
  /** Whether there is a storage that outlives the page. */
  readonly lasts: boolean;
  /** Reads an item, if it is one that `is` knows. */
  get<T>(name: string, is: (value: unknown) => value is T): T | undefined;
  /** Writes an item and reports whether it will outlive the page; if not, it is at least in memory. */
  set(name: string, value: unknown): boolean;
  remove(name: string): void;
  /** The names that begin so. */
  names(start: string): string[];
}

/** Name is the absolute URL of the mount, and what else tells one place from another. */
export function createShelf(storage: Storage | null, name: string): Shelf {
  const memory = new Map<string, string>();
  const prefix = `chatmount:${name}:`;

  /** Uses the storage; undefined: there is none, or it threw. */
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return storage ? use(storage) : undefined;
    } catch {
      return undefined;
    }
  };
  const remove = (name: string) => {
    memory.delete(prefix + name);
    attempt((s) => s.removeItem(prefix + name));
  };

  return {
    lasts: storage !== null,
    get(name, is) {
      const key = prefix + name;
      const item = parse(memory.get(key) ?? attempt((s) => s.getItem(key)) ?? "");
      return isObject(item) && item.v === VERSION && is(item.value) ? item.value : undefined;
    },
    set(name, value) {
      const key = prefix + name;
      const text = JSON.stringify({ v: VERSION, value });
      const lasts = attempt((s) => {
        s.setItem(key, text);
        return true;
      }) ?? false;
      if (lasts) {
        memory.delete(key);
      } else {
        remove(name); // an older value would be wrong
        memory.set(key, text);
      }
      return lasts;
    },
    remove,
    names(start) {
      const stored = attempt((s) => Array.from({ length: s.length }, (_, i) => s.key(i) ?? "")) ?? [];
      const whole = prefix + start;
      return [...memory.keys(), ...stored].filter((key) => key.startsWith(whole)).map((key) => key.slice(prefix.length));
    },
  };
}
