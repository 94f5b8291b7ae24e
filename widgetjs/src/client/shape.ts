/** Says whether a value that came from outside (the network, the storage) has a form. */
export type Check<T = unknown> = (value: unknown) => value is T;

/** The value that a text is the JSON of; undefined: of none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields that are there. */
export function present<T>(fields: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, T] => field[1] != null));
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const string: Check<string> = (v): v is string => typeof v === "string";
export const number: Check<number> = (v): v is number => typeof v === "number" && v >= 0;
/** A place in a log, or a count. */
export const offset: Check<number> = (v): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
export const boolean: Check<boolean> = (v): v is boolean => typeof v === "boolean";

export const either = (...checks: readonly Check[]): Check => (v): v is unknown => checks.some((check) => check(v));
export const orNull = (check: Check): Check => (v): v is unknown => v === null || check(v);
export const optional = (check: Check): Check => (v): v is unknown => v === undefined || check(v);
export const list = (check: Check): Check => (v): v is unknown => Array.isArray(v) && v.every(check);
/** An object whose values all have a form. */
export const record = (check: Check): Check => (v): v is unknown => isObject(v) && Object.values(v).every(check);
/** An object with at least these fields. */
export const object = <T>(fields: Readonly<Record<string, Check>>): Check<T> => (v): v is T =>
  isObject(v) && Object.entries(fields).every(([name, check]) => check(v[name]));

export const participant = object({ id: string, name: string, role: string });
