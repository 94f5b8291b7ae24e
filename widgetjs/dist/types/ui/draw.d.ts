/** The icons of the launcher, drawn as strokes on a grid of 24. */
export declare const launcherShapes: {
    readonly chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z";
    readonly chevron: "m6 9 6 6 6-6";
};
/** Draws a shape in the colour of the text around it; it is decoration, hidden from assistive technology. */
export declare function draw(name: string, shape: string): SVGElement;
