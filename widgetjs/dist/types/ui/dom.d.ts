/**
 * Making elements. Strings become text nodes and attributes, never markup, so
 * what a participant wrote cannot be anything but text.
 */
/** What an element may be given: attributes by name, and listeners (functions) by the event's type. */
export type Props = Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => void)>>;
/** A child; what is empty is left out. */
export type Child = Node | string | null | undefined | false;
/** Returns the text without characters that would disguise it. */
export declare function clean(text: string): string;
/** Sets an attribute; false, null and undefined remove it, true sets it empty. */
export declare function attribute(element: Element, name: string, value: string | number | boolean | null | undefined): void;
/** Makes an element. */
export declare function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, props?: Props | null, ...children: Child[]): HTMLElementTagNameMap[Tag];
/** Appends children, text cleaned. */
export declare function append(parent: Node, ...children: Child[]): void;
/** Replaces an element's text where it differs, so that unchanged text keeps its node (and a selection in it). */
export declare function setText(element: Element, text: string): void;
/** Gives an element the focus. The page does not scroll to it: that is for the person to do. */
export declare function focus(element: HTMLElement | null | undefined): void;
