/** What the script tag loads when the chat is needed: all but the launcher. */
import { ChatWidget } from "./element.js";
import { isPersonActing } from "./ui/person.js";

// What extra/ takes from here.
export { finish, formAnswer } from "./parts/answered.js";
export { buttons } from "./parts/buttons.js";
export { listOf, textOf } from "./parts/fields.js";
export { bareUrl, bareUrlLength, link, linkify } from "./parts/link.js";
export { mediaUrl } from "./parts/url.js";
export { append, attribute, clean, focus, h, setText } from "./ui/dom.js";
export { drawn, icon } from "./ui/icons.js";
export { received } from "./ui/received.js";
export { nameOf } from "./ui/row.js";

/** What the page may call through the loader. */
export type Method = "init" | "open" | "close" | "toggle" | "show" | "hide" | "send" | "logout" | "configure" | "registerPart";

/**
 * Makes the elements of the page work and does what the page asks of one.
 * @param data the script's attributes, when the script has put the element on the page
 * @param source the address of the script; elements that name no server have the one it came from
 * @param event what was being handled when the page asked
 */
export async function run(
  element: HTMLElement,
  data: DOMStringMap | false,
  source: string | undefined,
  method: Method,
  args: readonly unknown[],
  event: Event | undefined,
): Promise<unknown> {
  // A launcher that is taken away while it is held down is never clicked.
  while (!customElements.get("chat-widget") && element.matches(":active")) await new Promise(requestAnimationFrame);
  if (data && !("mounted" in element.dataset)) takeAttributes(element, data);
  if (source) ChatWidget.defaultServer = new URL(".", source).href.replace(/\/$/, "");
  if (!customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);
  const widget = element as ChatWidget;
  if (method === "init") {
    widget.configure({ ...(args[0] as object) });
    return widget;
  }
  const opens = method === "open" || method === "toggle";
  const given = opens ? [{ focus: isPersonActing(event), ...(args[0] as object) }] : args;
  return (widget[method] as (...args: unknown[]) => unknown)(...given);
}

function takeAttributes(element: HTMLElement, data: DOMStringMap): void {
  element.dataset["mounted"] = "";
  for (const name of ChatWidget.observedAttributes) {
    const value = data[name];
    if (value !== undefined) element.setAttribute(name, value);
  }
}
