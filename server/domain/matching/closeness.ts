import type { Country } from "../reference.ts";
import type { ProfileView } from "./profileView.ts";
import type { Lexicon } from "./understanding/lexicon.ts";

/** How close a profile comes to one subject through the taxonomy, against having done the very thing. */
const BY_SUBTHEME = 0.4;
const BY_THEME = 0.06;

/** A concept that is wanted, with what stands above it. */
type Wanted = { code: string; weight: number; subtheme: string | null; theme: string | null };
const NOTHING_ABOVE = { subtheme: null, theme: null };
const lists = new WeakMap<ReadonlyMap<string, number>, Wanted[]>();

/** What is wanted as a list, made once: a ranking asks hundreds of profiles for the same. */
function listOf(wanted: ReadonlyMap<string, number>, lexicon: Lexicon): readonly Wanted[] {
  const known = lists.get(wanted);
  if (known) return known;
  const list = [...wanted].map(([code, weight]): Wanted => {
    const { subtheme, theme } = lexicon.concepts.get(code)?.above ?? NOTHING_ABOVE;
    return { code, weight, subtheme, theme };
  });
  lists.set(wanted, list);
  return list;
}

/** Strength, 0…1, at which a profile answers one concept: the thing itself, else its subtheme, else its theme. */
function closeness({ code, subtheme, theme }: Wanted, profile: ProfileView): number {
  let best = profile.strengthOf(code);
  // What could not come closer is not asked for.
  if (subtheme && best < BY_SUBTHEME) best = Math.max(best, profile.strengthOf(subtheme) * BY_SUBTHEME);
  if (theme && best < BY_THEME) best = Math.max(best, profile.strengthOf(theme) * BY_THEME);
  return best;
}

/** Share of weighted concepts that a profile covers, 0…1, and the one that it covers best. */
export function coverage(
  wanted: ReadonlyMap<string, number>,
  profile: ProfileView,
  lexicon: Lexicon,
): { value: number; best: string | null } {
  let value = 0;
  let best: string | null = null;
  let bestShare = 0;
  for (const each of listOf(wanted, lexicon)) {
    const share = each.weight * closeness(each, profile);
    value += share;
    if (share > bestShare) {
      bestShare = share;
      best = each.code;
    }
  }
  return { value: Math.min(1, value), best };
}

/** Below this strength a concept is touched upon, and no claim rests on it. */
const CLAIMED_FROM = 0.3;

/**
 * What a profile shows of some concepts, the most telling first: each time the very thing, else the subtheme or the theme
 * through which it comes close.
 */
export function bestEvidence(
  wanted: ReadonlyMap<string, number>,
  profile: ProfileView,
  lexicon: Lexicon,
): string[] {
  const worth = new Map<string, number>();
  for (const { code, weight, subtheme, theme } of listOf(wanted, lexicon)) {
    const steps = [
      { code, by: 1 },
      { code: subtheme, by: BY_SUBTHEME },
      { code: theme, by: BY_THEME },
    ];
    for (const step of steps) {
      if (!step.code || profile.strengthOf(step.code) < CLAIMED_FROM) continue;
      const share = weight * profile.strengthOf(step.code) * step.by;
      worth.set(step.code, (worth.get(step.code) ?? 0) + share);
    }
  }
  return [...worth].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([code]) => code);
}

const SAME_ZONE_AND_LANGUAGE = 0.5;

/** How much experience of one country serves in another: the same, or one of the same region with a language in common. */
export function countryCloseness(
  wanted: string,
  known: string,
  countries: ReadonlyMap<string, Country>,
): number {
  if (wanted === known) return 1;
  const a = countries.get(wanted);
  const b = countries.get(known);
  if (!a || !b) return 0;
  return a.subregion === b.subregion && a.languages.some((l) => b.languages.includes(l))
    ? SAME_ZONE_AND_LANGUAGE
    : 0;
}

/** A country that a text names clearly counts as one that is ticked. */
const sure = (confidence: number): number => Math.min(1, confidence / 0.9);

/** The country of a profile that comes closest to those of a need; value 0…1. */
export function bestCountry(
  wanted: ReadonlyMap<string, number>,
  known: ReadonlyMap<string, number>,
  countries: ReadonlyMap<string, Country>,
): { value: number; wanted: string | null; known: string | null; closeness: number } {
  let value = 0;
  let best: { wanted: string; known: string; closeness: number } | null = null;
  for (const [want, confidence] of wanted) {
    for (const [have, strength] of known) {
      const closeness = countryCloseness(want, have, countries);
      if (closeness === 0) continue;
      const worth = closeness * sure(confidence) * sure(strength);
      if (worth <= value) continue;
      value = worth;
      best = { wanted: want, known: have, closeness };
    }
  }
  return { value, ...(best ?? NOWHERE) };
}

const NOWHERE = { wanted: null, known: null, closeness: 0 };
