import type { ExpertContent, ExpertStatus } from "../../server/domain/expert.ts";
import type { OrganisationKind } from "../../server/domain/vocabulary.ts";
import { readJudgedSet } from "../readData.ts";
import { seedId } from "../seedId.ts";
import { DEMO_EXPERT } from "./accounts.ts";
import { daysBefore } from "./dates.ts";
import { EXPERT_NAMES } from "./expertNames.ts";
import { demoOrganisations, type SeedOrganisation } from "./organisations.ts";
import { SUBMITTED_PROFILES } from "./submittedProfiles.ts";

export type SeedExpert = ExpertContent & {
  id: string;
  key: string;
  /** The owner's account; its address is the contact address. */
  user: string;
  name: string;
  email: string;
  phone: string;
  status: ExpertStatus;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

type JudgedExpert = ExpertContent & { id: string };
type JudgedOrganisation = { id: string; kind: OrganisationKind };

/**
 * The employers of the judged set are made up and not seeded: a real authority of the same kind and département stands for each,
 * the most populous, so that the rule “never for one's own employer” has something to act on. None where there is no such authority.
 */
function employerMap(
  organisations: SeedOrganisation[],
): (employer: string | null, departement: string | null) => string | null {
  const kinds = new Map(readJudgedSet<JudgedOrganisation>("organisations").map(({ id, kind }) => [id, kind]));
  const french = organisations
    .filter((organisation) => organisation.country === "FR")
    .sort((a, b) => (b.population ?? 0) - (a.population ?? 0) || (a.key < b.key ? -1 : 1));
  return (employer, departement) => {
    const kind = employer === null ? undefined : kinds.get(employer);
    if (kind === undefined || departement === null) return null;
    return french.find((other) => other.kind === kind && other.departement === departement)?.id ?? null;
  };
}

function emailOf(name: string): string {
  const local = name
    .normalize("NFD")
    .replace(/[\p{M}’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z]+/g, ".");
  return `${local}@experts.demo.example`;
}

/** A number of the ranges that ARCEP keeps for fiction (décision 2018-0881): 01 99 00 xx xx and 06 39 98 xx xx. */
function fictionPhone(index: number): string {
  const end = String(1000 + ((index * 37) % 9000)).replace(/(..)(..)/, "$1 $2");
  return index % 3 === 0 ? `01 99 00 ${end}` : `06 39 98 ${end}`;
}

/**
 * The experts of the demo: 150 published profiles, those of the judged development set with a name and an address, and two that wait
 * for an adviser. What a profile leaves empty stays empty: real ones do.
 * @param now the profiles were written and published in the two years before it
 */
export function demoExperts(now: Date): SeedExpert[] {
  const employerOf = employerMap(demoOrganisations());
  const published = readJudgedSet<JudgedExpert>("experts").map(
    ({ id: key, ...content }, index): SeedExpert => {
      const name = EXPERT_NAMES[key] ?? key;
      const email = key === DEMO_EXPERT ? "expert@demo.example" : emailOf(name);
      // Spread unevenly: a few early ones, most in the last year, some touched since.
      const age = 20 + ((index * 167) % 151) ** 2 / 32;
      return {
        ...content,
        organisation: employerOf(content.organisation, content.departement),
        id: seedId("expert", key),
        key,
        user: seedId("user", email),
        name,
        email,
        phone: key === DEMO_EXPERT ? "06 39 98 12 03" : fictionPhone(index),
        status: "published",
        createdAt: daysBefore(now, age + 6),
        publishedAt: daysBefore(now, age),
        updatedAt: daysBefore(now, Math.min(age, (index * 53) % 300)),
      };
    },
  );
  const submitted = SUBMITTED_PROFILES.map(({ key, name, ...content }, index): SeedExpert => {
    const email = emailOf(name);
    const createdAt = daysBefore(now, 2 + index * 2);
    return {
      ...content,
      id: seedId("expert", key),
      key,
      user: seedId("user", email),
      name,
      email,
      phone: fictionPhone(published.length + index),
      status: "submitted",
      publishedAt: null,
      createdAt,
      updatedAt: createdAt,
    };
  });
  return [...published, ...submitted];
}
