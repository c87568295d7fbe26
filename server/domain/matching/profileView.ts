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
export type ProfileView = {
  /** Strength of a concept, 0…1; a ranking asks for few of them, so they are not gathered. */
  strengthOf: (code: string) => number;
  /** All concepts with their strength: gathered at each call, for whoever wants them all. */
  concepts: () => ReadonlyMap<string, number>;
  /** Countries with their confidence, 0…1. */
  countries: ReadonlyMap<string, number>;
  /** Where a concept (or a country, as `c:BJ`) was met, as written, for the explanation. */
  said: (code: string) => string | undefined;
};

const IN_LABEL = 0.95;
const TICKED = 1;
const NOWHERE: ReadonlyMap<string, number> = new Map();
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
  return new United([named, sittingIn(organisation.groups, lexicon), ...cooperations]);
}

/** What is ticked is laid over what the texts say, since it changes without them; these are shared, and not copied. */
function ticked(told: TextReading, themes: readonly string[], countries: readonly string[]): ProfileView {
  return new Ticked(
    told,
    themes.map((theme) => `t:${theme}`),
    countries,
  );
}

// Classes and not objects of functions: a ranking makes thousands of views, and so makes no function for each of them.
class Ticked implements ProfileView {
  readonly countries: ReadonlyMap<string, number>;
  private readonly told: TextReading;
  private readonly codes: readonly string[];

  constructor(told: TextReading, codes: readonly string[], countries: readonly string[]) {
    this.told = told;
    this.codes = codes;
    const places = new Map(told.countries);
    for (const country of countries) places.set(country, TICKED);
    this.countries = places;
  }

  strengthOf(code: string): number {
    return this.codes.includes(code) ? TICKED : (this.told.concepts.get(code) ?? 0);
  }

  concepts(): ReadonlyMap<string, number> {
    const concepts = new Map(this.told.concepts);
    for (const code of this.codes) concepts.set(code, TICKED);
    return concepts;
  }

  said(code: string): string | undefined {
    return this.told.said(code);
  }
}

/** The themes of the groups that an organisation belongs to: an interest, less than a cooperation. */
function sittingIn(groups: readonly string[], lexicon: Lexicon): ProfileView {
  const concepts = new Set<string>();
  for (const group of groups) {
    const themes = lexicon.groups.get(group)?.themes ?? [];
    for (const theme of group.startsWith("gt-") ? [...themes, group.slice(3)] : themes) {
      const code = `t:${theme}`;
      if (lexicon.concepts.has(code)) concepts.add(code);
    }
  }
  return new Sitting(concepts);
}

class Sitting implements ProfileView {
  readonly countries: ReadonlyMap<string, number> = NOWHERE;
  private readonly themes: ReadonlySet<string>;

  constructor(themes: ReadonlySet<string>) {
    this.themes = themes;
  }

  strengthOf(code: string): number {
    return this.themes.has(code) ? SITTING_IN : 0;
  }

  concepts(): ReadonlyMap<string, number> {
    return new Map([...this.themes].map((code) => [code, SITTING_IN]));
  }

  said(): undefined {
    return undefined;
  }
}

/** Several views as one: of each thing, the strongest. */
class United implements ProfileView {
  readonly countries: ReadonlyMap<string, number>;
  private readonly views: readonly ProfileView[];

  constructor(views: readonly ProfileView[]) {
    this.views = views;
    this.countries = strongestOf(views.map((view) => view.countries));
  }

  strengthOf(code: string): number {
    let strongest = 0;
    for (const view of this.views) strongest = Math.max(strongest, view.strengthOf(code));
    return strongest;
  }

  concepts(): ReadonlyMap<string, number> {
    return strongestOf(this.views.map((view) => view.concepts()));
  }

  said(code: string): string | undefined {
    for (const view of this.views) {
      const words = view.said(code);
      if (words) return words;
    }
    return undefined;
  }
}

function strongestOf(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const strongest = new Map<string, number>();
  for (const map of maps)
    for (const [code, strength] of map)
      if (strength > (strongest.get(code) ?? 0)) strongest.set(code, strength);
  return strongest;
}
