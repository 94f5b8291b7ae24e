/**
 * Reads text/event-stream (HTML standard, 9.2.6) as far as the protocol uses it: unnamed events with data. The function
 * that it returns takes the next piece of the stream, cut anywhere. An event that was cut off is not told.
 */
export function eventStream(event: (data: string) => void): (text: string) => void {
  let rest = "";
  let data: string[] = [];
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/); // a CR at the end may be half of a CRLF: it waits for what follows
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const field = /^data(?:: ?(.*))?$/s.exec(line);
      if (field) data.push(field[1] ?? "");
      if (line || data.length === 0) continue;
      event(data.join("\n"));
      data = [];
    }
  };
}
