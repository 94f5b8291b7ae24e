import type { Part } from "../client/index.js";
import type { PartContext, PartRenderer } from "./context.js";
/** Renderers by type of part; those of the application win over the built-in ones. */
export type PartRenderers = ReadonlyMap<string, PartRenderer>;
/** Shows a part. What cannot be shown, because it is unknown, refused or its renderer failed, shows its fallback as text. */
export declare function renderPart(part: Part, context: PartContext, own: PartRenderers): Node;
