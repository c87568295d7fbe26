import type { ExpertContent } from "../server/domain/expert.ts";
import type { FundingContent } from "../server/domain/funding.ts";
import { openSpans } from "../server/domain/matching/funding/calls.ts";
import { worksIn } from "../server/domain/matching/hardRules.ts";
import {
  type ProfileView,
  readingOfExpert,
  readingOfOrganisation,
  viewExpert,
  viewFunding,
  viewOrganisation,
} from "../server/domain/matching/profileView.ts";
import type { Lexicon } from "../server/domain/matching/understanding/lexicon.ts";
import { understand } from "../server/domain/matching/understanding/understand.ts";
import type { NeedContent, NeedStatus } from "../server/domain/need.ts";
import type { OrganisationContent } from "../server/domain/organisation.ts";
import { familyNameFirst } from "../server/domain/personName.ts";
import type { SearchDocument } from "./engine.ts";
import { spanOf } from "./spans.ts";

/** Concepts read in a profile become labels from this strength on: weaker ones would bring noise to searches. */
const LABEL_FROM = 0.5;
const COUNTRY_FROM = 0.7;
/** More themes than that, read in one text, say little of each. */
const MOST_THEMES = 4;

/** An expert as indexed. Contact details are no part of it. `publishedAt` is an ISO date-time. */
export function expertDocument(
  expert: ExpertContent & { id: string; name: string; publishedAt: string | null },
  lexicon: Lexicon,
): SearchDocument {
  const { concepts, countries } = clearIn(viewExpert(expert, lexicon));
  const languages = expert.languages.map((l) => l.code).filter((code) => worksIn(expert, code));
  const months = [...new Set(expert.availability.flatMap((a) => monthsOf(a.from, a.to)))].sort();
  return {
    id: expert.id,
    name: expert.name,
    sortName: familyNameFirst(expert.name),
    headline: expert.headline,
    bio: expert.bio,
    skills: expert.skills,
    labels: labelsOf({ concepts, countries }, lexicon),
    themes: themesOf(concepts, expert.themes),
    countries,
    languages,
    skillCodes: codesOf("k:", concepts),
    kind: expert.kind,
    modes: expert.modes,
    availableMonths: months,
    availability: expert.availability.map(spanOf),
    available: expert.availability.length > 0,
    yearsOfExperience: expert.yearsOfExperience,
    publishedAt: expert.publishedAt,
    reading: readingOfExpert(expert, lexicon),
  };
}

/** An organisation as indexed, with what its cooperations did and where. */
export function organisationDocument(
  organisation: OrganisationContent & { id: string; siren?: string | null },
  lexicon: Lexicon,
): SearchDocument {
  const countries = [...new Set(organisation.cooperations.map((c) => c.country))].sort();
  return {
    id: organisation.id,
    name: organisation.name,
    partners: organisation.cooperations.map((c) => c.partner),
    siren: organisation.siren ?? "",
    summaries: organisation.cooperations.map((c) => c.summary),
    labels: labelsOf(clearIn(viewOrganisation(organisation, lexicon)), lexicon),
    kind: organisation.kind,
    country: organisation.country,
    departement: organisation.departement,
    partnerCountries: countries,
    themes: [...new Set(organisation.cooperations.map((c) => c.theme))].sort(),
    groups: organisation.groups,
    population: organisation.population,
    reading: readingOfOrganisation(organisation, lexicon),
  };
}

/** A need as indexed. `askerName`: the organisation's name; `updatedAt`: an ISO date-time. */
export function needDocument(
  need: NeedContent & {
    id: string;
    organisation: string;
    askerName: string;
    privateTo: string | null;
    status: NeedStatus;
    updatedAt: string;
  },
  lexicon: Lexicon,
): SearchDocument {
  const understood = understand(need, lexicon);
  const sure = <T extends { confidence: number }>(list: T[]) =>
    list.filter((i) => i.confidence >= LABEL_FROM);
  return {
    id: need.id,
    title: need.title,
    description: need.description,
    asker: need.askerName,
    labels: [...sure(understood.themes), ...sure(understood.subthemes), ...sure(understood.countries)].map(
      (i) => i.label,
    ),
    status: need.status,
    themes: sure(understood.themes).map((i) => i.code),
    countries: sure(understood.countries).map((i) => i.code),
    kinds: need.kinds,
    organisation: need.organisation,
    privateTo: need.privateTo,
    updatedAt: need.updatedAt,
  };
}

/** A funding scheme as indexed, with the days on which one can apply: which of them is today is for the query to say. */
export function fundingDocument(funding: FundingContent & { id: string }, lexicon: Lexicon): SearchDocument {
  const names = (codes: string[], prefix: string) =>
    codes.map((code) => lexicon.concepts.get(`${prefix}${code}`)?.label ?? code);
  return {
    id: funding.id,
    name: funding.name,
    funder: funding.funder,
    summary: funding.summary,
    labels: [
      ...new Set([
        ...names(funding.themes, "t:"),
        ...funding.countries.map((c) => lexicon.countries.get(c)?.name ?? c),
        ...funding.regions,
        ...labelsOf(clearIn(viewFunding(funding, lexicon)), lexicon),
      ]),
    ],
    kinds: funding.kinds,
    themes: funding.themes,
    countries: funding.countries,
    applicants: funding.applicants,
    funderKind: funding.funderKind,
    rolling: funding.rolling ?? false,
    openDays: openSpans(funding).map(spanOf),
  };
}

/** What a profile says clearly, the clearest first. */
type Clear = { concepts: string[]; countries: string[] };

const clearIn = (profile: ProfileView): Clear => ({
  concepts: strongest(profile.concepts(), LABEL_FROM),
  countries: strongest(profile.countries, COUNTRY_FROM),
});

/** The words by which a profile can be found though it does not use them: concepts, countries. */
function labelsOf({ concepts, countries }: Clear, lexicon: Lexicon): string[] {
  const labels = [
    ...concepts.map((code) => lexicon.concepts.get(code)?.label ?? ""),
    ...countries.map((code) => lexicon.countries.get(code)?.name ?? ""),
  ];
  return [...new Set(labels)].filter((label) => label !== "");
}

/** Ticked themes, else those that the text tells clearly. */
const themesOf = (concepts: readonly string[], ticked: readonly string[]): string[] =>
  ticked.length > 0 ? [...ticked] : codesOf("t:", concepts).slice(0, MOST_THEMES);

/** Those of one kind: "t:" themes, "k:" skills. */
const codesOf = (prefix: "t:" | "k:", concepts: readonly string[]): string[] =>
  concepts.filter((code) => code.startsWith(prefix)).map((code) => code.slice(prefix.length));

function strongest(map: ReadonlyMap<string, number>, least: number): string[] {
  return [...map]
    .filter(([, strength]) => strength >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([code]) => code);
}

/** Months that a span touches, as "2027-03"; at most ten years, so that a slip of the pen stays harmless. */
function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  let year = Number(from.slice(0, 4));
  let month = Number(from.slice(5, 7));
  // Ten years that begin in the middle of a month touch 121.
  while (months.length < 121) {
    const key = `${year}-${String(month).padStart(2, "0")}`;
    if (key > to.slice(0, 7)) break;
    months.push(key);
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
  }
  return months;
}
