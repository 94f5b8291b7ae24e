/** What happens to the page. show: it is looked at again, or was brought back; hide: it is put away, perhaps for good. */
export type PageEvent = "online" | "offline" | "show" | "hide";

/** Everything the client asks of the world, so that tests can be the world. */
export interface Environment {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** undefined where there is none. */
  readonly WebSocket: (new (url: string, protocols: string) => WebSocket) | undefined;
  /** null where there is none, or it may not be used. */
  readonly storage: Storage | null;
  /** undefined where there are none (only secure contexts have them). */
  readonly locks: Pick<LockManager, "request"> | undefined;
  /** undefined where there is none. */
  readonly BroadcastChannel: (new (name: string) => BroadcastChannel) | undefined;
  /** The page's URL, which relative server URLs refer to; undefined where there is no page. */
  readonly base: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls f once after so many milliseconds; returns what prevents it. */
  after(ms: number, f: () => void): () => void;
  /** A number from 0 to below 1. */
  random(): number;
  /** A new random id, unique for ever. */
  id(): string;
  /** false only when there is surely no network. */
  online(): boolean;
  /** Calls f whenever the event happens; returns what ends it. */
  on(event: PageEvent, f: () => void): () => void;
}

/** The browser's environment; in Node.js what there is of it. It is looked up at the call, so that importing is safe anywhere. */
export function browser(): Environment {
  const { WebSocket, BroadcastChannel, navigator, document } = globalThis;
  return {
    fetch: (url, init) => fetch(url, init),
    WebSocket,
    storage: localStorageIfAllowed(),
    locks: navigator?.locks,
    BroadcastChannel,
    base: document?.baseURI,
    now: Date.now,
    after(ms, f) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    id: () => crypto.getRandomValues(new Uint32Array(4)).join("-"), // crypto.randomUUID exists in secure contexts only
    online: () => navigator?.onLine !== false,
    on: listenToPage,
  };
}

/** Merely reading the property throws where cookies are blocked. */
function localStorageIfAllowed(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** What the browser calls it, where it has other names. */
const NAMES: Partial<Record<PageEvent, readonly string[]>> = {
  show: ["pageshow", "resume", "visibilitychange"],
  hide: ["pagehide", "freeze"],
};

function listenToPage(event: PageEvent, f: () => void): () => void {
  const stop = new AbortController();
  const listener = () => {
    if (event !== "show" || document.visibilityState === "visible") f();
  };
  // Some happen to the document and do not bubble: they come by the window on their way down.
  for (const name of NAMES[event] ?? [event]) globalThis.window?.addEventListener(name, listener, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
