const svg = "http://www.w3.org/2000/svg";

/** The icons of the launcher, drawn as strokes on a grid of 24. */
export const launcherShapes = {
  chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z",
  chevron: "m6 9 6 6 6-6",
} as const;

/** Draws a shape in the colour of the text around it; it is decoration, hidden from assistive technology. */
export function draw(name: string, shape: string): SVGElement {
  const picture = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  picture.append(path);
  return picture;
}
