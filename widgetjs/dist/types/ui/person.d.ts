/** Whether an event, by default the one that is being handled, is a person's click or key press. */
export declare function isPersonActing(event?: Event | undefined): boolean;
