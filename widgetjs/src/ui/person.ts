/** Whether an event, by default the one that is being handled, is a person's click or key press. */
export function isPersonActing(event: Event | undefined = globalThis.event): boolean {
  return event !== undefined && event.isTrusted && /^(click|key)/.test(event.type);
}
