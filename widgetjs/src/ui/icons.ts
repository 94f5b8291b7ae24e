import { attribute } from "./dom.js";
import { chatShape, draw } from "./draw.js";

/** The icons, as strokes on a grid of 24. */
const shapes = {
  chat: chatShape,
  chevron: "m6 9 6 6 6-6",
  close: "M18 6 6 18M6 6l12 12",
  down: "M12 5v14m-6-6 6 6 6-6",
  send: "M12 19V5m-6 6 6-6 6 6",
  stop: "M6 6h12v12H6z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  bot: "m12 3 2.2 6.3 6.3 2.2-6.3 2.2L12 20l-2.2-6.3-6.3-2.2 6.3-2.2z",
} as const;

/** The name of an icon. */
export type Icon = keyof typeof shapes;

/** Draws an icon. */
export function icon(name: Icon): SVGElement {
  return drawn(shapes[name]);
}

/** Draws a shape as an icon; it is decoration, hidden from assistive technology. */
export function drawn(shape: string): SVGElement {
  const picture = draw(shape);
  attribute(picture, "class", "icon");
  attribute(picture, "aria-hidden", "true");
  return picture;
}
