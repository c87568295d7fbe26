/** One form for values that say the same: lists are sets of choices, and the order of keys says nothing. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
  }
  return JSON.stringify(value ?? null);
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

export type Merged<K extends string> = {
  /** What is to be written. */
  change: Partial<Record<K, unknown>>;
  /** Changed on both sides, into different things: somebody has to choose. */
  conflicts: K[];
  /** Changed by others alone: what they wrote stays. */
  elsewhere: K[];
};

/**
 * Brings together what one person wrote and what others wrote meanwhile, field by field, from where both began.
 * @param mine the fields of the writer's form; what is not in it is left alone
 * @param theirs how things stand now
 * @param saw whether a value is the one that the writer's form began with
 * @param own whether how a field stands now is the writer's own doing
 */
export function mergeFields<K extends string>({
  mine,
  theirs,
  saw,
  own,
}: {
  mine: Partial<Record<K, unknown>>;
  theirs: Record<K, unknown>;
  saw: (field: K, value: unknown) => boolean;
  own: (field: K) => boolean;
}): Merged<K> {
  const merged: Merged<K> = { change: {}, conflicts: [], elsewhere: [] };
  for (const field of Object.keys(mine) as K[]) {
    if (mine[field] === undefined || same(mine[field], theirs[field])) continue;
    if (own(field) || saw(field, theirs[field])) merged.change[field] = mine[field];
    else if (saw(field, mine[field])) merged.elsewhere.push(field);
    else merged.conflicts.push(field);
  }
  return merged;
}
