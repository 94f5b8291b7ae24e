/**
 * Where the reader stands in the log. Someone at the end follows what comes;
 * someone who reads further up is never moved, only told that there is more.
 */
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
export declare class Scroll {
    #private;
    readonly log: HTMLElement;
    readonly host: ScrollHost;
    /**
     * @param log the scrolling element
     * @param content its content, whose growth is followed
     */
    constructor(log: HTMLElement, content: Element, host: ScrollHost);
    get following(): boolean;
    /** Goes to the end, because the reader wants to. */
    toEnd(smooth?: boolean): void;
    /** Follows what has grown, if the reader follows. It never scrolls back. */
    settle(): void;
    /** Makes a change above the reader without moving what is being read. */
    keep(change: () => void): void;
    /** Asks for more when the reader is near the top, be it because there is not enough to scroll. */
    check(): void;
    /** Ends the observation. */
    destroy(): void;
}
