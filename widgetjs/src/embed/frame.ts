/**
 * The script of the server's page "embed", which other pages show in a frame. What stands behind # in its address says how:
 * nothing: the chat fills the frame, and nobody is listened to; #inline: likewise, with a page to talk to; #window: a
 * window that the page opens and closes, and of which nothing is loaded before it is needed.
 */
import type { ChatWidget } from "../element.js";
import { fromPage, greeting, lookOf } from "./messages.js";
import type { LookOptions, ToPage } from "./messages.js";

const mode = location.hash;
const inline = mode !== "#window";
const element = document.createElement("chat-widget");
/** What the chat says while nobody has said hello. */
let tell = (_message: ToPage): void => {};
let look: LookOptions = lookOf(Object.fromEntries(new URLSearchParams(location.search)));

/** Loads the widget, once. */
let loading: Promise<ChatWidget> | undefined;
function widget(): Promise<ChatWidget> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined; // the next one tries again
    throw error;
  }));
}

async function load(): Promise<ChatWidget> {
  const { run } = await import("../core.js");
  if (!element.isConnected) document.body.append(element);
  const attributes = { launcher: "none", ...(inline && { position: "inline" }) };
  return run(element, attributes, import.meta.url, "init", [{ ...look, ...(!cookieWorks() && { bearer: true }) }], undefined) as Promise<ChatWidget>;
}

/** A cookie of SameSite=Lax comes through only where every page around the frame is of its own origin. */
function cookieWorks(): boolean {
  try {
    for (let around: Window = window; around !== top; around = around.parent) if (around.parent.origin !== origin) return false;
  } catch {
    return false; // a page of another origin is around it
  }
  return navigator.cookieEnabled;
}

/** Whether the visitor has used the chat before: only then there is anything of it in the storage. */
function usedBefore(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("chatmount:"));
  } catch {
    return false; // the storage is forbidden
  }
}

/** Listens to the page: to one greeting of the window around this one, of a page that the server lets show the chat. */
function awaitGreeting(): void {
  const hosts = new Set([location.origin, ...(document.body.dataset["hosts"] ?? "").split(" ")]);
  const listening = new AbortController();
  const hear = ({ source, origin, data, ports }: MessageEvent) => {
    const [port] = ports;
    if (source !== parent || parent === window || !hosts.has(origin) || data !== greeting || port === undefined || ports.length !== 1) return;
    listening.abort();
    tell = (message) => port.postMessage(message);
    port.addEventListener("message", (event) => void obey(event.data).catch(() => tell({ type: "close" })));
    port.start();
    tell({ type: "unread", unread: element.unread ?? 0 }); // undefined as long as the widget is not loaded
  };
  window.addEventListener("message", hear, { signal: listening.signal });
}

/** Does what the page says. */
async function obey(data: unknown): Promise<void> {
  const said = fromPage(data);
  if (said?.type === "configure") {
    look = { ...look, ...said.look };
    if (loading) (await widget()).configure(look);
  } else if (said?.type === "open") (await widget()).open({ focus: said.focus });
  else if (said?.type === "close") (await loading)?.close();
  else if (said?.type === "logout") await (await widget()).logout();
  else if (said?.type === "identify") await identify(said.token);
}

async function identify(token: string): Promise<void> {
  const { client } = await widget();
  const error = await client?.identify(token).then(() => null, (why: unknown) => (why instanceof Error ? why.message : String(why)));
  tell({ type: "identified", error: error ?? null });
}

/** Tells the page how tall the chat would be if nothing of the conversation had to be scrolled. */
function tellHeight(): void {
  const log = element.shadowRoot?.querySelector("[part~=log]");
  if (!log) return;
  const height = document.documentElement.clientHeight - log.clientHeight + log.scrollHeight;
  tell({ type: "resize", height });
}

element.addEventListener("chat:open", () => tell({ type: "open" }));
element.addEventListener("chat:close", () => tell({ type: "close" }));
element.addEventListener("chat:unread", ({ detail }) => tell({ type: "unread", unread: detail.unread }));
if (inline) for (const change of ["chat:ready", "chat:send", "chat:receive"]) element.addEventListener(change, () => requestAnimationFrame(() => requestAnimationFrame(tellHeight)));

if (mode !== "") awaitGreeting();
if (inline || usedBefore()) widget().catch(() => (document.body.textContent = "The chat could not be loaded. Reload the page."));
