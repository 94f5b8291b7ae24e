/** Says whether a value that came from outside (the network, the storage) has a form. */
export type Check<T = unknown> = (value: unknown) => value is T;
/** The value that a text is the JSON of; undefined: of none. */
export declare function parse(text: string): unknown;
/** The fields that are there. */
export declare function present<T>(fields: Readonly<Record<string, T | null | undefined>>): Record<string, T>;
/** Whether a value is an object with fields. */
export declare function isObject(value: unknown): value is Record<string, unknown>;
export declare const string: Check<string>;
export declare const number: Check<number>;
/** A place in a log, or a count. */
export declare const offset: Check<number>;
export declare const boolean: Check<boolean>;
export declare const either: (...checks: readonly Check[]) => Check;
export declare const orNull: (check: Check) => Check;
export declare const optional: (check: Check) => Check;
export declare const list: (check: Check) => Check;
/** An object whose values all have a form. */
export declare const record: (check: Check) => Check;
/** An object with at least these fields. */
export declare const object: <T>(fields: Readonly<Record<string, Check>>) => Check<T>;
export declare const participant: Check<unknown>;
