import type { Part } from "../client/index.js";
import type { PartContext, PartRenderer } from "./context.js";
import type { Keep } from "./rich.js";
/** Renderers by type of part. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;
/**
 * Shows a part; the application's own renderers win over the built-in ones. What cannot be shown, because it is
 * unknown, refused or its renderer failed, shows its fallback as text. What has to be loaded has its place until then:
 * Markdown is read as it was written, the fallback of others is for those who listen.
 * @param later called when a part that had to be loaded is shown
 * @param keep makes the change then
 */
export declare function renderPart(part: Part, context: PartContext, own: PartRenderers, later: () => void, keep?: Keep): Node;
