import { z } from "zod";
import { ENDED_STATUSES } from "../domain/match.ts";
import { CANDIDATE_KINDS } from "../domain/vocabulary.ts";

export const suggestionsQuery = z.strictObject({
  kind: z.enum(CANDIDATE_KINDS, "Choisissez expert, peer ou funding.").default("expert"),
  limit: z.coerce
    .number("Écrivez un nombre.")
    .int("Écrivez un nombre entier.")
    .min(1, "Au moins 1.")
    .max(100, "Au plus 100.")
    .default(10),
});

const inferred = z.object({
  code: z.string(),
  label: z.string(),
  confidence: z.number().min(0).max(1),
  words: z.array(z.string()),
  source: z.enum(["declared", "inferred"]),
});

export const understoodOutput = z.object({
  themes: z.array(inferred),
  countries: z.array(inferred),
  skills: z.array(inferred),
  languages: z.array(inferred),
  kinds: z.array(inferred),
  mode: inferred.nullable(),
  period: z
    .object({ from: z.string(), to: z.string(), words: z.array(z.string()) })
    .nullable()
    .describe("Ce que le texte dit de la période, où le formulaire n’en dit rien."),
  excluded: z
    .object({ countries: z.array(inferred), expertKinds: z.array(inferred) })
    .describe("Ce que le texte écarte : jamais proposé."),
});

export const suggestionOutput = z.object({
  candidate: z.object({ kind: z.enum(CANDIDATE_KINDS), id: z.string(), title: z.string() }),
  score: z.number().min(0).max(100),
  reasons: z
    .array(z.object({ criterion: z.string(), share: z.number(), text: z.string() }))
    .describe("Les parts, en points, font ensemble le score."),
  wouldRankHigher: z.string().optional(),
  earlier: z
    .object({ match: z.string(), status: z.enum(ENDED_STATUSES), reason: z.string().nullable() })
    .optional()
    .describe("Pour les conseillers : une mise en relation avec ce besoin, restée sans suite."),
  eligibility: z
    .object({
      verdict: z.enum(["eligible", "to-check", "not-eligible"]),
      checks: z.array(z.object({ rule: z.string(), outcome: z.string(), text: z.string() })),
    })
    .optional(),
  terms: z
    .object({
      nature: z.string().nullable().describe("Ce que c’est, quand ce n’est pas une subvention"),
      open: z.boolean().describe("Un appel daté est ouvert"),
      amount: z.string().nullable(),
      rate: z.string().nullable().describe("Le taux pour ce projet, son assiette, et l’année de la source"),
      own: z.string().nullable().describe("Ce que la collectivité et son partenaire apportent"),
      when: z.string().describe("La date limite, ou la période habituelle et les années qui la montrent"),
      subsidiarity: z.string().nullable(),
    })
    .optional()
    .describe("Pour un dispositif ; null : la source ne le dit pas."),
});

const outOfScope = z
  .object({ kind: z.enum(["other-service", "nothing-read"]), heading: z.string(), message: z.string() })
  .optional()
  .describe("Le texte n’est pas pour ce service, ou ne dit rien : les listes sont vides.");
const degraded = z.boolean().describe("Le moteur de recherche ne répond pas : la liste est plus sommaire");
const ranking = z.object({ items: z.array(suggestionOutput), nothingFits: z.boolean() });

export const suggestionsOutput = ranking.extend({ understood: understoodOutput, outOfScope, degraded });

export const previewOutput = z.object({
  understood: understoodOutput,
  expert: ranking,
  peer: ranking,
  funding: ranking,
  outOfScope,
  degraded,
});
