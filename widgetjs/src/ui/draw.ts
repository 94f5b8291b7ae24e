const svg = "http://www.w3.org/2000/svg";

/** The launcher's icon, as strokes on a grid of 24. */
export const chatShape = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z";

/** Draws a shape in the colour of the text around it. */
export function draw(shape: string): SVGElement {
  const picture = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", shape);
  picture.append(path);
  return picture;
}
