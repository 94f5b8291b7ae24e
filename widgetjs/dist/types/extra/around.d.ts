import type { State } from "../client/index.js";
import type { Nudge } from "../ui/options.js";
import type { View } from "../ui/view.js";
import type { Format } from "./transcript.js";
/** What stands around a conversation: alerts, the menu, the form before it, the rating after it, nudges. */
export declare class Around {
    #private;
    private readonly view;
    constructor(view: View);
    changed(state: State, previous: State): void;
    /** Puts into the window what belongs there now; called when it is opened too. */
    render(state: State): void;
    /** Opens or closes the menu. */
    toggleMenu(button: HTMLElement): void;
    nudge(nudge: Nudge): void;
    export(format: Format): Promise<string>;
    destroy(): void;
}
