/**
 * Where the reader stands in the log. Someone at the end follows what comes;
 * someone who reads further up is never moved, only told that there is more.
 */

/** How close to the end counts as being there, and how far from the top earlier messages are asked for; pixels. */
const nearEnd = 40;
const nearTop = 240;

/** What the scrolling needs to know and to tell. */
export interface ScrollHost {
  /** Where following stops although there is more below, in pixels from the top of the content; Infinity: at the end. */
  limit(): number;
  /** The reader began or ceased to follow. */
  followed(following: boolean): void;
  /** The reader is near the beginning of what is loaded. */
  reachedTop(): void;
}

/** Keeps the reader's place in a scrolling element. */
export class Scroll {
  #following = true;
  /** Where the element was scrolled to last, by whomever. */
  #top = 0;
  readonly #sizes: ResizeObserver;

  /**
   * @param log the scrolling element
   * @param content its content, whose growth is followed
   */
  constructor(readonly log: HTMLElement, content: Element, readonly host: ScrollHost) {
    this.#sizes = new ResizeObserver(() => this.settle());
    this.#sizes.observe(log);
    this.#sizes.observe(content);
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  get following(): boolean {
    return this.#following;
  }

  /** Goes to the end, because the reader wants to. */
  toEnd(smooth = false): void {
    this.#follow(true);
    if (smooth) this.log.scrollTo({ top: this.#end, behavior: "smooth" });
    else this.settle();
  }

  /** Follows what has grown, if the reader follows. It never scrolls back. */
  settle(): void {
    if (!this.#following) return;
    const goal = Math.min(this.#end, this.host.limit());
    if (goal > this.log.scrollTop) this.log.scrollTop = goal;
    this.#top = this.log.scrollTop;
  }

  /** Makes a change above the reader without moving what is being read. */
  keep(change: () => void): void {
    const anchor = this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (!anchor) return;
    this.log.scrollTop += anchor.getBoundingClientRect().top - before;
    this.#top = this.log.scrollTop;
  }

  /** Asks for more when the reader is near the top, be it because there is not enough to scroll. */
  check(): void {
    if (this.log.scrollTop < nearTop) this.host.reachedTop();
  }

  /** Ends the observation. */
  destroy(): void {
    this.#sizes.disconnect();
  }

  get #end(): number {
    return this.log.scrollHeight - this.log.clientHeight;
  }

  #scrolled(): void {
    const top = this.log.scrollTop;
    const atEnd = this.#end - top < nearEnd;
    // Content that grew meanwhile is no reason to stop following; going up is.
    if (atEnd) this.#follow(true);
    else if (top < this.#top - 4) this.#follow(false);
    this.#top = top;
    this.check();
  }

  #follow(following: boolean): void {
    if (this.#following === following) return;
    this.#following = following;
    this.host.followed(following);
  }

  /** The content of the first row that can be seen. */
  #firstVisible(): Element | undefined {
    const edge = this.log.getBoundingClientRect().top;
    return [...this.log.querySelectorAll(".content")].find((content) => content.getBoundingClientRect().bottom > edge);
  }
}
