import css from "../styles/loader.css" with { type: "text" };
import { sheet } from "../styles/sheet.js";
import { chatShape, draw } from "../ui/draw.js";

/** Said instead of the launcher's words; other languages are not loaded either. */
const failed = "Chat could not load. Reload the page.";

/**
 * Draws the launcher into an element whose class is not loaded. It looks like the one that the element will put in
 * its place.
 * @param data the script's attributes
 * @param near somebody is about to press it
 * @param press somebody has; when it rejects, the launcher says so and may be pressed again
 */
export function drawLauncher(
  widget: HTMLElement,
  { launcher = "", offset = "", position = "", theme = "light dark" }: DOMStringMap,
  near: () => void,
  press: () => Promise<unknown>,
): void {
  const shadow = widget.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const label = document.createTextNode("");
  const [side = 20, end = side] = offset.match(/\d+/g) || [];
  const say = (words: string) => {
    button.ariaLabel = words || "Chat";
    label.data = words;
    button.style.cssText = `${/left|right/.test(position) ? position : "inset-inline-end"}:${side}px;bottom:${end}px;color-scheme:${theme};padding-inline:${words && "20px 24px"}`;
  };
  button.part = "launcher";
  button.onpointerenter = button.onfocus = near;
  button.onclick = () => press().catch(() => say(failed));
  button.append(draw(chatShape), label);
  say(launcher);
  shadow.adoptedStyleSheets = [sheet(css)];
  shadow.append(button);
}
