/**
 * Rows lie in stretches of some dozens. The browser leaves out what is not on the screen by the stretch: to look at
 * each of ten thousand rows in each frame would take it longer than the frame lasts.
 */
import { h } from "./dom.js";

/** How many rows a stretch takes before another one is begun. */
const most = 40;

export function firstRow(list: Element): Element | null {
  return list.firstElementChild?.firstElementChild ?? null;
}

export function rowAfter(row: Element): Element | null {
  return row.nextElementSibling ?? row.parentElement!.nextElementSibling?.firstElementChild ?? null;
}

/** Puts a row between two neighbours; neither of them is moved. */
export function insertRow(list: Element, row: Element, before: Element | undefined, after: Element | null): void {
  const left = row.parentElement;
  const stretch = before?.parentElement;
  if (before && stretch!.childElementCount < most) before.after(row);
  else if (after?.previousElementSibling) after.before(row);
  else {
    const made = h("div", { class: "stretch" }, row);
    if (stretch) stretch.after(made);
    else list.prepend(made);
  }
  if (left?.childElementCount === 0) left.remove();
}

export function removeRow(row: Element): void {
  const stretch = row.parentElement!;
  row.remove();
  if (stretch.childElementCount === 0) stretch.remove();
}
