/** Registers the element `<chat-widget>`. Importing it twice, or two versions of it, is no error: the first one stays. */
import { ChatWidget } from "./element.js";

if (globalThis.customElements && !customElements.get("chat-widget")) customElements.define("chat-widget", ChatWidget);

export { ChatWidget };
