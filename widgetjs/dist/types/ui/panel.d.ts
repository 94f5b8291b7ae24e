import type { Context } from "./context.js";
import type { Child } from "./dom.js";
/**
 * The window. On a large screen it is a dialog beside the page; on a phone it is
 * modal and fills the screen: the browser keeps the focus in and the page behind inert.
 */
export declare class Panel {
    #private;
    readonly context: Context;
    readonly title: HTMLHeadingElement;
    readonly element: HTMLDialogElement;
    constructor(context: Context, openMenu: (button: HTMLElement) => void, status: HTMLElement, ...body: Child[]);
    get isOpen(): boolean;
    /** @param inline the window is part of the page, always where it stands */
    open(inline: boolean): void;
    /** @param launcher gets the focus that was in the window, unless a button of the page opened it */
    close(launcher: HTMLElement): void;
    destroy(): void;
}
