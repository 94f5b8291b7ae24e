import type { Message, Part } from "../../src/client/index.js";
import { agent, bot, event, going, morning, visitor } from "./fake-client.js";
import type { FakeClient } from "./fake-client.js";

/** What the widget may have to show, by name; each sets a fake client to it. */
export const scenes: Readonly<Record<string, (client: FakeClient) => void>> = {
  empty() {},

  conversation(client) {
    client.set({ ...going, messages: log(
      [bot, "Hello! I am Juno. I can look up orders, returns and opening hours."],
      [visitor, "Hi, my parcel 4711 has not arrived yet 😕"],
      [bot, "I am sorry to hear that."],
      [bot, "It left our warehouse on Monday. You can follow it at https://parcels.example/track/4711."],
      [visitor, "It has not moved for three days."],
      [visitor, "Can somebody look into it?"],
      { kind: "handoff", author: bot },
      { kind: "assigned", author: agent, to: "a" },
      [agent, "Hi, Anna here. I have just called the carrier: it is in the depot near you and will be delivered tomorrow before noon."],
      [visitor, "Wonderful, thank you!"],
    ), reads: { a: 10 } });
  },

  markdown(client) {
    client.set({ ...going, messages: log(
      [visitor, "How do I mount it into my server?"],
      [bot, { type: "markdown", text: markdown }],
      [visitor, { type: "markdown", text: "Great, **thanks**! I will try `chat.New` today." }],
    ) });
  },

  parts(client) {
    client.set({ ...going, messages: log(
      [bot, "What can I do for you?", choices],
      [visitor, "Show me what you have"],
      [bot, { type: "carousel", cards: [card(1, "Walking shoes"), card(2, "Rain jacket"), card(3, "Rucksack, 30 litres")] }],
      [bot, { type: "card", title: "Order 4711", text: "Two items, on its way since Monday. https://parcels.example/4711", image: "files/2.png", buttons: [{ title: "Track it", url: "https://parcels.example" }, { title: "Return it", value: "return" }] }],
    ).map((message, i) => (i === 0 ? { ...message, chosen: "shop" } : message)) });
  },

  media(client) {
    client.set({ ...going, messages: log(
      [agent, "Here is the plan:", { type: "image", url: "files/1.png", alt: "Floor plan of the first floor", width: 480, height: 300 }],
      [agent, { type: "file", url: "files/terms.pdf", name: "Terms and conditions 2026.pdf", size: 248_320, media_type: "application/pdf" }],
      [agent, { type: "audio", url: "files/note.ogg", name: "Voice note.ogg", size: 90_112, media_type: "audio/ogg" }],
      [agent, { type: "x-map", fallback: "Our shop: 12 High Street" }],
      [visitor, "Thanks"],
    ) });
  },

  ended(client) {
    client.set({ ...going, ended: true, messages: log(
      [agent, "Is there anything else I can do for you?"],
      [visitor, "No, that was all. Thank you!"],
      [agent, "With pleasure. Have a good day!"],
      { kind: "ended", author: agent },
    ) });
  },

  table(client) {
    client.set({ ...going, messages: log(
      [visitor, "What does shipping cost?"],
      [bot, { type: "markdown", text: "It depends on where you live:\n\n| To | Days | Price |\n|---|:-:|--:|\n| Germany | 1–2 | 4.90 € |\n| **EU** | 3–5 | 9.90 € |\n| Elsewhere | 5–12 | 19.90 € |\n\nAbove `100 €` it is free." }],
    ) });
  },

  form(client) {
    client.set({ ...going, messages: log([bot, "Tell us how to reach you, and we will call back.", contactForm]) });
  },

  trouble(client) {
    client.set({ ...going, connection: { state: "reconnecting", attempt: 3 }, messages: [
      ...log([bot, "Anything else?"], [visitor, "Yes, one more thing"], [bot, { type: "markdown", text: "Sure, the next step is to" }]).map((m, i) => (i === 2 ? { ...m, truncated: true } : m)),
      pending("k1", "This one could not be sent", { status: "failed", error: "You are sending too fast." }),
      pending("k2", "And this one is on its way"),
    ] });
  },

  offline(client) {
    scenes["conversation"]!(client);
    client.set({ connection: { state: "offline", attempt: 1 } });
  },

  typing(client) {
    client.set({ ...going, messages: log([visitor, "Do you have it in blue?"]), typing: [agent] });
  },

  draft(client) {
    const text = `${markdown.slice(0, 420)}`;
    client.set({ ...going, messages: [...log([visitor, "How do I mount it into my server?"]), { ...event(bot, [{ type: "markdown", text }], { offset: 0 }), id: "d1", draftId: "d1", draft: true, at: new Date(morning + 60_000).toISOString() }] });
  },

  history(client) {
    client.set({ ...going, older: "more", messages: many(1, 40) });
  },

  thousand(client) {
    client.set({ ...going, messages: many(1, 1200) });
  },

  unread(client) {
    scenes["conversation"]!(client);
    client.set({ unread: 3 });
  },

  mixed(client) {
    client.set({ ...going, messages: log(
      [bot, "مرحبا! كيف يمكنني مساعدتك اليوم؟", { type: "buttons", buttons: [{ title: "تتبع الطلب", value: "track" }, { title: "إرجاع منتج", value: "return" }] }],
      [visitor, "أين طلبي رقم 4711؟"],
      [bot, { type: "markdown", text: "طلبك **في الطريق** إليك:\n\n1. غادر المستودع يوم الاثنين\n2. يصل غدًا قبل الظهر\n\nالرابط: https://parcels.example/4711" }],
      [visitor, "In English, please: where is it?"],
      [agent, "It is in the depot near you."],
    ) });
  },
};

const choices: Part = { type: "buttons", buttons: [{ title: "Where is my order?", value: "order" }, { title: "Browse the shop", value: "shop" }, { title: "Opening hours", url: "https://shop.example/hours" }] };

const contactForm: Part = { type: "form", id: "contact", submit: "Call me back", fields: [
  { name: "name", label: "Name", kind: "text", required: true },
  { name: "phone", label: "Phone", kind: "tel", required: true },
  { name: "topic", label: "Topic", kind: "select", options: ["An order", "A return", "Something else"] },
  { name: "note", label: "Anything we should know?", kind: "textarea" },
  { name: "news", label: "Send me news, too", kind: "checkbox" },
] };

function card(n: number, title: string): Part {
  return { type: "card", title, text: "From 49 €, in stock", image: `files/${n}.png`, buttons: [{ title: "Add to basket", value: `add-${n}` }, { title: "Details", url: `https://shop.example/${n}` }] };
}

type Line = [author: typeof bot, ...parts: (string | Part)[]] | Partial<Message>;

/** Makes a log of lines: an author with what is said, or an event of another kind. */
export function log(...lines: Line[]): Message[] {
  return lines.map((line, i) => {
    if (!Array.isArray(line)) return { ...event(line.author ?? bot, [], { offset: i + 1 }), ...line };
    const [author, ...parts] = line;
    return event(author, parts, { offset: i + 1 });
  });
}

/** Makes a long log. */
export function many(from: number, to: number): Message[] {
  const messages: Message[] = [];
  for (let offset = from; offset <= to; offset++) {
    const author = offset % 3 === 0 ? visitor : bot;
    messages.push(event(author, [`Message ${offset}. ${"It says something of a certain length. ".repeat(offset % 4)}`.trim()], { offset }));
  }
  return messages;
}

function pending(key: string, text: string, more: Partial<Message> = {}): Message {
  return { ...event(visitor, [text], { offset: 0 }), id: key, key, status: "sending", at: new Date(morning + 300_000).toISOString(), ...more };
}

export const markdown = `Mount the handler under any path of **your own** mux:

\`\`\`go
c, err := chat.New(chat.Options{Store: db, Bot: rasa.New("http://localhost:5005")})
mux.Handle("/chat/", transport.Handler(c, transport.Options{}))
\`\`\`

## Then

1. Put the script tag on your page
2. Open the page
   - in a browser you have
   - or on a *phone*
3. Say hello

> It is served by your own binary: no second service.

More is in [the documentation](https://chatmount.example/docs), or ask ~~tomorrow~~ now.`;
