import type { Country } from "../reference.ts";
import type { ProfileView } from "./profileView.ts";
import type { Lexicon } from "./understanding/lexicon.ts";

/** How close a profile comes to one subject through the taxonomy, against having done the very thing. */
const BY_SUBTHEME = 0.6;
const BY_THEME = 0.22;

/** Strength, 0…1, at which a profile answers one concept: the thing itself, else its subtheme, else its theme. */
export function conceptCloseness(code: string, profile: ProfileView, lexicon: Lexicon): number {
  const concept = lexicon.concepts.get(code);
  const exact = profile.strengthOf(code);
  if (!concept) return exact;
  const { subtheme, theme } = concept.above;
  return Math.max(
    exact,
    subtheme ? profile.strengthOf(subtheme) * BY_SUBTHEME : 0,
    theme ? profile.strengthOf(theme) * BY_THEME : 0,
  );
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
  for (const [code, weight] of wanted) {
    const share = weight * conceptCloseness(code, profile, lexicon);
    value += share;
    if (share > bestShare) {
      bestShare = share;
      best = code;
    }
  }
  return { value: Math.min(1, value), best };
}

const SAME_ZONE_AND_LANGUAGE = 0.5;
const SAME_ZONE = 0.35;
const SAME_REGION_AND_LANGUAGE = 0.3;
const SAME_REGION = 0.12;

/** How much experience of one country serves in another: the same, a neighbour that shares its language, the same region. */
export function countryCloseness(
  wanted: string,
  known: string,
  countries: ReadonlyMap<string, Country>,
): number {
  if (wanted === known) return 1;
  const a = countries.get(wanted);
  const b = countries.get(known);
  if (!a || !b) return 0;
  const language = a.languages.some((l) => b.languages.includes(l));
  const zone = a.subregion === b.subregion || a.zones.some((z) => b.zones.includes(z));
  if (zone) return language ? SAME_ZONE_AND_LANGUAGE : SAME_ZONE;
  if (a.region !== b.region) return 0;
  return language ? SAME_REGION_AND_LANGUAGE : SAME_REGION;
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
