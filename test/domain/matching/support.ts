import { fileURLToPath } from "node:url";
import type { ExpertCandidate, MatchNeed, PeerCandidate } from "../../../server/domain/matching/types.ts";
import type { NeedContent } from "../../../server/domain/need.ts";
import { loadJudgedSet } from "../../../server/matching/judgedSet.ts";
import { loadLexicon } from "../../../server/reference/load.ts";

export const lexicon = loadLexicon();
export const NOW = new Date("2026-11-23T00:00:00Z");
export const setFolder = (name: string): string =>
  fileURLToPath(new URL(`../../../seeds/evaluation/${name}`, import.meta.url));
export const dev = loadJudgedSet(setFolder("dev"));

export function buildNeed(fields: Partial<MatchNeed> = {}): MatchNeed {
  return {
    id: "n",
    organisation: "o-asker",
    asker: null,
    title: "",
    description: "",
    kinds: [],
    themes: [],
    countries: [],
    odd: [],
    languages: [],
    period: null,
    mode: null,
    ...fields,
  };
}

export function told(title: string, description = ""): NeedContent {
  return buildNeed({ title, description });
}

export function buildExpert(fields: Partial<ExpertCandidate> = {}): ExpertCandidate {
  return {
    id: "x",
    kind: "agent",
    headline: "Chargée de mission",
    bio: "",
    skills: [],
    themes: [],
    countries: [],
    languages: [{ code: "fr", level: "C2" }],
    organisation: null,
    departement: null,
    modes: ["distance", "mission"],
    availability: [{ from: "2027-01-01", to: "2027-12-31" }],
    missionsPerYear: 2,
    yearsOfExperience: 10,
    status: "published",
    engagedByYear: {},
    declined: false,
    lapsed: false,
    memberOf: [],
    ...fields,
  };
}

export function buildPeer(fields: Partial<PeerCandidate> = {}): PeerCandidate {
  return {
    id: "o",
    name: "Ville d’Essai",
    kind: "commune",
    country: "FR",
    departement: "35",
    population: 20_000,
    groups: [],
    cooperations: [],
    declined: false,
    ...fields,
  };
}
