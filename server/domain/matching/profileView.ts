import type { ExpertContent } from "../expert.ts";
import type { FundingContent } from "../funding.ts";
import type { Cooperation, OrganisationContent } from "../organisation.ts";
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
/** A family says that much of its subtheme, a subtheme of its theme. */
const FAMILY_TO_SUBTHEME = 0.85;
const TO_THEME = 0.85;

type Field = { text: string; strength: number };

export function viewExpert(expert: ExpertContent, lexicon: Lexicon): ProfileView {
  return view(
    [
      { text: expert.headline, strength: HEADLINE },
      { text: expert.skills.join(" ; "), strength: LABEL },
      { text: expert.bio, strength: STORY },
    ],
    expert.themes,
    expert.countries,
    lexicon,
  );
}

export function viewCooperation(cooperation: Cooperation, lexicon: Lexicon): ProfileView {
  return view(
    [{ text: cooperation.summary, strength: HEADLINE }],
    [cooperation.theme],
    [cooperation.country],
    lexicon,
  );
}

/** What an organisation's name and thematic groups say, apart from its cooperations. */
export function viewOrganisation(organisation: OrganisationContent, lexicon: Lexicon): ProfileView {
  return view([{ text: organisation.name, strength: STORY }], [], [], lexicon);
}

function view(fields: Field[], themes: string[], countries: string[], lexicon: Lexicon): ProfileView {
  const concepts = new Map<string, number>();
  const words = new Map<string, string>();
  const places = new Map<string, number>(countries.map((code) => [code, 1]));
  for (const field of fields) {
    const reading = readText(field.text, "profile", lexicon);
    for (const mention of reading.mentions) {
      const strength = mention.weight * field.strength * (reading.sentences[mention.sentence] ?? 1);
      if (strength > (concepts.get(mention.concept) ?? 0)) {
        concepts.set(mention.concept, strength);
        words.set(mention.concept, mention.words);
      }
    }
    for (const place of reading.places) {
      const confidence =
        place.confidence * (field.strength < HEADLINE ? 0.8 : 0.9) * (reading.sentences[place.sentence] ?? 1);
      if (confidence > (places.get(place.country) ?? 0)) {
        places.set(place.country, confidence);
        words.set(`c:${place.country}`, place.words);
      }
    }
  }
  for (const theme of themes) concepts.set(`t:${theme}`, TICKED);
  rollUp(concepts, words, lexicon);
  return { concepts, countries: places, words };
}

function rollUp(concepts: Map<string, number>, words: Map<string, string>, lexicon: Lexicon): void {
  for (const [code, strength] of [...concepts]) {
    const concept = lexicon.concepts.get(code);
    if (!concept || concept.level === "skill" || concept.level === "theme") continue;
    if (concept.level === "family" && concept.subtheme) {
      raise(concepts, words, `s:${concept.subtheme}`, strength * FAMILY_TO_SUBTHEME, words.get(code));
    }
    if (concept.theme) raise(concepts, words, `t:${concept.theme}`, strength * TO_THEME, words.get(code));
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
