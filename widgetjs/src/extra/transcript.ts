import type { Client, Message } from "../client/index.js";
import { clean } from "../ui/dom.js";
import type { I18n } from "../i18n/index.js";
import { textOfMessage } from "./speech.js";

/** The forms in which a conversation can be taken along. */
export type Format = "text" | "json";

/** Writes down the whole conversation; earlier messages are loaded first, as far as they can be. */
export async function transcript(client: Client, i18n: I18n, nameOf: (message: Message) => string, format: Format): Promise<string> {
  for (let before = -1; ; await client.loadOlder()) {
    while (client.state.older === "loading") await change(client); // as the person scrolled up
    if (client.state.older !== "more" || client.state.messages.length <= before) break;
    before = client.state.messages.length;
  }
  const { conversation, messages } = client.state;
  const said = messages.filter(({ draft }) => !draft);
  if (format === "json") return JSON.stringify({ conversation, exported: new Date().toISOString(), messages: said }, null, 2);
  const when = new Intl.DateTimeFormat(i18n.locale, { dateStyle: "medium", timeStyle: "short" });
  const lines = said.map((message) => [`[${when.format(new Date(message.at))}]`, nameOf(message), textOfMessage(message)] as const);
  return clean(lines.filter(([, , text]) => text).map(([at, name, text]) => `${at} ${name}: ${text}\n`).join(""));
}

function change(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      stop();
      resolve();
    });
  });
}

/** Gives the person a file. */
export function download(content: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser has opened it by then
}
