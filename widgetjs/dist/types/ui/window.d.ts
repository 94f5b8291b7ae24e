import type { State } from "../client/index.js";
import type { Context } from "./context.js";
/** The window and what is in it. */
export type ChatWindow = ReturnType<typeof createWindow>;
/**
 * Makes the window.
 * @param inline it is part of the page, always where it stands
 * @param setting returns an attribute of the widget's element
 * @param read called when the reader is at the end
 * @param signal ends it
 */
export declare function createWindow(context: Context, inline: boolean, setting: (name: string) => string | null, read: () => void, openMenu: (button: HTMLElement) => void, signal: AbortSignal): {
    open(): void;
    close(launcher: HTMLElement): void;
    element: HTMLDialogElement;
    log: {
        element: HTMLDivElement;
        list: HTMLDivElement;
        after: HTMLDivElement;
        render(state: State): void;
        answerTop({ messages }: State): number;
        whenShown: (then: () => void) => void;
        spokenText: (message: import("../index.js").Message) => string;
    };
    scroll: {
        settle: () => void;
        check: () => void;
        following: () => boolean;
        toEnd(smooth?: boolean): void;
        keep(change: () => void): void;
    };
    composer: {
        element: HTMLDivElement;
        input: HTMLTextAreaElement;
        fit: () => void;
        update(state: State): void;
    };
    changed({ messages }: State, previous: State, news: number): void;
    render(state: State): void;
};
