/**
 * Sets how far from the edges of the screen the launcher and the window stand.
 * @param offset pixels: "20", or "20 80" for the side and the bottom
 */
export function place(root: HTMLElement, offset: string | null): void {
  const [side, end = side] = (offset ?? "").split(/[\s,]+/);
  root.style.setProperty("--side", pixels(side));
  root.style.setProperty("--end", pixels(end));
}

/** "" takes the property away. */
function pixels(text: string | undefined): string {
  const length = Number.parseFloat(text ?? "");
  return Number.isFinite(length) ? `${length}px` : "";
}
