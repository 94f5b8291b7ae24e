/**
 * Where the reader stands in the log. Someone at the end follows what comes;
 * someone who reads further up is never moved, only told that there is more.
 */

/** How close to the end counts as being there, and how far from the top earlier messages are asked for; pixels. */
const nearEnd = 40;
const nearTop = 240;

/** Keeps the reader's place in a scrolling element. */
export type Scroll = ReturnType<typeof createScroll>;

/**
 * Watches a scrolling element.
 * @param content its content, whose growth is followed
 * @param limit where following stops although there is more below, in pixels from the top; Infinity: at the end
 * @param followed called when the reader began or ceased to follow
 * @param reachedTop called when the reader is near the beginning of what is loaded
 */
export function createScroll(log: HTMLElement, content: Element, limit: () => number, followed: () => void, reachedTop: () => void) {
  let following = true;
  /** Where the element was scrolled to last, by whomever. */
  let last = 0;

  const end = () => log.scrollHeight - log.clientHeight;

  /** The browser keeps the place of who reads; for who follows it would go past the beginning of an answer. */
  const setAnchoring = () => log.style.setProperty("overflow-anchor", following ? "none" : "auto");

  const follow = (now: boolean) => {
    if (following === now) return;
    following = now;
    setAnchoring();
    followed();
  };

  /** Follows what has grown, if the reader follows. It never scrolls back. */
  const settle = () => {
    if (!following) return;
    const goal = Math.min(end(), limit());
    if (goal > log.scrollTop) log.scrollTop = goal;
    last = log.scrollTop;
  };

  /** Asks for more when the reader is near the top, be it because there is not enough to scroll. */
  const check = () => {
    if (log.scrollTop < nearTop) reachedTop();
  };

  const sizes = new ResizeObserver(settle); // it ends with what it observes
  sizes.observe(log);
  sizes.observe(content);
  log.addEventListener("scroll", () => {
    const top = log.scrollTop;
    // Content that grew meanwhile is no reason to stop following; going up is.
    if (end() - top < nearEnd) follow(true);
    else if (top < last - 4) follow(false);
    last = top;
    check();
  }, { passive: true });

  setAnchoring();
  return {
    settle,
    check,
    following: () => following,

    /** Goes to the end, because the reader wants to. */
    toEnd(smooth = false): void {
      follow(true);
      if (smooth) log.scrollTo({ top: end(), behavior: "smooth" });
      else settle();
    },

    /** Makes a change above the reader without moving what is being read. */
    keep(change: () => void): void {
      const edge = log.getBoundingClientRect().top;
      // The content of the first row that can be seen.
      const anchor = [...log.querySelectorAll(".content")].find((row) => row.getBoundingClientRect().bottom > edge);
      const before = anchor?.getBoundingClientRect().top;
      change();
      if (before === undefined) return;
      log.scrollTop += anchor!.getBoundingClientRect().top - before;
      last = log.scrollTop;
    },
  };
}
