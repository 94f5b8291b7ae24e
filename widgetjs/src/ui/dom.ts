/**
 * Making elements. Strings become text nodes and attributes, never markup, so
 * what a participant wrote cannot be anything but text.
 */

/** What an element may be given: attributes by name, and listeners (functions) by the event's type. */
export type Props = Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => void)>>;

/** A child; what is empty is left out. */
export type Child = Node | string | null | undefined | false;

// Control characters, and the bidirectional overrides and isolates that can make a name or a link read as another.
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Returns the text without characters that would disguise it. */
export function clean(text: string): string {
  return text.replace(invisible, "");
}

/** Sets an attribute; false, null and undefined remove it, true sets it empty. */
export function attribute(element: Element, name: string, value: string | number | boolean | null | undefined): void {
  if (value === false || value == null) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : `${value}`);
}

/** Makes an element. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else attribute(element, name, value);
  }
  append(element, ...children);
  return element;
}

/** Appends children, text cleaned. */
export function append(parent: Node, ...children: Child[]): void {
  for (const child of children) {
    if (child) parent.appendChild(typeof child === "string" ? document.createTextNode(clean(child)) : child);
  }
}

/** Replaces an element's text where it differs, so that unchanged text keeps its node (and a selection in it). */
export function setText(element: Element, text: string): void {
  const cleaned = clean(text);
  if (element.textContent !== cleaned) element.textContent = cleaned;
}

/** Gives an element the focus. The page does not scroll to it: that is for the person to do. */
export function focus(element: HTMLElement | null | undefined): void {
  element?.focus({ preventScroll: true });
}
