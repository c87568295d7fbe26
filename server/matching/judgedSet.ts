import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExpertContent } from "../domain/expert.ts";
import type { ExpertCandidate, MatchNeed, PeerCandidate } from "../domain/matching/types.ts";
import type { NeedContent } from "../domain/need.ts";
import type { OrganisationContent } from "../domain/organisation.ts";

/** A judged set as in `seeds/evaluation/README.md`, ready for matching. */
export type JudgedSet = {
  needs: MatchNeed[];
  experts: ExpertCandidate[];
  peers: PeerCandidate[];
  /** Grade 0…3 by need id, then candidate id; a pair that is absent counts as 0. */
  grades: Map<string, Map<string, number>>;
};

/**
 * Reads the four files of a judged set. `freeTextOnly` empties the boxes that a newcomer does not tick (themes,
 * countries, ODD) in needs and experts. `candidatesFrom` is the folder of the candidates, where several sets of needs
 * share them. Throws where a file is missing or a line is no JSON, naming it.
 */
export function loadJudgedSet(
  folder: string,
  { freeTextOnly = false, candidatesFrom = folder }: { freeTextOnly?: boolean; candidatesFrom?: string } = {},
): JudgedSet {
  const organisations = readLines<OrganisationContent & { id: string }>(
    join(candidatesFrom, "organisations.jsonl"),
  );
  const askers = new Map(organisations.map((o) => [o.id, o]));
  const needs = readLines<NeedContent & { id: string; organisation: string }>(join(folder, "needs.jsonl"));
  const experts = readLines<ExpertContent & { id: string }>(join(candidatesFrom, "experts.jsonl"));
  return {
    needs: needs.map((need) => ({
      ...need,
      ...(freeTextOnly ? { themes: [], countries: [], odd: [] } : {}),
      asker: askers.get(need.organisation) ?? null,
    })),
    experts: experts.map((expert) => ({
      ...expert,
      ...(freeTextOnly ? { themes: [], countries: [] } : {}),
      status: "published",
      engagedByYear: {},
      declined: false,
      lapsed: false,
      memberOf: [],
    })),
    peers: organisations.map((organisation) => ({ ...organisation, declined: false })),
    grades: readGrades(join(folder, "qrels.tsv")),
  };
}

function readLines<T>(file: string): T[] {
  return nonEmptyLines(file).map((line, i) => {
    try {
      return JSON.parse(line) as T;
    } catch {
      throw new Error(`${file}, line ${i + 1}: not JSON`);
    }
  });
}

function readGrades(file: string): Map<string, Map<string, number>> {
  const grades = new Map<string, Map<string, number>>();
  for (const line of nonEmptyLines(file)) {
    const [need, , candidate, grade] = line.split(/\s+/);
    if (need === undefined || candidate === undefined || grade === undefined)
      throw new Error(`${file}: « ${line} »`);
    const list = grades.get(need) ?? new Map<string, number>();
    list.set(candidate, Number(grade));
    grades.set(need, list);
  }
  return grades;
}

function nonEmptyLines(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
}
