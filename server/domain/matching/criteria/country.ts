import { bestCountry } from "../closeness.ts";
import { articled, inCountry } from "../frenchPlaces.ts";
import { languageName } from "../hardRules.ts";
import { quoteOf } from "../passage.ts";
import type { ProfileView } from "../profileView.ts";
import type { Criterion, Shared } from "./criterion.ts";

/** From this strength on, a text says that the person worked there; below, it names the country. */
const WORKED_FROM = 0.7;

type Knowing = Shared & {
  profile: ProfileView;
  texts: readonly string[];
  tickedCountries: readonly string[];
};

/** Experience of the need's country, or of one of its region where the same language is worked in. */
export const country: Criterion<Knowing> = {
  code: "country",
  asked: (view) => view.countries.size > 0,
  value: ({ view, profile, countries }) => bestCountry(view.countries, profile.countries, countries).value,
  sentence: (context) => {
    const { view, profile, countries, texts, tickedCountries } = context;
    const best = bestCountry(view.countries, profile.countries, countries);
    if (!best.known || !best.wanted) return null;
    const known = countries.get(best.known);
    if (!known) return null;
    const ticked = tickedCountries.includes(best.known);
    const toldWorked = (profile.toldCountries.get(best.known) ?? 0) >= WORKED_FROM;
    const quote = quoteOf(`c:${best.known}`, texts, profile);
    const where = inCountry(known.name);
    if (best.closeness === 1) {
      // A sentence that only names the country is no proof of a stay there: the box says more.
      if (ticked && !(toldWorked && quote)) return `Indique une expérience ${where}`;
      const claim = toldWorked ? `A travaillé ${where}` : "Cite le pays";
      return quote ? `${claim} : « ${quote} »` : null;
    }
    const wanted = countries.get(best.wanted);
    const language = wanted?.languages.find((code) => known.languages.includes(code));
    if (!(ticked || toldWorked) || !wanted || !language) return null;
    return `A travaillé ${where}, pays de la même région que ${articled(wanted.name)} et de langue commune (${languageName(language)})`;
  },
};
