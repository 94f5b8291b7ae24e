import type { Part } from "../client/index.js";
import type { PartContext, PartRenderer } from "./context.js";
/** Renderers by type of part. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;
/**
 * Shows a part; the application's own renderers win over the built-in ones. What cannot be shown, because it is
 * unknown, refused or its renderer failed, shows its fallback as text.
 * @param later called when a part that had to be loaded is shown
 */
export declare function renderPart(part: Part, context: PartContext, own: PartRenderers, later: () => void): Node;
