/** Speaks to those who listen: politely, each text once. The log itself is silent, as it would read its history aloud. */
export declare class Announcer {
    readonly element: HTMLDivElement;
    say(text: string): void;
}
