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
  /** The same as its texts alone tell. */
  toldCountries: ReadonlyMap<string, number>;
  /** Where a concept (or a country, as `c:BJ`) was met, as written, for the explanation. */
  said: (code: string) => string | undefined;
};

const IN_LABEL = 0.95;
const TICKED = 1;
const SITTING_IN = 0.6;

const EXPERT = { code: "e", worth: [IN_TITLE, IN_LABEL, IN_STORY], listed: [true, true, false] };
const COOPERATION = { code: "c", worth: [IN_TITLE], listed: [false] };
const NAME = { code: "n", worth: [IN_STORY], listed: [false] };
const FUNDING = { code: "f", worth: [IN_TITLE, IN_STORY], listed: [true, true] };

const expertFields = ({ headline, skills, bio }: ExpertContent): Fields => ({
  kind: EXPERT,
  texts: [headline, skills.join(" ; "), bio],
});
const cooperationFields = ({ summary }: Cooperation): Fields => ({ kind: COOPERATION, texts: [summary] });
const nameFields = ({ name }: OrganisationContent): Fields => ({ kind: NAME, texts: [name] });

const seen = new WeakMap<ExpertContent, { lexicon: Lexicon; view: ProfileView }>();

/** What an expert is about. The same record is read once: who is weighed against many needs is looked up by itself. */
export function viewExpert(expert: ExpertContent, lexicon: Lexicon): ProfileView {
  const known = seen.get(expert);
  if (known?.lexicon === lexicon) return known.view;
  const view = ticked(readFields(expertFields(expert), lexicon), expert.themes, expert.countries);
  seen.set(expert, { lexicon, view });
  return view;
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
  const named = viewName(organisation, lexicon);
  if (!named.united?.isOf(organisation.groups, cooperations)) {
    named.united = new United(named, organisation.groups, cooperations, lexicon);
  }
  return named.united;
}

/** What an organisation is about by its name alone, and where it is. */
export function viewName(organisation: OrganisationContent, lexicon: Lexicon): Ticked {
  const own = organisation.kind === "collectivite-etrangere" ? [organisation.country] : [];
  return ticked(readFields(nameFields(organisation), lexicon), [], own);
}

/** What is ticked is laid over what the texts say, since it changes without them; mostly it is what it was. */
function ticked(told: TextReading, themes: readonly string[], countries: readonly string[]): Ticked {
  if (!(told.made instanceof Ticked && told.made.isOf(themes, countries))) {
    told.made = new Ticked(told, themes, countries);
  }
  return told.made as Ticked;
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

// Classes and not objects of functions: a ranking makes thousands of views, and so makes no function for each of them.
class Ticked implements ProfileView {
  readonly countries: ReadonlyMap<string, number>;
  readonly toldCountries: ReadonlyMap<string, number>;
  /** What the organisation of this name is about, where it is the name of one. */
  united: United | null = null;
  private readonly told: TextReading;
  private readonly themes: readonly string[];
  private readonly codes: readonly string[];
  private readonly places: readonly string[];

  constructor(told: TextReading, themes: readonly string[], places: readonly string[]) {
    this.told = told;
    this.themes = [...themes];
    this.codes = themes.map((theme) => `t:${theme}`);
    this.places = [...places];
    const countries = new Map(told.countries);
    for (const country of places) countries.set(country, TICKED);
    this.countries = countries;
    this.toldCountries = told.countries;
  }

  isOf(themes: readonly string[], places: readonly string[]): boolean {
    return same(this.themes, themes) && same(this.places, places);
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
function sittingIn(groups: readonly string[], lexicon: Lexicon): Map<string, number> {
  const concepts = new Map<string, number>();
  for (const group of groups) {
    const themes = lexicon.groups.get(group)?.themes ?? [];
    for (const theme of group.startsWith("gt-") ? [...themes, group.slice(3)] : themes) {
      const code = `t:${theme}`;
      if (lexicon.concepts.has(code)) concepts.set(code, SITTING_IN);
    }
  }
  return concepts;
}

/** The views of an organisation as one: of each thing, the strongest. */
class United implements ProfileView {
  readonly countries: ReadonlyMap<string, number>;
  readonly toldCountries: ReadonlyMap<string, number>;
  private readonly strengths: ReadonlyMap<string, number>;
  private readonly named: ProfileView;
  private readonly groups: readonly string[];
  private readonly cooperations: readonly ProfileView[];

  constructor(
    named: ProfileView,
    groups: readonly string[],
    cooperations: readonly ProfileView[],
    lexicon: Lexicon,
  ) {
    this.named = named;
    this.groups = [...groups];
    this.cooperations = [...cooperations];
    const views = [named, ...cooperations];
    this.countries = strongestOf(views.map((view) => view.countries));
    this.toldCountries = strongestOf(views.map((view) => view.toldCountries));
    this.strengths = strongestOf([sittingIn(groups, lexicon), ...views.map((view) => view.concepts())]);
  }

  isOf(groups: readonly string[], cooperations: readonly ProfileView[]): boolean {
    return same(this.groups, groups) && same(this.cooperations, cooperations);
  }

  strengthOf(code: string): number {
    return this.strengths.get(code) ?? 0;
  }

  concepts(): ReadonlyMap<string, number> {
    return this.strengths;
  }

  said(code: string): string | undefined {
    for (const view of [this.named, ...this.cooperations]) {
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
