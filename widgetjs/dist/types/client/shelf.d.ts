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
export declare function createShelf(storage: Storage | null, name: string): Shelf;
