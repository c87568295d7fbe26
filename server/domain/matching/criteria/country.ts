import { bestCountry } from "../closeness.ts";
import { inCountry } from "../frenchPlaces.ts";
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
    const name = countries.get(best.known)?.name ?? best.known;
    const place = profile.said(`c:${best.known}`);
    const where =
      place && place.toLowerCase() !== name.toLowerCase() ? `${inCountry(name)} (${place})` : inCountry(name);
    return best.closeness === 1 ? `A travaillé ${where}` : `A travaillé dans un pays proche, ${where}`;
  },
};
