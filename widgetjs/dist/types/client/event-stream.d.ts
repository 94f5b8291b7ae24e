/**
 * Reads text/event-stream (HTML standard, 9.2.6) as far as the protocol uses it: unnamed events with data. The function
 * that it returns takes the next piece of the stream, cut anywhere. An event that was cut off is not told.
 */
export declare function eventStream(event: (data: string) => void): (text: string) => void;
