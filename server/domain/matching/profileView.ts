import type { ExpertContent } from "../expert.ts";
import type { FundingContent } from "../funding.ts";
import type { Cooperation, OrganisationContent } from "../organisation.ts";
import {
  type Fields,
  IN_STORY,
  IN_TITLE,
  packReadings,
  readFields,
  type TextReading,
} from "./textReading.ts";
import type { Lexicon } from "./understanding/lexicon.ts";

/** What a profile, or one cooperation, is about: what its texts say, under what is ticked. */
export type ProfileView = TextReading;

const IN_LABEL = 0.95;
const TICKED = 1;
const SITTING_IN = 0.6;

const EXPERT = { code: "e", worth: [IN_TITLE, IN_LABEL, IN_STORY] };
const COOPERATION = { code: "c", worth: [IN_TITLE] };
const NAME = { code: "n", worth: [IN_STORY] };
const FUNDING = { code: "f", worth: [IN_TITLE, IN_STORY] };

const expertFields = ({ headline, skills, bio }: ExpertContent): Fields => ({
  kind: EXPERT,
  texts: [headline, skills.join(" ; "), bio],
});
const cooperationFields = ({ summary }: Cooperation): Fields => ({ kind: COOPERATION, texts: [summary] });
const nameFields = ({ name }: OrganisationContent): Fields => ({ kind: NAME, texts: [name] });

export function viewExpert(expert: ExpertContent, lexicon: Lexicon): ProfileView {
  return ticked(readFields(expertFields(expert), lexicon), expert.themes, expert.countries);
}

export function viewCooperation(cooperation: Cooperation, lexicon: Lexicon): ProfileView {
  const told = readFields(cooperationFields(cooperation), lexicon);
  return ticked(told, [cooperation.theme], [cooperation.country]);
}

/** What a funding scheme's own text is about. */
export function viewFunding(
  { name, summary, themes, countries }: FundingContent,
  lexicon: Lexicon,
): ProfileView {
  const fields = { kind: FUNDING, texts: [name, summary] };
  return ticked(readFields(fields, lexicon), themes, countries);
}

/** What an expert's texts were read to say, to be stored beside them and given back to `reuseReadings`. */
export function readingOfExpert(expert: ExpertContent, lexicon: Lexicon): string {
  return packReadings([expertFields(expert)], lexicon);
}

/** The same for an organisation: its name and each of its cooperations. */
export function readingOfOrganisation(organisation: OrganisationContent, lexicon: Lexicon): string {
  return packReadings(
    [nameFields(organisation), ...organisation.cooperations.map(cooperationFields)],
    lexicon,
  );
}

/**
 * What an organisation is about: its name and all its cooperations together; a foreign one knows its own country.
 * @param cooperations views of its cooperations, where the caller has them already
 */
export function viewOrganisation(
  organisation: OrganisationContent,
  lexicon: Lexicon,
  cooperations: readonly ProfileView[] = organisation.cooperations.map((c) => viewCooperation(c, lexicon)),
): ProfileView {
  const own = organisation.kind === "collectivite-etrangere" ? [organisation.country] : [];
  const named = ticked(readFields(nameFields(organisation), lexicon), [], own);
  return united([named, sittingIn(organisation.groups, lexicon), ...cooperations]);
}

/** What is ticked is laid over what the texts say, since it changes without them. */
function ticked(told: TextReading, themes: readonly string[], countries: readonly string[]): ProfileView {
  const concepts = new Map(told.concepts);
  for (const theme of themes) concepts.set(`t:${theme}`, TICKED);
  const places = new Map(told.countries);
  for (const country of countries) places.set(country, TICKED);
  return { concepts, countries: places, said: told.said };
}

/** The themes of the groups that an organisation belongs to: an interest, less than a cooperation. */
function sittingIn(groups: readonly string[], lexicon: Lexicon): ProfileView {
  const concepts = new Map<string, number>();
  for (const group of groups) {
    const themes = lexicon.groups.get(group)?.themes ?? [];
    for (const theme of group.startsWith("gt-") ? [...themes, group.slice(3)] : themes) {
      const code = `t:${theme}`;
      if (lexicon.concepts.has(code)) concepts.set(code, SITTING_IN);
    }
  }
  return { concepts, countries: new Map(), said: () => undefined };
}

function united(profiles: readonly ProfileView[]): ProfileView {
  const concepts = new Map<string, number>();
  const countries = new Map<string, number>();
  for (const profile of profiles) {
    keepStronger(profile.concepts, concepts);
    keepStronger(profile.countries, countries);
  }
  return {
    concepts,
    countries,
    said: (code) => {
      for (const profile of profiles) {
        const words = profile.said(code);
        if (words) return words;
      }
      return undefined;
    },
  };
}

function keepStronger(from: ReadonlyMap<string, number>, into: Map<string, number>): void {
  for (const [code, strength] of from) if (strength > (into.get(code) ?? 0)) into.set(code, strength);
}
