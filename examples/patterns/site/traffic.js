/** What the server saw of this visitor's chat, as it tells by its own stream of events. */

/** How long after the stream was refused another one is tried, in milliseconds. */
const AGAIN = 2000;

/** Hears the stream while the page is looked at: browsers have few connections to one server, and the chat needs some. */
export class Traffic {
  #hear;
  #stream = null;
  #again = 0;

  /** @param hear state, notes (and how many were missed), connected */
  constructor(hear) {
    this.#hear = hear;
    document.addEventListener("visibilitychange", () => this.#turn());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", () => this.#turn());
    this.#turn();
  }

  #turn() {
    if (document.visibilityState === "hidden") this.#close();
    else if (this.#stream === null) this.#open();
  }

  #open() {
    clearTimeout(this.#again);
    const stream = (this.#stream = new EventSource("traffic"));
    stream.onopen = () => this.#hear.connected(true);
    stream.onerror = () => {
      this.#hear.connected(false);
      if (stream.readyState === EventSource.CLOSED) this.#comeBack();
    };
    stream.addEventListener("state", ({ data }) => this.#hear.state(JSON.parse(data)));
    stream.addEventListener("notes", ({ data }) => {
      const { missed, notes } = JSON.parse(data);
      this.#hear.notes(notes, missed);
    });
  }

  #close() {
    clearTimeout(this.#again);
    this.#stream?.close();
    this.#stream = null;
  }

  /** A server that was started anew knows nobody: loading the page makes one known again. */
  #comeBack() {
    this.#close();
    this.#again = setTimeout(async () => {
      await fetch("./").catch(() => {});
      this.#turn();
    }, AGAIN);
  }
}
