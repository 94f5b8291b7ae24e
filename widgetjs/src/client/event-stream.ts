/**
 * Reads text/event-stream (HTML standard, 9.2.6) as far as the protocol uses it: unnamed events with data. An event
 * that was cut off is not told.
 */
export class EventStreamParser {
  #rest = "";
  #data: string[] = [];

  constructor(private readonly event: (data: string) => void) {}

  /** Takes the next piece of the stream, cut anywhere. */
  push(text: string): void {
    // A lone CR at the end may be half of a CRLF: it waits for what follows.
    const all = this.#rest + text;
    const whole = all.endsWith("\r") ? all.slice(0, -1) : all;
    const lines = whole.split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + all.slice(whole.length);
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === "") {
      const data = this.#data;
      this.#data = [];
      if (data.length > 0) this.event(data.join("\n"));
      return;
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value ?? "");
  }
}
