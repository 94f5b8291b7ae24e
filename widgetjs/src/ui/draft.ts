/** The text in the composer. It outlives a reload where the browser lets it, and a rebuild of the window always. */
export class Draft {
  #text: string | null = null;

  /** @param server Drafts are kept per server. */
  constructor(readonly server: string) {}

  get text(): string {
    return (this.#text ??= guarded((storage) => storage.getItem(this.#key)) ?? "");
  }

  set text(text: string) {
    this.#text = text;
    guarded((storage) => (text ? storage.setItem(this.#key, text) : storage.removeItem(this.#key)));
  }

  get #key(): string {
    return `chatmount:draft:${this.server}`;
  }
}

/** Uses the tab's storage; it may be forbidden or full, and then a draft just does not last. */
function guarded<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
