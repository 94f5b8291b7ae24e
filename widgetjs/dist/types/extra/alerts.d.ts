import type { State } from "../client/index.js";
import type { View } from "../ui/view.js";
/** Tells someone who does not look at the chat that there is something new. Of all tabs only the one that leads does. */
export declare function createAlerts(view: View, signal: AbortSignal): {
    sounds: () => boolean;
    notifies: () => boolean;
    /** To be called while a click is handled: browsers let nothing sound before. */
    allowSound(on: boolean): void;
    /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
    allowNotifications(on: boolean): Promise<boolean>;
    changed(state: State, previous: State): void;
};
