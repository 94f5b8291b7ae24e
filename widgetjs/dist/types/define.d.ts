/** Registers the element `<chat-widget>`. Importing it twice, or two versions of it, is no error: the first one stays. */
import { ChatWidget } from "./element.js";
export { ChatWidget };
