/** Shows in the diagram what the widget tells by its public events and properties, and what it keeps in localStorage. */
import { bytes, count, sentence, short, ways } from "./words.js";

/** How often localStorage is looked at, in milliseconds: a page is not told of its own changes. */
const LOOK = 500;

const told = ["ready", "open", "close", "send", "receive", "status", "unread", "connection", "action", "error"];

export class Chat {
  #diagram;
  #ledger;
  #server = { blocked: {}, wires: {} };
  #heard = 0;
  #stored = "";

  constructor(diagram, ledger) {
    this.#diagram = diagram;
    this.#ledger = ledger;
    for (const name of told) document.addEventListener(`chat:${name}`, (event) => this.#hear(name, event));
    setInterval(() => this.#look(), LOOK);
    for (const name of ["npm", "iframe"]) diagram.say(name, "not used here");
    diagram.on("script", true);
    this.#show();
    this.#look();
  }

  get #widget() {
    return document.querySelector("chat-widget");
  }

  /** Takes what the server has blocked and carried, for the words of the transports. */
  server(state) {
    this.#server = state;
    this.#show();
  }

  #hear(name, { detail }) {
    this.#heard++;
    const d = this.#diagram;
    d.light("site", "up");
    d.send("site-window", "down", true);
    if (name === "open") d.send("launcher-window", "up");
    if (name === "close") d.send("launcher-window", "up", true);
    if (name === "unread") d.light("launcher", "down");
    if (name === "send" || name === "action") this.#travel("up");
    if (name === "receive") this.#travel("down");
    if (name === "connection") this.#connection(detail);
    this.#show();
  }

  /** Sends something through the widget. */
  #travel(tone) {
    for (const wire of ["window-parts", "parts-manager"]) this.#diagram.send(wire, tone, tone === "down");
  }

  #connection({ state, via, attempt }) {
    const what = state === "online" ? `online by ${ways[via]}` : attempt > 0 ? `${state}, attempt ${attempt}` : state;
    this.#ledger.add(Date.now(), "Connection manager", what, "", state === "online" ? "down" : "");
    this.#diagram.light("manager", { online: "down", connecting: "up", idle: "up" }[state] ?? "no");
  }

  #show() {
    const d = this.#diagram;
    const loaded = customElements.get("chat-widget") !== undefined;
    const { messages = [], unread = 0, connection = { state: "idle", attempt: 0 } } = loaded ? this.#widget ?? {} : {};
    const open = this.#widget?.hasAttribute("open") ?? false;
    document.body.classList.toggle("chatting", open);
    d.say("script", loaded ? "all loaded" : "button loaded");
    d.say("site", this.#heard > 0 ? `${count(this.#heard, "event")} heard` : "listens");
    d.on("site", this.#heard > 0);
    d.on("launcher", !open);
    d.say("launcher", unread > 0 ? `${unread} unread` : open ? "closes the chat" : "opens the chat");
    d.on("window", open);
    d.say("window", `${open ? "open" : "closed"}, ${count(messages.length, "message")}`);
    d.on("parts", messages.length > 0);
    d.say("parts", parts(messages));
    this.#transports(connection);
  }

  #transports({ state, via, attempt }) {
    const d = this.#diagram;
    const online = state === "online";
    const { blocked, wires } = this.#server;
    d.live("manager", online);
    d.say("manager", online ? `online by ${short[via]}` : attempt > 0 ? `${state}, attempt ${attempt}` : state);
    for (const name of Object.keys(ways)) {
      const live = online && via === name;
      d.live(name, live);
      d.say(name, live ? `live${wires[name] ? `, ${wires[name].up} up, ${wires[name].down} down` : ""}` : blocked[name] || blocked.network ? "blocked by you" : "ready");
    }
    d.use(...(online ? [`manager-${via}`, `${via}-gateway`] : []));
  }

  /** Looks at what the chat keeps: each item is two bytes a character, of its name too. */
  #look() {
    const items = Object.entries(localStorage).filter(([key]) => key.startsWith("chatmount:"));
    const sizes = items.map(([key, value]) => [nameOf(key), 2 * (key.length + value.length)]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    const now = JSON.stringify(items);
    if (now === this.#stored) return;
    const first = this.#stored === "";
    this.#stored = now;
    this.#diagram.on("storage", items.length > 0);
    this.#diagram.say("storage", items.length > 0 ? `${count(items.length, "item")}, ${bytes(total)}` : "empty");
    this.#diagram.facts("storage", sizes.map(([name, size]) => [name, bytes(size)]));
    if (first) return;
    this.#diagram.send("manager-storage", "up");
    this.#ledger.add(Date.now(), "localStorage", items.length > 0 ? `written: ${sizes.map(([name]) => name).join(", ")}` : "emptied", bytes(total), "up");
  }
}

/** The name of an item behind the address of its server; an outbox's key is nothing to look at. */
function nameOf(key) {
  const name = sentence(key.slice(key.lastIndexOf("/:") + 2));
  return name.startsWith("Outbox") ? "Outbox" : name;
}

/** Counts the parts of messages by their types. */
function parts(messages) {
  const types = new Map();
  for (const { type } of messages.flatMap((message) => message.parts)) types.set(type, (types.get(type) ?? 0) + 1);
  return types.size > 0 ? [...types].map(([type, n]) => `${n} × ${type}`).join(", ") : "none yet";
}
