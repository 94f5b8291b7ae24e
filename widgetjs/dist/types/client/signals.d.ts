import type { ClientFrame } from "../protocol.gen.js";
import type { Environment } from "./environment.js";
/** Says that one types and how far one has read: state, not log, so what gets lost is said again or does not matter. */
export interface Signals {
    /** Says that one types, at most every three seconds, or has stopped to. */
    typing(on: boolean): void;
    /** Says that everything up to an offset was read, soon. */
    read(offset: number): void;
    /** Is told how far the server knows, and how far one has read; what it does not know yet is said again. */
    known(offset: number, read: number): void;
    /** Forgets what was to be said. */
    forget(): void;
}
export declare function createSignals(env: Environment, say: (frame: ClientFrame) => void): Signals;
