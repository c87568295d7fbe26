import type { NeedContent, NeedOutcome, NeedStatus } from "../../server/domain/need.ts";
import { readReference } from "../readData.ts";
import { seedId } from "../seedId.ts";
import { accountId } from "./accounts.ts";
import { daysBefore } from "./dates.ts";
import { needOrganisationId } from "./organisations.ts";

/** One step of a life, as the audit trail tells it. */
export type SeedStep = {
  at: Date;
  /** Account that did it. */
  by: string;
  /** “create”, or the name of the transition in the table of its life. */
  action: string;
  from: string | null;
  to: string;
  reason?: string;
  note?: string;
};

export type SeedNeed = NeedContent & {
  id: string;
  key: string;
  organisation: string;
  author: string;
  status: NeedStatus;
  adviser: string | null;
  outcome: NeedOutcome | null;
  createdAt: Date;
  /** Oldest first. */
  history: SeedStep[];
};

type SourceNeed = Pick<NeedContent, "title" | "description" | "kinds" | "themes" | "countries" | "odd"> & {
  id: string;
  organisation: Parameters<typeof needOrganisationId>[0];
  year: number | null;
};

/**
 * How far each real need is: those of ten years ago are closed, as are those that their cooperation has since answered; the latest
 * wait for an adviser; the others are qualified. Only “met” and “partly-met” tell something of the world: cooperations.json has it.
 */
const OUTCOMES: Record<string, NeedOutcome> = {
  "besoin-018": "met",
  "besoin-014": "partly-met",
  "besoin-011": "partly-met",
  "besoin-031": "withdrawn",
  "besoin-019": "withdrawn",
  "besoin-021": "withdrawn",
};
const STILL_SUBMITTED = new Set([
  "besoin-010",
  "besoin-012",
  "besoin-008",
  "besoin-024",
  "besoin-015",
  "besoin-032",
]);

const WEEKS_BETWEEN_NEEDS = 2;

/** Real needs found in public sources, entered by the adviser for the authorities that voiced them, one every two weeks until `now`. */
export function realNeeds(now: Date): SeedNeed[] {
  const adviser = accountId("conseil@demo.example");
  const sources = readReference<SourceNeed[]>("needs-real").sort(
    (a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1),
  );
  return sources.map((source, index): SeedNeed => {
    const { title, description, kinds, themes, countries, odd } = source;
    const age = (sources.length - index) * WEEKS_BETWEEN_NEEDS * 7 - 9;
    const outcome = OUTCOMES[source.id] ?? null;
    const status = outcome ? "closed" : STILL_SUBMITTED.has(source.id) ? "submitted" : "qualified";
    const step = (days: number, action: string, from: NeedStatus | null, to: NeedStatus): SeedStep => ({
      at: daysBefore(now, days),
      by: adviser,
      action,
      from,
      to,
    });
    const history = [step(age, "create", null, "draft"), step(age - 1, "submit", "draft", "submitted")];
    if (status !== "submitted") history.push(step(age - 4, "qualify", "submitted", "qualified"));
    if (outcome) history.push({ ...step(age - 90, "close", "qualified", "closed"), reason: outcome });
    return {
      id: seedId("need", source.id),
      key: source.id,
      organisation: needOrganisationId(source.organisation),
      author: adviser,
      title,
      description,
      kinds,
      themes,
      countries,
      odd,
      languages: [],
      period: null,
      mode: null,
      status,
      adviser: status === "submitted" ? null : adviser,
      outcome,
      createdAt: daysBefore(now, age),
      history,
    };
  });
}

/** Closed needs first, then by the year of the source, those that wait for an adviser last. */
function rank({ id, year }: SourceNeed): number {
  if (OUTCOMES[id]) return 0;
  if (STILL_SUBMITTED.has(id)) return 9999;
  return year ?? 2020;
}
