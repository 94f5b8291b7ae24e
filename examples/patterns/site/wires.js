/** The wires between the parts, and what travels along them. */

/** From which side to which a wire leads: where the zones are columns, and where they are stacked (none: it is not drawn). */
const plan = {
  "script-launcher": { columns: "right left", stacked: "bottom top" },
  "npm-launcher": { columns: "right left", unused: true },
  "iframe-launcher": { columns: "right left", unused: true },
  "site-window": { columns: "right left", stacked: "bottom top" },
  "launcher-window": { columns: "bottom top", stacked: "right left" },
  "window-parts": { columns: "bottom top", stacked: "bottom top" },
  "parts-manager": { columns: "bottom top", stacked: "right left" },
  "manager-websocket": { columns: "right left", stacked: "bottom top" },
  "manager-sse": { columns: "right left", stacked: "bottom top" },
  "manager-longpoll": { columns: "right left", stacked: "bottom top" },
  "websocket-gateway": { columns: "right left", stacked: "bottom top" },
  "sse-gateway": { columns: "right left", stacked: "bottom top" },
  "longpoll-gateway": { columns: "right left", stacked: "bottom top" },
  "gateway-sessions": { columns: "bottom top", stacked: "right left" },
  "gateway-engine": { columns: "top bottom", stacked: "bottom top" },
  "engine-bot": { columns: "top bottom", stacked: "right left" },
  "engine-database": { columns: "right right", stacked: "bottom top" },
  "sessions-cookie": { columns: "bottom top" },
  "manager-storage": { columns: "bottom top" },
};

/** How long something takes along one wire, in milliseconds, and how many may be on it at once. */
const TRAVEL = 550;
const CROWD = 3;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Wires {
  #diagram;
  #svg;
  #paths = new Map();

  constructor(diagram, svg) {
    this.#diagram = diagram;
    this.#svg = svg;
    for (const [name, { unused }] of Object.entries(plan)) {
      const path = draw("path");
      if (unused) path.classList.add("unused");
      svg.append(path);
      this.#paths.set(name, path);
    }
    new ResizeObserver(() => this.lay()).observe(diagram);
  }

  /** Whether the zones stand below each other. */
  get stacked() {
    return getComputedStyle(this.#diagram).getPropertyValue("--layout").trim() === "stacked";
  }

  /** Lays the wires anew, between the parts as they stand now. */
  lay() {
    const layout = this.stacked ? "stacked" : "columns";
    const origin = this.#diagram.getBoundingClientRect();
    for (const [name, path] of this.#paths) {
      const sides = plan[name][layout]?.split(" ");
      const [from, to] = ends(name).map((part) => box(part, origin));
      if (sides === undefined) path.removeAttribute("d");
      else path.setAttribute("d", sides[0] === "right" && sides[1] === "right" ? around(from, to) : curve(at(from, sides[0]), at(to, sides[1])));
    }
  }

  /** Shows which wires are in use, by name. */
  use(names) {
    for (const [name, path] of this.#paths) path.classList.toggle("live", names.includes(name));
  }

  /** Sends something along a wire. Where motion is not wanted, the wire glows for a moment. */
  send(name, tone, backwards = false) {
    const wire = this.#paths.get(name);
    const way = wire.getAttribute("d");
    if (way === null) return;
    if (still.matches) return void glow(wire, tone);
    if (this.#svg.querySelectorAll(`[data-wire="${name}"]`).length >= CROWD) return;
    const flow = draw("path");
    flow.setAttribute("d", way);
    flow.setAttribute("pathLength", "100");
    flow.setAttribute("stroke-dasharray", "16 200");
    flow.setAttribute("class", `flow ${tone}`);
    flow.dataset.wire = name;
    this.#svg.append(flow);
    const frames = [{ strokeDashoffset: 16 }, { strokeDashoffset: -100 }];
    const travel = flow.animate(backwards ? frames.reverse() : frames, { duration: TRAVEL, easing: "ease-in-out" });
    travel.onfinish = travel.oncancel = () => flow.remove();
  }
}

function draw(name) {
  return document.createElementNS("http://www.w3.org/2000/svg", name);
}

function ends(name) {
  return name.split("-").map((part) => document.getElementById(`node-${part}`).closest(".way, .node"));
}

function box(part, origin) {
  const { left, top, width, height } = part.getBoundingClientRect();
  const x = left - origin.left;
  const y = top - origin.top;
  return { left: x, right: x + width, top: y, bottom: y + height, x: x + width / 2, y: y + height / 2 };
}

/** A point in the middle of a side, and the direction in which a wire leaves it. */
function at(box, side) {
  if (side === "left" || side === "right") return { x: box[side], y: box.y, dx: side === "left" ? -1 : 1, dy: 0 };
  return { x: box.x, y: box[side], dx: 0, dy: side === "top" ? -1 : 1 };
}

function curve(a, b) {
  const reach = (a.dx === 0 ? Math.abs(b.y - a.y) : Math.abs(b.x - a.x)) / 2;
  return `M${a.x} ${a.y}C${a.x + a.dx * reach} ${a.y + a.dy * reach} ${b.x + b.dx * reach} ${b.y + b.dy * reach} ${b.x} ${b.y}`;
}

/** Leads around what stands between, on the right. */
function around(a, b) {
  const x = Math.max(a.right, b.right) + 7;
  return `M${a.right} ${a.y}Q${x} ${a.y} ${x} ${a.y + 7}V${b.y - 7}Q${x} ${b.y} ${b.right} ${b.y}`;
}

const glowing = new WeakMap();

/** Lets an element glow in a tone for a moment. */
export function glow(element, tone, name = "hot") {
  clearTimeout(glowing.get(element));
  element.classList.remove("up", "down", "no");
  element.classList.add(name, tone);
  glowing.set(element, setTimeout(() => element.classList.remove(name, tone), 900));
}
