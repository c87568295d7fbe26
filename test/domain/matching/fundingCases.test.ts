import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { demoFunding } from "../../../seeds/demo/funding.ts";
import { rankFunding } from "../../../server/domain/matching/rankFunding.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import type { OrganisationKind } from "../../../server/domain/vocabulary.ts";
import { buildNeed, buildPeer, lexicon } from "./support.ts";

type Case = {
  id: string;
  why: string;
  title: string;
  description: string;
  asker: { kind: string; country: string };
  expect: { fundingNotEligible?: string[]; fundingTop5?: string[]; outOfScope?: true; nothingRead?: true };
};

const cases = readFileSync(new URL("../../../seeds/evaluation/cases.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Case);
const schemes = demoFunding();

/** The cases name an authority abroad in two ways. */
const kindOf = (kind: string): OrganisationKind =>
  kind === "autorite-etrangere" ? "collectivite-etrangere" : (kind as OrganisationKind);

function proposed({ title, description, asker }: Case) {
  const need = buildNeed({
    title,
    description,
    asker: buildPeer({
      kind: kindOf(asker.kind),
      country: asker.country,
      departement: null,
      population: null,
    }),
  });
  return rankFunding({
    need,
    understood: understand(need, lexicon),
    candidates: schemes,
    relevance: new Map(),
    lexicon,
    now: new Date("2026-11-27T10:00:00Z"),
    limit: 100,
  }).items;
}

const table = <Key extends keyof Case["expect"]>(key: Key) =>
  cases.filter((c) => c.expect[key]).map((c) => [c.id, c.why, c] as const);

describe("unit: funding in the small cases", () => {
  it.each(table("fundingNotEligible"))("%s, %s: none of these is called eligible", (_id, _why, one) => {
    const eligible = proposed(one).filter((i) => i.eligibility!.verdict === "eligible");
    const ids = eligible.map((i) => i.candidate.id);
    expect(one.expect.fundingNotEligible!.filter((id) => ids.includes(id))).toEqual([]);
  });

  it.each(table("fundingTop5"))("%s, %s: each of these is among the first five", (_id, _why, one) => {
    const first = proposed(one)
      .slice(0, 5)
      .map((i) => i.candidate.id);
    expect(one.expect.fundingTop5!.filter((id) => !first.includes(id))).toEqual([]);
  });

  it.each([...table("outOfScope"), ...table("nothingRead")])(
    "%s, %s: no scheme pretends",
    (_id, _why, one) => {
      expect(proposed(one).map((i) => i.candidate.id)).toEqual([]);
    },
  );
});
