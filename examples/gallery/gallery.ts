/**
 * Every component and state of the widget on one page, for people who choose a theme and for the screenshot tests.
 * The conversations are the scenes of the tests, in a client that has no server.
 */
import "../../widgetjs/src/define.js";
import type { ChatWidget, WidgetOptions } from "../../widgetjs/src/element.js";
import { FakeClient } from "../../widgetjs/test/ui/fake-client.js";
import { scenes } from "../../widgetjs/test/ui/scenes.js";

/** One picture of the gallery. */
interface Exhibit {
  readonly scene: string;
  readonly title: string;
  readonly text: string;
  readonly options?: WidgetOptions;
  /** The window is closed: only what floats over the page is shown. */
  readonly closed?: true;
  readonly nudge?: string;
}

const exhibits: readonly Exhibit[] = [
  { scene: "empty", title: "Before the first message", text: "Nothing is connected or stored yet." },
  { scene: "empty", title: "Form before the chat", text: "prechat: its answers are the first message.", options: { prechat: { fields: [{ name: "name", label: "Name", required: true }, { name: "mail", label: "E-mail", kind: "email" }] } } },
  { scene: "conversation", title: "Conversation", text: "Bot, handoff, agent; grouping, times, seen." },
  { scene: "markdown", title: "Markdown", text: "Headings, lists, quotes, code to copy; feedback.", options: { feedback: true } },
  { scene: "table", title: "Tables", text: "Columns as they were set; wide ones scroll." },
  { scene: "parts", title: "Choices, cards, carousel", text: "Buttons stay; the chosen one is marked." },
  { scene: "media", title: "Pictures, files, sound", text: "A picture opens in full. Unknown parts show their fallback." },
  { scene: "form", title: "Form", text: "Sent as words for people and values for programs." },
  { scene: "draft", title: "Streamed answer", text: "It grows where it stands." },
  { scene: "typing", title: "Typing", text: "Somebody is writing." },
  { scene: "trouble", title: "Trouble", text: "Broken off, not sent, on its way, reconnecting." },
  { scene: "offline", title: "Offline", text: "What is written is sent later." },
  { scene: "history", title: "History", text: "Earlier messages come in while one scrolls." },
  { scene: "ended", title: "The end", text: "rating: stars and a comment for the page.", options: { rating: true } },
  { scene: "mixed", title: "Both directions", text: "Each message runs as its own text does." },
  { scene: "empty", title: "Launcher", text: "As it stands in the corner.", closed: true },
  { scene: "unread", title: "Unread", text: "The badge counts what was not seen.", closed: true },
  { scene: "unread", title: "Launcher with words", text: 'launcher="Need help?"', closed: true, options: { launcher: "Need help?" } },
  { scene: "empty", title: "Nudge", text: "After a time, at a depth, on leaving, by a call.", closed: true, nudge: "Hi! Need a hand choosing?" },
];

type Theme = Readonly<Record<string, string>>;

/** Ready-made themes; a property that is missing has its default. */
const presets: Readonly<Record<string, Theme>> = {
  Chatmount: {},
  Forest: { "--chat-primary": "#1f6f4a", "--chat-radius": "14px" },
  Sunset: { "--chat-primary": "#c2410c", "--chat-radius": "22px" },
  Ink: { "--chat-primary": "#22242e", "--chat-radius": "6px", "--chat-gap": "14px" },
  Berry: { "--chat-primary": "#a3175c", "--chat-radius": "26px", "--chat-font-size": "16px" },
  Ocean: { "--chat-primary": "#0b6bcb", "--chat-header-background": "linear-gradient(120deg, #0b4f9e, #0b7ea8)" },
};

const locales = ["en", "ar", "de", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh"];
const controls = document.querySelector<HTMLFormElement>("#controls")!;
const widgets: ChatWidget[] = [];

function show(exhibit: Exhibit): HTMLElement {
  const widget = document.createElement("chat-widget") as ChatWidget;
  const client = new FakeClient();
  scenes[exhibit.scene]!(client);
  widget.client = client;
  widget.configure({ heading: "Outdoor shop", position: exhibit.closed ? "right" : "inline", ...exhibit.options });
  widgets.push(widget);
  const article = document.createElement("article");
  const [title, text, place] = [document.createElement("h2"), document.createElement("p"), document.createElement("div")];
  title.textContent = exhibit.title;
  text.textContent = exhibit.text;
  place.className = exhibit.closed ? "closed" : "open";
  place.append(widget);
  article.append(title, text, place);
  return article;
}

/** The custom properties that the controls are set to, beyond their defaults. */
function theme(): Theme {
  const properties: Record<string, string> = { ...presets[value("preset")] };
  for (const input of controls.querySelectorAll<HTMLInputElement>("input[name^='--']")) {
    if (input.value === input.defaultValue) delete properties[input.name];
    else properties[input.name] = input.type === "range" ? `${input.value}px` : input.value;
  }
  return properties;
}

function value(name: string): string {
  return (controls.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value;
}

function applyPreset(): void {
  const chosen = presets[value("preset")] ?? {};
  for (const input of controls.querySelectorAll<HTMLInputElement>("input[name^='--']")) {
    input.value = chosen[input.name]?.replace("px", "") ?? input.defaultValue;
  }
}

function apply(): void {
  const properties = theme();
  document.documentElement.dataset["theme"] = value("theme");
  for (const widget of widgets) {
    widget.configure({ theme: value("theme") || null, dir: value("dir") || null, locale: value("locale") });
    for (const name of [...widget.style]) if (name.startsWith("--")) widget.style.removeProperty(name);
    for (const [name, set] of Object.entries(properties)) widget.style.setProperty(name, set);
  }
  exhibits.forEach(({ nudge }, i) => nudge && void widgets[i]!.nudge(nudge));
  const lines = Object.entries(properties).map(([name, set]) => `  ${name}: ${set};\n`);
  document.querySelector("#css")!.textContent = `chat-widget {\n${lines.join("")}}`;
}

function fill(name: string, options: readonly string[]): void {
  const select = controls.elements.namedItem(name) as HTMLSelectElement;
  for (const option of options) select.append(new Option(option));
}

fill("locale", locales);
fill("preset", Object.keys(presets));
const asked = new URLSearchParams(location.search); // /?theme=dark&locale=ar
for (const name of ["theme", "locale", "dir", "preset"]) if (asked.has(name)) (controls.elements.namedItem(name) as HTMLSelectElement).value = asked.get(name)!;
applyPreset();
document.querySelector("#scenes")!.append(...exhibits.map(show));
controls.addEventListener("input", ({ target }) => {
  if ((target as HTMLElement).getAttribute("name") === "preset") applyPreset();
  apply();
});
apply();
