/** As much of a DOM as makes nodes and can print them: for what is pure but builds nodes. */

class StubNode {
  childNodes: StubNode[] = [];
  parent: StubNode | null = null;

  get lastChild(): StubNode | null {
    return this.childNodes.at(-1) ?? null;
  }

  hasChildNodes(): boolean {
    return this.childNodes.length > 0;
  }

  appendChild(child: StubNode): StubNode {
    child.parent = this;
    this.childNodes.push(child);
    return child;
  }

  append(...children: (StubNode | string)[]): void {
    for (const child of children) this.appendChild(typeof child === "string" ? new StubText(child) : child);
  }

  replaceChildren(): void {
    this.childNodes = [];
  }

  remove(): void {
    const { parent } = this;
    if (parent) parent.childNodes.splice(parent.childNodes.indexOf(this), 1);
  }

  get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("");
  }
}

class StubText extends StubNode {
  constructor(readonly data: string) {
    super();
  }

  override get textContent(): string {
    return this.data;
  }
}

/** An element of the stub. */
export class StubElement extends StubNode {
  readonly attributes = new Map<string, string>();
  dir = "";

  constructor(readonly tag: string) {
    super();
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  addEventListener(): void {}

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
}

Object.assign(globalThis, {
  Node: StubNode,
  document: {
    baseURI: "https://shop.example/page",
    createElement: (tag: string) => new StubElement(tag),
    createElementNS: (_: string, tag: string) => new StubElement(tag),
    createTextNode: (text: string) => new StubText(text),
  },
});

/** Makes an element, typed as a real one for the code under test. */
export function element(tag = "div"): StubElement & HTMLElement {
  return document.createElement(tag) as unknown as StubElement & HTMLElement;
}

/** Prints a node's children as markup, with `href` and `start` as the only attributes; adjacent texts run together. */
export function markup(node: StubNode): string {
  return node.childNodes
    .map((child) => {
      if (!(child instanceof StubElement)) return child.textContent;
      const attributes = ["href", "start"].map((name) => (child.attributes.has(name) ? ` ${name}="${child.attributes.get(name)}"` : "")).join("");
      return `<${child.tag}${attributes}>${markup(child)}</${child.tag}>`;
    })
    .join("");
}

/** Calls a function with every element below a node and its depth. */
export function walk(node: StubNode, visit: (element: StubElement, depth: number) => void, depth = 1): void {
  for (const child of node.childNodes) {
    if (child instanceof StubElement) visit(child, depth);
    walk(child, visit, depth + 1);
  }
}
