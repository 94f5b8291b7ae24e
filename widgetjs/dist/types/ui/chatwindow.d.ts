import type { State } from "../client/index.js";
import { Composer } from "./composer.js";
import type { Context } from "./context.js";
import { Log } from "./log.js";
import { Panel } from "./panel.js";
import { Scroll } from "./scroll.js";
import { Status } from "./status.js";
/** The window and what is in it. */
export declare class ChatWindow {
    #private;
    readonly context: Context;
    readonly log: Log;
    readonly scroll: Scroll;
    readonly composer: Composer;
    readonly status: Status;
    readonly panel: Panel;
    constructor(context: Context, answerTop: () => boolean, read: () => void, openMenu: (button: HTMLElement) => void);
    changed(state: State, previous: State, news: number): void;
    render(state: State, heading: string | null): void;
    destroy(): void;
}
