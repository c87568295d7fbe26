import { bestCountry } from "../closeness.ts";
import type { ProfileView } from "../profileView.ts";
import type { Criterion, Shared } from "./criterion.ts";

/** Where the need names no country, nobody is better for one: a middle value keeps its scores comparable with others. */
const NO_COUNTRY = 0.6;

/** Experience of the need's country, or of one that is close to it. */
export const country: Criterion<Shared & { profile: ProfileView }> = {
  code: "country",
  value: ({ view, profile, countries }) =>
    view.countries.size === 0 ? NO_COUNTRY : bestCountry(view.countries, profile.countries, countries).value,
  sentence: ({ view, profile, countries }) => {
    if (view.countries.size === 0) return "Le besoin ne précise pas de pays";
    const best = bestCountry(view.countries, profile.countries, countries);
    if (!best.known || !best.wanted) return null;
    const known = nameOf(best.known, countries);
    const place = profile.words.get(`c:${best.known}`);
    const where = place && place.toLowerCase() !== known.toLowerCase() ? `${known} (« ${place} »)` : known;
    if (best.closeness === 1) return `Connaît le pays : ${where}`;
    return `Connaît un pays proche : ${where}`;
  },
};

function nameOf(code: string, countries: ReadonlyMap<string, { name: string }>): string {
  return countries.get(code)?.name ?? code;
}
