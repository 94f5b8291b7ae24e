/** The icons, as strokes on a grid of 24. */
declare const shapes: {
    readonly chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z";
    readonly chevron: "m6 9 6 6 6-6";
    readonly close: "M18 6 6 18M6 6l12 12";
    readonly down: "M12 5v14m-6-6 6 6 6-6";
    readonly send: "M12 19V5m-6 6 6-6 6 6";
    readonly stop: "M6 6h12v12H6z";
    readonly check: "m5 12.5 4.5 4.5L19 7.5";
    readonly more: "M12 5h.01M12 12h.01M12 19h.01";
    readonly bot: "m12 3 2.2 6.3 6.3 2.2-6.3 2.2L12 20l-2.2-6.3-6.3-2.2 6.3-2.2z";
};
/** The name of an icon. */
export type Icon = keyof typeof shapes;
/** Draws an icon. */
export declare function icon(name: Icon): SVGElement;
/** Draws a shape as an icon; it is decoration, hidden from assistive technology. */
export declare function drawn(shape: string): SVGElement;
export {};
