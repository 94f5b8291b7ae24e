/**
 * Sets how far from the edges of the screen the launcher and the window stand.
 * @param offset pixels: "20", or "20 80" for the side and the bottom
 */
export declare function place(root: HTMLElement, offset: string | null): void;
