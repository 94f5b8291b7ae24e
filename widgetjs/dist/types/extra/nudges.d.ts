import type { Nudge } from "../ui/options.js";
import type { View } from "../ui/view.js";
/**
 * Words that come up beside the launcher by themselves: after a time, at a depth of the page, when the pointer leaves
 * for the tabs above. A page shows one of them at most; one that the visitor has dismissed or answered stays away for
 * its pause. Who has talked already, or does now, is left alone.
 */
export declare function createNudges(view: View, nudges: unknown, signal: AbortSignal): {
    show: ({ text, pause }: Nudge) => void;
    hide: () => void | undefined;
};
