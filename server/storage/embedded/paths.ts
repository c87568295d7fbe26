import { EMPTY_ARRAY } from "./keys.ts";

type Fields = Record<string, unknown>;

/** True for an embedded document, false for BSON's other types. */
export const isDocument = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What stands at the end of the path in each branch, undefined where nothing does; `array` hears of arrays on the way. */
function* leaves(value: unknown, path: string[], array: () => void): Generator<unknown> {
  const [name, ...rest] = path;
  if (name === undefined) yield value;
  else if (isDocument(value))
    yield* leaves(Object.hasOwn(value, name) ? value[name] : undefined, rest, array);
  else if (Array.isArray(value)) {
    array();
    if (/^\d+$/.test(name) && Number(name) < value.length) yield* leaves(value[Number(name)], rest, array);
    for (const item of value) if (isDocument(item)) yield* leaves(item, path, array);
  } else yield undefined;
}

/**
 * The values that a query predicate on `path` is tried on: what stands there, and each element where that is an
 * array. https://www.mongodb.com/docs/manual/tutorial/query-arrays/
 */
export function candidates(document: unknown, path: string): unknown[] {
  const found = [...leaves(document, path.split("."), () => {})];
  return found.flatMap((value) => (Array.isArray(value) ? [value, ...value] : [value]));
}

/**
 * The values of a path as an index and a sort see them: one an element where there are arrays, undefined where there
 * is nothing. https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 */
export function valuesAt(document: unknown, path: string): { values: unknown[]; multikey: boolean } {
  let multikey = false;
  const array = (): void => {
    multikey = true;
  };
  const values = [...leaves(document, path.split("."), array)].flatMap((value) => {
    if (!Array.isArray(value)) return [value];
    array();
    return value.length === 0 ? [EMPTY_ARRAY] : value;
  });
  return { values: values.length === 0 ? [undefined] : values, multikey };
}
