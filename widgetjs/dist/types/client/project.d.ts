import type { Model } from "./model.js";
import type { State } from "./state.js";
/** Makes the state that follows from the model. What is as it was before is the same object. */
export declare function project(model: Model, before: Model): State;
/** Gives the former object where all its fields are the same. */
export declare function reuse<T extends object>(next: T, before: T | undefined): T;
