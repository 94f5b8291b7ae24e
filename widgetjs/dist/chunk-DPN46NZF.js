// src/styles/sheet.ts
function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

// src/ui/draw.ts
var svg = "http://www.w3.org/2000/svg";
var chatShape = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z";
function draw(shape) {
  const picture = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", shape);
  picture.append(path);
  return picture;
}

export {
  sheet,
  chatShape,
  draw
};
