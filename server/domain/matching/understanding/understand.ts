import type { NeedContent } from "../../need.ts";
import type { OrganisationContent } from "../../organisation.ts";
import { NEED_KIND_LABELS, THEME_CODES, type ThemeCode } from "../../vocabulary.ts";
import { languageName } from "../hardRules.ts";
import type { Inferred, Understood } from "../types.ts";
import { inferKinds, inferLanguages, inferMode } from "./asks.ts";
import { skillConcept, subthemeConcept, themeConcept } from "./concepts.ts";
import { withoutDismissed } from "./dismissed.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { excludedCountries, excludedKinds } from "./exclusions.ts";
import type { Lexicon } from "./lexicon.ts";
import { partnerMentions } from "./partners.ts";
import { inferPeriod } from "./period.ts";
import { type Reading, readText } from "./reading.ts";
import { scopeOf } from "./scope.ts";

/** The text of a need as it is read: the title is the first sentence; without one, what is said first counts like a title. */
export function needText(need: Pick<NeedContent, "title" | "description">): string {
  return [need.title.trim(), need.description.trim()].filter((part) => part !== "").join("\n");
}

/** Least weight at which something inferred is used. */
const LEAST = 0.2;

/** A need to be read. Its asker, where known, lets a town of its partners stand for their country. */
export type Readable = NeedContent & { asker?: OrganisationContent | null };

/**
 * Reads a need as a person would: what the author ticked, with confidence 1, and what the words add, with theirs,
 * without what somebody said was read wrongly.
 */
export function understand(need: Readable, lexicon: Lexicon): Understood {
  const text = needText(need);
  const reading = readText(text, "need", lexicon);
  const evidence = gather(reading, lexicon);
  const excluded = { countries: excludedCountries(reading, lexicon), expertKinds: excludedKinds(reading) };
  const kinds = inferKinds(text, reading);
  const languages = inferLanguages(reading);
  const themes = read(THEME_CODES, themeConcept, evidence, lexicon);
  const countries = countriesOf(need, reading, need.asker ?? null, lexicon);
  const skills = read(
    lexicon.reference.skills.map((s) => s.code),
    skillConcept,
    evidence,
    lexicon,
  );
  const understood: Understood = {
    themes: merge(need.themes, themes, (code) => lexicon.concepts.get(themeConcept(code))?.label ?? code),
    subthemes: subthemesOf(evidence, lexicon),
    countries: merge(need.countries, countries, (c) => lexicon.countries.get(c)?.name ?? c),
    skills,
    kinds: merge(need.kinds, kinds, (kind) => NEED_KIND_LABELS[kind]),
    languages: merge(need.languages, languages, (code) => languageName(code)),
    period: need.period ? null : inferPeriod(text, reading.language),
    mode: need.mode ? null : inferMode(text, reading),
    excluded,
    scope: scopeOf(text, reading.language, {
      country: need.countries.length > 0 || reading.places.length > 0,
      fromAbroad: isAbroad(need.asker),
      anything:
        [themes, countries, skills, kinds, languages, need.themes, need.kinds, need.countries].some(
          (list) => list.length > 0,
        ) || excluded.countries.length > 0,
    }),
  };
  return withoutDismissed(understood, need.dismissed);
}

/** Whether who asks is an authority of another country. */
const isAbroad = (asker: OrganisationContent | null | undefined): boolean =>
  asker != null && (asker.kind === "collectivite-etrangere" || asker.country !== "FR");

/** What a thing says of its second theme, beside its first. */
const ALSO = 0.6;

/** Evidence for each concept, rolled up to its subtheme and theme. */
function gather(reading: Reading, lexicon: Lexicon): Map<string, Evidence> {
  const leaves = evidenceOf(reading, lexicon);
  const evidence = new Map<string, Evidence>();
  const add = (code: string, from: Evidence) => {
    const entry = evidence.get(code) ?? { weight: 0, words: [] };
    entry.weight += from.weight;
    for (const words of from.words) if (!entry.words.includes(words)) entry.words.push(words);
    evidence.set(code, entry);
  };
  for (const [code, from] of leaves) {
    const concept = lexicon.concepts.get(code)!;
    add(code, from);
    if (concept.level === "family" && concept.subtheme) add(`s:${concept.subtheme}`, from);
    if (concept.theme && concept.level !== "theme") add(themeConcept(concept.theme), from);
    if (concept.also) add(themeConcept(concept.also), { ...from, weight: from.weight * ALSO });
  }
  return evidence;
}

/**
 * How sure a theme is falls with the square of how much less is said for it than for the strongest: on the judged needs,
 * with what their authors ticked for a measure, what comes out at 0.9 and more is right four times in five, at 0.5 one
 * time in three, under 0.2 hardly ever.
 */
const BESIDE_THE_STRONGEST = 2;

/** What the evidence says of some concepts, the surest first; what hardly anything speaks for is left out. */
function read<Code extends string>(
  codes: readonly Code[],
  conceptOf: (code: Code) => string,
  evidence: ReadonlyMap<string, Evidence>,
  lexicon: Lexicon,
): Inferred<Code>[] {
  const strongest = Math.max(...codes.map((code) => evidence.get(conceptOf(code))?.weight ?? 0));
  const found = codes.flatMap((code): Inferred<Code>[] => {
    const concept = conceptOf(code);
    const said = evidence.get(concept);
    if (!said) return [];
    // One precise term in an ask gives about 0.6, two of them 0.85.
    const weight = 1 - Math.exp(-0.65 * said.weight);
    const confidence = weight * (said.weight / strongest) ** BESIDE_THE_STRONGEST;
    return [
      {
        code,
        label: lexicon.concepts.get(concept)?.label ?? code,
        confidence: round(confidence),
        weight: round(weight),
        words: said.words.slice(0, 6),
        source: "inferred",
      },
    ];
  });
  return keep(found);
}

function subthemesOf(evidence: ReadonlyMap<string, Evidence>, lexicon: Lexicon): Understood["subthemes"] {
  const themeOf = new Map(
    lexicon.reference.themes.flatMap((t) => t.subthemes.map((s) => [s.code, t.code as ThemeCode] as const)),
  );
  return read([...themeOf.keys()], subthemeConcept, evidence, lexicon).map((subtheme) => ({
    ...subtheme,
    theme: themeOf.get(subtheme.code)!,
  }));
}

/** How sure it is that a need from abroad is about the country it comes from. */
const OWN_COUNTRY = 0.8;

function countriesOf(
  need: NeedContent,
  reading: Reading,
  asker: OrganisationContent | null,
  lexicon: Lexicon,
): Inferred[] {
  const found = new Map<string, { doubt: number; words: string[] }>();
  const partners = asker ? partnerMentions(needText(need), asker) : [];
  // A partner's own name is surer than a town that happens to share a part of it.
  const named = new Set(partners.flatMap((p) => p.words.toLowerCase().split(" ")));
  const stanceAt = new Map([...reading.stances].map(([at, stance]) => [reading.tokens[at]!.start, stance]));
  const free = reading.places.filter(
    (p) =>
      (stanceAt.get(p.start) ?? "wanted") === "wanted" &&
      !p.words
        .toLowerCase()
        .split(" ")
        .some((w) => named.has(w)),
  );
  const mentions = [...free, ...partners];
  for (const mention of mentions) {
    const entry = found.get(mention.country) ?? { doubt: 1, words: [] };
    entry.doubt *= 1 - mention.confidence;
    if (!entry.words.includes(mention.words)) entry.words.push(mention.words);
    found.set(mention.country, entry);
  }
  const only = asker
    ? new Set(asker.cooperations.filter((c) => c.until === null).map((c) => c.country))
    : new Set<string>();
  if (found.size === 0 && need.countries.length === 0 && asker && isAbroad(asker)) {
    // A town abroad that names no country speaks of its own.
    if (asker.country !== "FR") found.set(asker.country, { doubt: 1 - OWN_COUNTRY, words: [] });
  } else if (found.size === 0 && need.countries.length === 0 && only.size === 1) {
    // Nothing named, but the asker works with one country only: a fair guess.
    found.set([...only][0]!, { doubt: 0.6, words: [] });
  }
  return keep(
    [...found].map(([code, entry]) => ({
      code,
      label: lexicon.countries.get(code)?.name ?? code,
      confidence: round(1 - entry.doubt),
      weight: round(1 - entry.doubt),
      words: entry.words,
      source: "inferred" as const,
    })),
  );
}

/** What the author ticked comes first and wins; what was inferred besides stays, with its own confidence. */
function merge<Code extends string>(
  declared: readonly Code[],
  list: Inferred<Code>[],
  label: (code: Code) => string,
): Inferred<Code>[] {
  const ticked = declared.map(
    (code): Inferred<Code> => ({
      code,
      label: label(code),
      confidence: 1,
      weight: 1,
      words: [],
      source: "declared",
    }),
  );
  return [...ticked, ...list.filter((i) => !declared.includes(i.code))];
}

function keep<T extends Inferred>(list: T[]): T[] {
  return list
    .filter((i) => i.weight >= LEAST)
    .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1));
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
