import type { Connection } from "../client/index.js";
import type { Context } from "./context.js";
/** Says how it stands with the connection: in the header always, in a notice when it matters. */
export declare class Status {
    #private;
    readonly context: Context;
    readonly line: HTMLSpanElement;
    readonly notice: HTMLDivElement;
    constructor(context: Context);
    update({ state, reason }: Connection): void;
    destroy(): void;
}
