/** Stands for an empty array where an index or a sort sees its elements: below null, above MinKey. */
export const EMPTY_ARRAY = Symbol("[]");

type Visit = (value: unknown) => void;
type Fields = Record<string, unknown>;

const isDocument = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Calls `leaf` with what stands at the end of the path in each branch, `array` for each array on the way. */
function walk(value: unknown, path: string[], at: number, leaf: Visit, array: Visit): void {
  const name = path[at];
  if (name === undefined) leaf(value);
  else if (isDocument(value)) {
    walk(Object.hasOwn(value, name) ? value[name] : undefined, path, at + 1, leaf, array);
  } else if (Array.isArray(value)) {
    array(value);
    if (/^\d+$/.test(name) && Number(name) < value.length)
      walk(value[Number(name)], path, at + 1, leaf, array);
    for (const item of value) if (isDocument(item)) walk(item, path, at, leaf, array);
  } else leaf(undefined);
}

/**
 * The values that a query predicate on `path` is tried on: what stands there, and each element where that is an
 * array. https://www.mongodb.com/docs/manual/tutorial/query-arrays/
 */
export function candidates(document: unknown, path: string): unknown[] {
  const found: unknown[] = [];
  const leaf: Visit = (value) => {
    found.push(value);
    if (Array.isArray(value)) found.push(...value);
  };
  walk(document, path.split("."), 0, leaf, () => {});
  return found;
}

/**
 * The values of a path as an index and a sort see them: one an element where there are arrays, undefined where there
 * is nothing. https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 */
export function valuesAt(document: unknown, path: string): { values: unknown[]; multikey: boolean } {
  const values: unknown[] = [];
  let multikey = false;
  const leaf: Visit = (value) => {
    if (Array.isArray(value)) multikey = true;
    if (!Array.isArray(value)) values.push(value);
    else if (value.length === 0) values.push(EMPTY_ARRAY);
    else values.push(...value);
  };
  walk(document, path.split("."), 0, leaf, () => {
    multikey = true;
  });
  if (values.length === 0) values.push(undefined);
  return { values, multikey };
}
