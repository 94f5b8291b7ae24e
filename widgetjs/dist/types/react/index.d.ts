import type { ReactElement, ReactNode, Ref } from "react";
import { ChatWidget, type WidgetEventMap, type WidgetOptions } from "../element.js";
export { ChatWidget };
export type { WidgetEventMap, WidgetOptions };
/** A listener of one of the element's events. */
type Listener<Name extends keyof WidgetEventMap> = (event: WidgetEventMap[Name]) => void;
/** What the component takes: the options of the widget, listeners, and nodes for its slots. */
export interface ChatProps extends WidgetOptions {
    /** The element, with its methods: open, close, send and so on. */
    readonly ref?: Ref<ChatWidget>;
    readonly className?: string;
    /** Nodes for the slots, and what is shown where the widget cannot be: without JavaScript, before it is loaded. */
    readonly children?: ReactNode;
    readonly onReady?: Listener<"chat:ready">;
    readonly onOpen?: Listener<"chat:open">;
    readonly onClose?: Listener<"chat:close">;
    readonly onBeforeSend?: Listener<"chat:beforesend">;
    readonly onSend?: Listener<"chat:send">;
    readonly onReceive?: Listener<"chat:receive">;
    readonly onStatus?: Listener<"chat:status">;
    readonly onUnread?: Listener<"chat:unread">;
    readonly onConnection?: Listener<"chat:connection">;
    readonly onAction?: Listener<"chat:action">;
    readonly onFeedback?: Listener<"chat:feedback">;
    readonly onRating?: Listener<"chat:rating">;
    readonly onError?: Listener<"chat:error">;
}
/** The chat widget. Options that change are taken over; one that goes away goes back to its default. */
export declare function Chat({ ref, className, children, ...props }: ChatProps): ReactElement;
