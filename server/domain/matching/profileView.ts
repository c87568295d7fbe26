import type { ExpertContent } from "../expert.ts";
import type { FundingContent } from "../funding.ts";
import type { Cooperation, OrganisationContent } from "../organisation.ts";
import { digest } from "./understanding/digest.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import { readText } from "./understanding/reading.ts";

/** What a profile, or one cooperation, is about. */
export type ProfileView = {
  /** Strength of each concept, 0…1, families and subthemes rolled up. */
  concepts: ReadonlyMap<string, number>;
  /** Countries with their confidence, 0…1: ticked, or named in the text. */
  countries: ReadonlyMap<string, number>;
  /** Where a concept was met, as written, for the explanation. */
  words: ReadonlyMap<string, string>;
};

/** What stands in a headline or a skill label is the trade; in the story it is a part of it. */
const HEADLINE = 1;
const LABEL = 0.95;
const STORY = 0.75;
const TICKED = 1;
const SITTING_IN = 0.6;
/** A country that a headline names, or that the story mentions, beside one that is ticked. */
const NAMED = 0.9;
const NAMED_IN_STORY = 0.8;
/** A family says that much of its subtheme, a subtheme of its theme. */
const FAMILY_TO_SUBTHEME = 0.85;
const TO_THEME = 0.85;

type Field = { text: string; strength: number };

const expertFields = ({ headline, skills, bio }: ExpertContent): Field[] => [
  { text: headline, strength: HEADLINE },
  { text: skills.join(" ; "), strength: LABEL },
  { text: bio, strength: STORY },
];
const cooperationFields = ({ summary }: Cooperation): Field[] => [{ text: summary, strength: HEADLINE }];
const nameFields = ({ name }: OrganisationContent): Field[] => [{ text: name, strength: STORY }];

export function viewExpert(expert: ExpertContent, lexicon: Lexicon): ProfileView {
  return view(expertFields(expert), expert.themes, expert.countries, lexicon);
}

export function viewCooperation(cooperation: Cooperation, lexicon: Lexicon): ProfileView {
  return view(cooperationFields(cooperation), [cooperation.theme], [cooperation.country], lexicon);
}

/** What an expert's texts were read to say, to be stored beside them and given back to `reuseReading`. */
export function readingOfExpert(expert: ExpertContent, lexicon: Lexicon): string {
  return pack([expertFields(expert)], lexicon);
}

/** The same for an organisation: its name and each of its cooperations. */
export function readingOfOrganisation(organisation: OrganisationContent, lexicon: Lexicon): string {
  return pack([nameFields(organisation), ...organisation.cooperations.map(cooperationFields)], lexicon);
}

type Packed = [
  key: string,
  concepts: [string, number][],
  countries: [string, number][],
  words: [string, string][],
];

function pack(texts: Field[][], lexicon: Lexicon): string {
  const packed = texts.map((fields): Packed => {
    const { concepts, countries, words } = told(fields, lexicon);
    return [keyOf(fields, lexicon), [...concepts], [...countries], [...words]];
  });
  return JSON.stringify(packed);
}

/**
 * Takes a stored reading, so that the texts are not read again. One of other texts, or of another thesaurus, is filed
 * under a key that nobody asks for.
 */
export function reuseReading(stored: string, lexicon: Lexicon): void {
  // Keys come first in each entry: what is already known is not parsed.
  const first = stored.slice(3, stored.indexOf('"', 3));
  if (lexicon.profiles.has(first)) return;
  for (const [key, concepts, countries, words] of JSON.parse(stored) as Packed[]) {
    lexicon.profiles.keep(key, {
      concepts: new Map(concepts),
      countries: new Map(countries),
      words: new Map(words),
    });
  }
}

/** What an organisation is about: its name and all its cooperations together; a foreign one knows its own country. */
export function viewOrganisation(organisation: OrganisationContent, lexicon: Lexicon): ProfileView {
  const { name, kind, country, cooperations, groups } = organisation;
  const all = cooperations.map((c) => `${c.country} ${c.theme} ${c.summary}`).join("\n");
  const key = digest(`organisation ${kind} ${country} ${groups.join()}\n${name}\n${all}`);
  return lexicon.profiles.get(key, () => {
    const own = kind === "collectivite-etrangere" ? [country] : [];
    const named = view(nameFields(organisation), [], own, lexicon);
    return united([
      named,
      sittingIn(groups, lexicon),
      ...cooperations.map((c) => viewCooperation(c, lexicon)),
    ]);
  });
}

/** The themes of the groups that an organisation belongs to: an interest, less than a cooperation. */
function sittingIn(groups: readonly string[], lexicon: Lexicon): ProfileView {
  const listed = lexicon.reference.groups.filter((g) => groups.includes(g.code));
  const codes = [
    ...listed.flatMap((g) => g.themes),
    ...groups.filter((g) => g.startsWith("gt-")).map((g) => g.slice(3)),
  ];
  const themes = codes.map((code) => `t:${code}`).filter((code) => lexicon.concepts.has(code));
  return {
    concepts: new Map(themes.map((code) => [code, SITTING_IN])),
    countries: new Map(),
    words: new Map(),
  };
}

function united(profiles: ProfileView[]): ProfileView {
  const concepts = new Map<string, number>();
  const countries = new Map<string, number>();
  const words = new Map<string, string>();
  const keep = (from: ReadonlyMap<string, number>, into: Map<string, number>) => {
    for (const [code, strength] of from) if (strength > (into.get(code) ?? 0)) into.set(code, strength);
  };
  for (const profile of profiles) {
    keep(profile.concepts, concepts);
    keep(profile.countries, countries);
    for (const [code, said] of profile.words) if (!words.has(code)) words.set(code, said);
  }
  return { concepts, countries, words };
}

/** What the texts say is read once; what is ticked is laid over it, since it changes without them. */
function view(fields: Field[], themes: string[], countries: string[], lexicon: Lexicon): ProfileView {
  const key = keyOf(fields, lexicon);
  return lexicon.profiles.get(`${key} ${themes.join()} ${countries.join()}`, () => {
    const from = told(fields, lexicon, key);
    const concepts = new Map(from.concepts);
    for (const theme of themes) concepts.set(`t:${theme}`, TICKED);
    const places = new Map(from.countries);
    for (const country of countries) places.set(country, TICKED);
    return { concepts, countries: places, words: from.words };
  });
}

function told(fields: Field[], lexicon: Lexicon, key = keyOf(fields, lexicon)): ProfileView {
  return lexicon.profiles.get(key, () => read(fields, lexicon));
}

function keyOf(fields: Field[], lexicon: Lexicon): string {
  return `${lexicon.version} ${digest(fields.map((f) => `${f.strength} ${f.text}`).join("\n"))}`;
}

function read(fields: Field[], lexicon: Lexicon): ProfileView {
  const concepts = new Map<string, number>();
  const words = new Map<string, string>();
  const countries = new Map<string, number>();
  for (const field of fields) {
    const reading = readText(field.text, "profile", lexicon);
    const weightOf = (sentence: number) => reading.sentences[sentence] ?? 1;
    for (const mention of reading.mentions) {
      const strength = mention.weight * field.strength * weightOf(mention.sentence);
      raise(concepts, words, mention.concept, strength, mention.words);
    }
    for (const place of reading.places) {
      const strength =
        place.confidence * (field.strength < HEADLINE ? NAMED_IN_STORY : NAMED) * weightOf(place.sentence);
      if (strength > (countries.get(place.country) ?? 0)) {
        countries.set(place.country, strength);
        words.set(`c:${place.country}`, place.words);
      }
    }
  }
  rollUp(concepts, words, lexicon);
  return { concepts, countries, words };
}

function rollUp(concepts: Map<string, number>, words: Map<string, string>, lexicon: Lexicon): void {
  for (const [code, strength] of [...concepts]) {
    const above = lexicon.concepts.get(code)?.above;
    if (above?.subtheme)
      raise(concepts, words, above.subtheme, strength * FAMILY_TO_SUBTHEME, words.get(code));
    if (above?.theme) raise(concepts, words, above.theme, strength * TO_THEME, words.get(code));
  }
}

function raise(
  concepts: Map<string, number>,
  words: Map<string, string>,
  code: string,
  strength: number,
  said = "",
): void {
  if (strength <= (concepts.get(code) ?? 0)) return;
  concepts.set(code, strength);
  if (said) words.set(code, said);
}

/** What a funding scheme's own text is about. */
export function viewFunding(funding: FundingContent, lexicon: Lexicon): ProfileView {
  return view(
    [
      { text: funding.name, strength: HEADLINE },
      { text: funding.summary, strength: STORY },
    ],
    funding.themes,
    funding.countries,
    lexicon,
  );
}
