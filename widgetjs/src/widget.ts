/**
 * The entry of the script tag: `<script src="/chat/widget.js" async></script>`.
 * It puts one widget on the page, or serves those that the page has placed by
 * hand, and makes `window.Chatmount`. Included a second time it does nothing.
 */
import "./define.js";
import { ChatWidget } from "./element.js";
import type { OpenOptions, WidgetOptions } from "./element.js";
import type { Part, Receipt } from "./client/index.js";
import type { PartRenderer } from "./parts/context.js";

/** What the script tag's page calls; all of it acts on the page's one widget. */
export interface Chatmount {
  /** The widget, null before it is mounted and after destroy. */
  readonly widget: ChatWidget | null;
  /** Puts the widget on the page if it is not there, and configures it. With `data-manual` on the script only this does. */
  init(options?: WidgetOptions): ChatWidget;
  open(options?: OpenOptions): void;
  close(): void;
  toggle(options?: OpenOptions): void;
  show(): void;
  hide(): void;
  destroy(): void;
  send(message: string | readonly Part[]): Promise<Receipt>;
  logout(): Promise<void>;
  configure(options: WidgetOptions): void;
  registerPart(type: string, render: PartRenderer): void;
}

declare global {
  interface Window {
    Chatmount?: Chatmount;
  }
}

const script = (document.currentScript ?? document.querySelector('script[src*="widget.js"]')) as HTMLScriptElement | null;

if (!window.Chatmount) boot(script);

function boot(own: HTMLScriptElement | null): void {
  const data = own?.dataset ?? {};
  if (own?.src) ChatWidget.defaultServer = new URL(".", own.src).href.replace(/\/$/, "");
  let widget: ChatWidget | null = null;

  const init = (options?: WidgetOptions): ChatWidget => {
    widget ??= document.querySelector("chat-widget") ?? mount(data);
    if (options) widget.configure(options);
    return widget;
  };
  window.Chatmount = {
    get widget() {
      return widget;
    },
    init,
    open: (options) => init().open(options),
    close: () => widget?.close(),
    toggle: (options) => init().toggle(options),
    show: () => init().show(),
    hide: () => widget?.hide(),
    destroy() {
      widget?.destroy();
      widget = null;
    },
    send: (message) => init().send(message),
    logout: () => init().logout(),
    configure: (options) => void init(options),
    registerPart: (type, render) => init().registerPart(type, render),
  };
  whenParsed(() => {
    if (data["manual"] === undefined) init();
    stay(() => widget);
  });
}

/** Makes the widget from the script's data-* attributes and puts it at the end of the body. */
function mount(data: DOMStringMap): ChatWidget {
  const widget = document.createElement("chat-widget");
  for (const name of ChatWidget.observedAttributes) {
    const value = data[name];
    if (value !== undefined) widget.setAttribute(name, value);
  }
  widget.dataset["mounted"] = "";
  document.body.append(widget);
  return widget;
}

/** Page transitions (Turbo, Astro, htmx) replace the body: the widget moves into the new one, conversation and all. */
function stay(current: () => ChatWidget | null): void {
  const observer = new MutationObserver(() => {
    const widget = current();
    if (widget && !widget.isConnected && widget.dataset["mounted"] !== undefined) document.body?.append(widget);
    watch();
  });
  const watch = () => {
    observer.observe(document.documentElement, { childList: true });
    if (document.body) observer.observe(document.body, { childList: true });
  };
  watch();
}

function whenParsed(run: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
  else run();
}
