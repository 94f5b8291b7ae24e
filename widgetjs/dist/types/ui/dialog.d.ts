/** What opens and closes the dialog. */
export type Dialog = ReturnType<typeof controlDialog>;
/**
 * Opens and closes the window. On a large screen it is a dialog beside the page; on a phone it is
 * modal and fills the screen: the browser keeps the focus in and the page behind inert.
 * @param inline the window is part of the page, always where it stands
 * @param signal ends it
 */
export declare function controlDialog(element: HTMLDialogElement, inline: boolean, signal: AbortSignal): {
    open(): void;
    /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
    close(launcher: HTMLElement): void;
};
