import type { State } from "../client/index.js";
import type { View } from "../ui/view.js";
/** Tells someone who does not look at the chat that there is something new. Of all tabs only the one that leads does. */
export declare class Alerts {
    #private;
    private readonly view;
    constructor(view: View);
    get sound(): boolean;
    /** To be set while a click is handled: browsers let nothing sound before. */
    set sound(on: boolean);
    get notifications(): boolean;
    /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
    allowNotifications(on: boolean): Promise<boolean>;
    changed(state: State, previous: State): void;
    destroy(): void;
}
