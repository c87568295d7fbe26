/** Measures of a ranking against judgments, as `seeds/evaluation/README.md` defines them. */

export type Measures = { ndcg10: number; mrr: number; recall20: number };

/** What grade counts as useful. */
const USEFUL = 2;

const gain = (grade: number): number => 2 ** grade - 1;
const discount = (rank: number): number => 1 / Math.log2(rank + 1);

/** Järvelin & Kekäläinen's nDCG at a depth, gain 2^grade − 1, log2 discount; null where nothing is judged above 0. */
export function ndcg(
  ranked: readonly string[],
  grades: ReadonlyMap<string, number>,
  depth = 10,
): number | null {
  const ideal = [...grades.values()].sort((a, b) => b - a).slice(0, depth);
  const best = ideal.reduce((sum, grade, i) => sum + gain(grade) * discount(i + 1), 0);
  if (best === 0) return null;
  const found = ranked
    .slice(0, depth)
    .reduce((sum, id, i) => sum + gain(grades.get(id) ?? 0) * discount(i + 1), 0);
  return found / best;
}

/** One over the rank of the first useful candidate, 0 where none is listed; null where none exists. */
export function reciprocalRank(
  ranked: readonly string[],
  grades: ReadonlyMap<string, number>,
): number | null {
  if (![...grades.values()].some((g) => g >= USEFUL)) return null;
  const at = ranked.findIndex((id) => (grades.get(id) ?? 0) >= USEFUL);
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Share of the useful candidates among the first `depth`; null where none exists. */
export function recall(
  ranked: readonly string[],
  grades: ReadonlyMap<string, number>,
  depth = 20,
): number | null {
  const useful = [...grades].filter(([, g]) => g >= USEFUL).map(([id]) => id);
  if (useful.length === 0) return null;
  const listed = new Set(ranked.slice(0, depth));
  return useful.filter((id) => listed.has(id)).length / useful.length;
}

/** Means over the needs for which a measure exists. */
export function meanMeasures(
  runs: { ranked: readonly string[]; grades: ReadonlyMap<string, number> }[],
): Measures {
  return {
    ndcg10: mean(runs.map((r) => ndcg(r.ranked, r.grades))),
    mrr: mean(runs.map((r) => reciprocalRank(r.ranked, r.grades))),
    recall20: mean(runs.map((r) => recall(r.ranked, r.grades))),
  };
}

export function mean(values: (number | null)[]): number {
  const known = values.filter((v) => v !== null);
  return known.length === 0 ? 0 : known.reduce((a, b) => a + b, 0) / known.length;
}
