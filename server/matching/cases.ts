import { readFileSync } from "node:fs";
import type { MatchNeed, Understood } from "../domain/matching/types.ts";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";
import { understand } from "../domain/matching/understanding/understand.ts";
import type {
  ExpertKind,
  Mode,
  NeedKind,
  OrganisationKind,
  Period,
  ThemeCode,
} from "../domain/vocabulary.ts";

/** A small need with what must come of it; each stands for a kind of fault. The form: `seeds/evaluation/README.md`. */
export type Case = {
  id: string;
  why: string;
  title: string;
  description: string;
  asker: { kind: OrganisationKind | "autorite-etrangere"; country: string };
  expect: Expectation;
};

export type Expectation = {
  themes?: ThemeCode[];
  countries?: string[];
  languages?: string[];
  kinds?: NeedKind[];
  notThemes?: ThemeCode[];
  notCountries?: string[];
  notKinds?: NeedKind[];
  skillsAny?: string[];
  excludedCountries?: string[];
  excludedExpertKinds?: ExpertKind[];
  mode?: Mode;
  period?: Period;
  outOfScope?: boolean;
  nothingRead?: boolean;
  fundingNotEligible?: string[];
  fundingTop5?: string[];
};

/** A reading is shown from this confidence on. */
export const SHOWN_FROM = 0.4;

/** Reads a file of cases, one JSON object a line. Throws where a line is no JSON. */
export function loadCases(file: string): Case[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Case);
}

/** A case as the matching sees it: nothing is ticked, the asker has no name and no cooperation. */
export function needOfCase({ id, title, description, asker }: Case): MatchNeed {
  return {
    id,
    organisation: `asker-${id}`,
    title,
    description,
    kinds: [],
    themes: [],
    countries: [],
    odd: [],
    languages: [],
    period: null,
    mode: null,
    asker: {
      name: "",
      kind: asker.kind === "autorite-etrangere" ? "collectivite-etrangere" : asker.kind,
      country: asker.country,
      departement: null,
      population: null,
      groups: [],
      cooperations: [],
    },
  };
}

/** What a case's text was read to say otherwise than expected, a sentence each; empty where it holds. */
export function failuresOf(one: Case, lexicon: Lexicon): string[] {
  const understood = understand(needOfCase(one), lexicon);
  return [
    ...missing(one.expect, understood),
    ...unwanted(one.expect, understood),
    ...others(one.expect, understood),
  ];
}

const shown = (list: readonly { code: string; confidence: number }[]): Set<string> =>
  new Set(list.filter(({ confidence }) => confidence >= SHOWN_FROM).map(({ code }) => code));

const LISTS = ["themes", "countries", "languages", "kinds"] as const;

function missing(expect: Expectation, understood: Understood): string[] {
  const lists = LISTS.flatMap((list) => {
    const read = shown(understood[list]);
    const lost = (expect[list] ?? []).filter((code) => !read.has(code));
    return lost.map((code) => `${list}: ${code} is not read (${[...read].join(", ") || "nothing"})`);
  });
  const skills = shown(understood.skills);
  if (expect.skillsAny && !expect.skillsAny.some((code) => skills.has(code)))
    lists.push(
      `skills: none of ${expect.skillsAny.join(", ")} is read (${[...skills].join(", ") || "nothing"})`,
    );
  return lists;
}

function unwanted(expect: Expectation, understood: Understood): string[] {
  const of = (list: "themes" | "countries" | "kinds", codes: readonly string[] = []) =>
    codes.filter((code) => shown(understood[list]).has(code)).map((code) => `${list}: ${code} is read`);
  return [
    ...of("themes", expect.notThemes),
    ...of("countries", expect.notCountries),
    ...of("kinds", expect.notKinds),
  ];
}

function others(expect: Expectation, understood: Understood): string[] {
  const failures: string[] = [];
  const excluded = (list: "countries" | "expertKinds", codes: readonly string[] = []) => {
    const read = shown(understood.excluded[list]);
    for (const code of codes) if (!read.has(code)) failures.push(`excluded ${list}: ${code} is not read`);
  };
  excluded("countries", expect.excludedCountries);
  excluded("expertKinds", expect.excludedExpertKinds);
  if (expect.mode && understood.mode?.code !== expect.mode)
    failures.push(`mode: ${understood.mode?.code ?? "none"} instead of ${expect.mode}`);
  const { period } = understood;
  if (expect.period && (period?.value.from !== expect.period.from || period.value.to !== expect.period.to))
    failures.push(`period: ${period ? `${period.value.from}…${period.value.to}` : "none"}`);
  if ((expect.outOfScope ?? false) !== (understood.scope === "out"))
    failures.push(expect.outOfScope ? "not said to be out of scope" : "said to be out of scope");
  if ((expect.nothingRead ?? false) !== (understood.scope === "nothing"))
    failures.push(expect.nothingRead ? "not said to say nothing" : "said to say nothing");
  return failures;
}
