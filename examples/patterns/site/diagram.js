/** The parts of the diagram: what each says of itself now, its lamp, and how it works. */
import { glow, Wires } from "./wires.js";

export class Diagram {
  #about = document.getElementById("about");
  #home = document.createComment("");
  #wires;

  constructor() {
    const diagram = document.getElementById("diagram");
    this.#wires = new Wires(diagram, document.getElementById("wires"));
    this.#about.after(this.#home);
    this.#about.classList.add("choosing");
    for (const node of diagram.querySelectorAll(".node")) this.#listen(node);
    new ResizeObserver(() => this.#place()).observe(diagram);
    if (location.hash.startsWith("#about-")) this.#choose(part(location.hash.slice(7)));
  }

  /** Says how things are with a part. */
  say(name, text) {
    const now = part(name).querySelector(".now");
    if (now.textContent !== text) now.textContent = text;
  }

  /** Lists what is known of a part, below how it works: pairs of a name and a value. */
  facts(name, pairs) {
    const article = document.getElementById(`about-${name}`);
    const list = article.querySelector(".facts") ?? article.insertBefore(make("dl", "facts"), article.lastElementChild);
    const known = JSON.stringify(pairs);
    if (list.dataset.known === known) return;
    list.dataset.known = known;
    list.replaceChildren(...pairs.map(([term, value]) => {
      const pair = make("div");
      pair.append(make("dt", "", term), make("dd", "", value));
      return pair;
    }));
  }

  /** Turns the lamp of a part on or off. */
  on(name, on) {
    part(name).classList.toggle("on", on);
  }

  /** Shows whether a part is on the way that messages take now. */
  live(name, on) {
    part(name).classList.toggle("live", on);
  }

  /** Shows whether a part is closed. */
  bar(name, on) {
    part(name).classList.toggle("barred", on);
  }

  /** Shows which wires are in use. */
  use(...wires) {
    this.#wires.use(wires);
  }

  /** Lights a part up for a moment. */
  light(name, tone) {
    glow(part(name), tone, "lit");
  }

  /** Sends something along a wire, which lights up the part at its end. */
  send(wire, tone, backwards) {
    this.#wires.send(wire, tone, backwards);
    this.light(wire.split("-")[backwards ? 0 : 1], tone);
  }

  #listen(node) {
    const text = document.getElementById(node.hash.slice(1)).querySelector("p");
    text.id = `${node.id}-text`;
    node.setAttribute("aria-describedby", text.id);
    // What is stacked would move away from under the pointer.
    node.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && !this.#wires.stacked && this.#choose(node));
    node.addEventListener("focus", () => this.#choose(node));
    node.addEventListener("click", (event) => {
      if (this.#wires.stacked) event.preventDefault(); // it is read where it is
      this.#choose(node);
    });
  }

  /** Shows how a part works. What is looked at stays where it is. */
  #choose(node) {
    const top = node.getBoundingClientRect().top;
    for (const other of document.querySelectorAll(".chosen")) other.classList.remove("chosen");
    node.classList.add("chosen");
    document.getElementById(node.hash.slice(1)).classList.add("chosen");
    this.#place();
    if (this.#wires.stacked) scrollBy({ top: node.getBoundingClientRect().top - top, behavior: "instant" });
  }

  /** Puts the text below the zone of its part where the zones are stacked, else below the diagram. */
  #place() {
    const zone = document.querySelector(".node.chosen")?.closest(".zone");
    if (!this.#wires.stacked || !zone) {
      if (this.#about.nextSibling !== this.#home) this.#home.before(this.#about);
    } else if (zone.nextElementSibling !== this.#about) zone.after(this.#about);
    this.#wires.lay();
  }
}

/** Returns the node of a part. */
function part(name) {
  return document.getElementById(`node-${name}`);
}

/** Makes an element with a class and a text. */
export function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name !== "") element.className = name;
  element.textContent = text;
  return element;
}
