import type { State } from "../client/index.js";
import type { View } from "../ui/view.js";
import type { Format } from "./transcript.js";
/** What stands around a conversation: alerts, the menu, the form before it, the rating after it, nudges. */
export type Around = ReturnType<typeof createAround>;
/** Puts around a conversation what stands there, and keeps it up to date. */
export declare function createAround(view: View): {
    changed: (state: State, previous: State) => void;
    render: (state: State) => void;
    export: (format: Format) => Promise<string>;
    nudge: ({ text, pause }: import("../index.js").Nudge) => void;
    /** Opens or closes the menu. */
    toggleMenu(button: HTMLElement): void;
    destroy(): void;
};
