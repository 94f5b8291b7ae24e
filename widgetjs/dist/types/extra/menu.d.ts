/** Something that the menu offers. */
export interface Item {
    readonly label: string;
    /** Whether it is on; undefined where there is nothing to turn on. */
    checked?(): boolean;
    /** May return a text to say instead of closing. */
    press(): unknown;
}
/**
 * Makes a menu under a button: arrows go through it, Escape closes it and nothing else. Returns what opens or closes it.
 * @param button is said to have it, and gets the focus back
 */
export declare function createMenu(button: HTMLElement, items: readonly Item[]): () => void;
