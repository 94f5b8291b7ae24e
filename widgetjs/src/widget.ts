/**
 * The entry of the script tag: `<script src="/chat/widget.js" async></script>`.
 * It puts a launcher on the page, makes `window.Chatmount`, and loads the rest when it is needed: when somebody is
 * about to open the chat, when the page asks for something or has placed the element by itself, and when there is a
 * conversation to take up. Included a second time it does nothing.
 */
import type { Method } from "./core.js";
import type { ChatWidget, OpenOptions, WidgetOptions } from "./element.js";
import type { Part, Receipt } from "./client/index.js";
import { drawLauncher } from "./loader/launcher.js";
import type { PartRenderer } from "./parts/context.js";

/**
 * What the script tag's page calls; all of it acts on the page's one widget, puts that on the page if it is not
 * there, and loads it. It rejects when the widget cannot be loaded.
 */
export interface Chatmount {
  /** The element, null before it is on the page and after destroy. It has its methods once init has resolved. */
  readonly widget: HTMLElement | null;
  /** Configures the widget. With `data-manual` on the script there is none before this or another is called. */
  init(options?: WidgetOptions): Promise<ChatWidget>;
  open(options?: OpenOptions): Promise<void>;
  close(): Promise<void>;
  toggle(options?: OpenOptions): Promise<void>;
  show(): Promise<void>;
  hide(): Promise<void>;
  send(message: string | readonly Part[]): Promise<Receipt>;
  logout(): Promise<void>;
  configure(options: WidgetOptions): Promise<void>;
  registerPart(type: string, render: PartRenderer): Promise<void>;
  /** Takes the widget off the page. */
  destroy(): void;
}

/** The methods of Chatmount that core.ts has. */
const methods = "init open close toggle show hide send logout configure registerPart".split(" ") as readonly Method[];

declare global {
  interface Window {
    Chatmount?: Chatmount;
  }
}

const script = document.currentScript as HTMLScriptElement | null;

if (!window.Chatmount) void boot(script?.dataset ?? {});

async function boot(data: DOMStringMap): Promise<void> {
  let widget: HTMLElement | null = null;
  let own = false; // it was put on the page by this script

  const parsed = document.readyState === "loading" && new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  const call = async (name: Method, args: unknown[] = []) => {
    const { event } = window; // it is gone later
    await parsed;
    if (!widget) mount();
    const { run } = await import("./core.js"); // once; after a failure again, but in Firefox only when the page is loaded anew
    return run(widget!, own && data, script?.src, name, args, event);
  };
  const preload = () => void call("init").catch(() => {});
  const mount = () => {
    own = true;
    widget = document.createElement("chat-widget");
    widget.dir = data["dir"] ?? "";
    if (data["launcher"] !== "none") drawLauncher(widget, data, preload, () => call("open", [{ focus: true }]));
    document.body.append(widget);
  };
  const watch = () => {
    if (!widget && (widget = document.querySelector("chat-widget"))) preload();
    if (own && widget?.isConnected === false) document.body?.append(widget); // conversation and all
  };

  const api: Record<string, unknown> & Pick<Chatmount, "widget" | "destroy"> = {
    get widget() {
      return widget;
    },
    destroy() {
      widget?.remove();
      widget = null;
    },
  };
  for (const name of methods) api[name] = (...args: unknown[]) => call(name, args);
  window.Chatmount = api as unknown as Chatmount;

  await parsed;
  // Page transitions (Turbo, Astro, htmx) replace the body, or what is in it.
  new MutationObserver(watch).observe(document, { childList: true, subtree: true });
  watch();
  if (!widget && !("manual" in data)) mount();
  if (own && ("open" in data || data["position"] === "inline" || usedBefore())) preload();
}

/** Whether the visitor has used a chat before: only then there is anything of it in the storage. */
function usedBefore(): boolean {
  try {
    return /chatmount:/.test(Object.keys(localStorage) as unknown as string); // joined
  } catch {
    return false; // the storage is forbidden
  }
}
