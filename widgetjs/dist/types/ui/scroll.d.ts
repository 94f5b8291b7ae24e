/**
 * Where the reader stands in the log. Someone at the end follows what comes;
 * someone who reads further up is never moved, only told that there is more.
 */
/** Keeps the reader's place in a scrolling element. */
export type Scroll = ReturnType<typeof createScroll>;
/**
 * Watches a scrolling element.
 * @param content its content, whose growth is followed
 * @param limit where following stops although there is more below, in pixels from the top; Infinity: at the end
 * @param followed called when the reader began or ceased to follow
 * @param reachedTop called when the reader is near the beginning of what is loaded
 */
export declare function createScroll(log: HTMLElement, content: Element, limit: () => number, followed: () => void, reachedTop: () => void): {
    settle: () => void;
    check: () => void;
    following: () => boolean;
    /** Goes to the end, because the reader wants to. */
    toEnd(smooth?: boolean): void;
    /** Makes a change above the reader without moving what is being read. */
    keep(change: () => void): void;
};
