/**
 * The npm entry: the headless client, and the widget for those who put it on the page by themselves. Importing it
 * touches nothing and registers nothing, so that it may be imported on a server too; `chatmount/define` registers the
 * element.
 */
import { ChatWidget, type WidgetOptions } from "./element.js";
export * from "./client/index.js";
export { ChatWidget };
export type { OpenOptions, WidgetEventMap, WidgetOptions } from "./element.js";
export type { PartContext, PartRenderer } from "./parts/context.js";
export type { Field, Nudge, Prechat } from "./ui/options.js";
/** Puts the widget on the page, or takes the one that is there, and configures it. Registers `<chat-widget>` if nobody has. */
export declare function init(options?: WidgetOptions): ChatWidget;
