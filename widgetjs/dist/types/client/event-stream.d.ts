/**
 * Reads text/event-stream (HTML standard, 9.2.6) as far as the protocol uses it: unnamed events with data. An event
 * that was cut off is not told.
 */
export declare class EventStreamParser {
    #private;
    private readonly event;
    constructor(event: (data: string) => void);
    /** Takes the next piece of the stream, cut anywhere. */
    push(text: string): void;
}
