import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
/** Makes a picture that reserves its place and becomes its description where it cannot be loaded. */
export declare function picture(url: unknown, alt: string, context: PartContext, { width, height }?: Readonly<Record<string, unknown>>): HTMLImageElement | null;
/** Shows a file as a link with its name and size. */
export declare function file({ url, name, size }: Part, { server, i18n }: PartContext): HTMLElement | null;
/** Shows a sound or a film with the browser's own controls, and its file below for those who cannot play it. */
export declare function player(part: Part, context: PartContext): HTMLElement | null;
