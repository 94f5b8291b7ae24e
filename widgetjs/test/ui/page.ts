import "../../src/define.js";
import type { ChatWidget, WidgetOptions } from "../../src/element.js";
import { FakeClient } from "./fake-client.js";
import * as people from "./fake-client.js";
import { many, scenes } from "./scenes.js";

/** What the tests and a person at the console can do with the development page. */
const stage = {
  client: new FakeClient(),
  widget: document.createElement("chat-widget") as ChatWidget,
  people,
  many,
  /** The scrolling list of messages. */
  log(): HTMLElement {
    return stage.widget.shadowRoot!.querySelector<HTMLElement>("[role=log]")!;
  },
  /** Shows a scene in a new widget. */
  show(name: string, options: WidgetOptions = {}): void {
    stage.widget.remove();
    stage.client = new FakeClient();
    scenes[name]!(stage.client);
    stage.widget = document.createElement("chat-widget");
    stage.widget.client = stage.client;
    stage.widget.configure(options);
    const parent = options.position === "inline" ? document.querySelector("main")! : document.body;
    parent.append(stage.widget);
  },
};

declare global {
  interface Window {
    stage: typeof stage;
    violations: string[];
  }
}

window.stage = stage;
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));

// With the address /?scene=markdown&theme=dark it is a page to develop on.
const query = Object.fromEntries(new URLSearchParams(location.search));
if (query["scene"]) stage.show(query["scene"], { open: true, ...query });
