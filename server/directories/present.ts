/** The query of a list as its address holds it. */
export type Asked = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** A query without what says nothing, and without `left`: what links and forms carry along. */
export function kept(query: Asked, left: readonly string[] = []): Record<string, string | string[]> {
  const entries = Object.entries(query).flatMap(([key, value]): [string, string | string[]][] => {
    if (key === "page" || left.includes(key) || value === undefined || value === "") return [];
    if (typeof value === "object") return value.length > 0 ? [[key, [...value]]] : [];
    return [[key, String(value)]];
  });
  return Object.fromEntries(entries);
}

/** The shareable address of a list. */
export function addressOf(base: string, query: Asked): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(kept(query))) {
    for (const one of [value].flat()) parameters.append(key, one);
  }
  const text = parameters.toString();
  return text ? `${base}?${text}` : base;
}

const collator = new Intl.Collator("fr");

export type FacetOption = { value: string; label: string; count?: number; checked: boolean };

/** The options of a facet: chosen ones first, then by how many results each would keep, then by name. */
export function facetOptions(
  counts: Readonly<Record<string, number>>,
  chosen: readonly string[],
  label: (code: string) => string,
): FacetOption[] {
  const all = new Map(Object.entries(counts));
  for (const value of chosen) if (!all.has(value)) all.set(value, 0);
  return [...all]
    .filter(([value, count]) => count > 0 || chosen.includes(value))
    .map(([value, count]) => ({ value, count, label: label(value), checked: chosen.includes(value) }))
    .sort(
      (a, b) =>
        Number(b.checked) - Number(a.checked) || b.count - a.count || collator.compare(a.label, b.label),
    );
}

/** One removable line for each chosen value of a facet: the same list without it. */
export function chosenFilters(
  base: string,
  query: Asked,
  name: string,
  label: (code: string) => string,
): { label: string; href: string }[] {
  const values = [query[name] ?? []].flat().map(String);
  return values.map((value) => ({
    label: label(value),
    href: addressOf(base, { ...query, [name]: values.filter((other) => other !== value) }),
  }));
}
