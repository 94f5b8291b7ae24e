import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
/** Shows a picture that opens in full. */
export declare function image(part: Part, context: PartContext): HTMLElement | null;
