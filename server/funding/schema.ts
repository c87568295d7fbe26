import { z } from "zod";
import {
  completeFunding,
  FUNDING_NATURES,
  type FundingContent,
  type WrittenFunding,
} from "../domain/funding.ts";
import { NEED_KINDS, THEME_CODES } from "../domain/vocabulary.ts";

const share = z.number().min(0).max(1);
const day = z.iso.date();
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const country = z.string().regex(/^[A-Z]{2}$/);
const said = z.string().min(1);
const year = z.int().min(1990).max(2100);

/** A scheme as it stands in the reference list: every field checked, none that is not known. */
const writtenFunding = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: said,
  funder: said,
  funderKind: said,
  summary: said,
  nature: z.enum(FUNDING_NATURES).optional(),
  kinds: z.array(z.enum(NEED_KINDS)),
  themes: z.array(z.enum(THEME_CODES)),
  subjects: z
    .array(z.strictObject({ label: said, terms: z.array(said), subthemes: z.array(said) }))
    .optional(),
  coastal: z.boolean().optional(),
  countries: z.array(country),
  zones: z.array(said).optional(),
  excludedCountries: z.array(country).optional(),
  conditionalCountries: z.array(z.strictObject({ country, text: said })).optional(),
  stateMoney: z.boolean().optional(),
  regions: z.array(said),
  countryRule: z.enum(["oda-eligible", "eu", "francophone", "named"]).nullable(),
  applicants: z.array(said),
  applicantsFrom: z.enum(["france", "abroad", "anywhere"]).optional(),
  conditions: z
    .array(
      z.strictObject({
        text: said,
        for: z.array(said).optional(),
        unlessCountries: z.array(country).optional(),
        onlyIn: z.literal("eu").optional(),
        rare: z.boolean().optional(),
      }),
    )
    .optional(),
  minFrenchAuthorities: z.int().nullable(),
  foreignPartnerRequired: z.boolean().nullable(),
  family: said.nullable().optional(),
  subsidiary: z.boolean().optional(),
  amount: z
    .strictObject({ min: z.number().nullable(), max: z.number().nullable(), currency: said })
    .nullable(),
  lumpSums: z.array(z.number().positive()).optional(),
  maxRate: share.nullable(),
  maxRateLdc: share.nullable(),
  rates: z
    .array(
      z.strictObject({
        if: z.enum(["ldc", "oda", "other", "multi-country", "any"]),
        rate: share,
        holdsFor: said,
      }),
    )
    .optional(),
  rateNote: z.strictObject({ text: said, holdsFor: said }).nullable().optional(),
  ownContributionMin: share.nullable(),
  budgetRules: z
    .strictObject({
      base: z.enum(["total", "eligible", "excl-tax", "own-revenue"]).nullable(),
      ownMin: share.nullable(),
      cashMin: share.nullable(),
      valuedMax: z.strictObject({ share, of: z.enum(["own-contribution", "budget"]) }).nullable(),
      totalMin: z.number().nullable(),
      totalMax: z.number().nullable(),
      partner: said.nullable(),
      holdsFor: said,
    })
    .nullable()
    .optional(),
  payment: z
    .strictObject({ tranches: z.array(said), holdsFor: said })
    .nullable()
    .optional(),
  duties: z.array(z.strictObject({ text: said, from: monthDay, until: monthDay, holdsFor: said })).optional(),
  durationMonths: z.strictObject({ min: z.int().nullable(), max: z.int().nullable() }).nullable(),
  calls: z.array(z.strictObject({ year, opens: day.nullable(), closes: day.nullable() })),
  sessions: z.array(z.strictObject({ closes: monthDay, holdsFor: said })).optional(),
  absentFrom: z.strictObject({ year, what: said }).nullable().optional(),
  ended: z.strictObject({ year, text: said }).nullable().optional(),
  rolling: z.boolean().nullable(),
  documents: z.array(said),
  knownAs: z.array(said).optional(),
  url: z.url().nullable(),
  sources: z.array(z.strictObject({ url: z.url(), holdsFor: said })).min(1),
  confidence: z.enum(["high", "medium", "low"]),
}) satisfies z.ZodType<WrittenFunding & { id: string }>;

/** The reference list of schemes, checked and completed. @throws where an entry is not of this shape, naming it. */
export function parseFundingList(list: unknown): (FundingContent & { id: string })[] {
  const parsed = z.array(writtenFunding).safeParse(list);
  if (!parsed.success) throw new Error(`seeds/reference/funding.json\n${z.prettifyError(parsed.error)}`);
  return parsed.data.map(completeFunding);
}
