import { z } from "zod";
import { NEED_OUTCOMES, NEED_STATUSES } from "../domain/need.ts";
import { NEED_KINDS } from "../domain/vocabulary.ts";
import {
  countryCode,
  id,
  languageCode,
  line,
  listOf,
  mode,
  notes,
  page,
  period,
  searchWords,
  text,
  themeCode,
  version,
} from "../http/fields.ts";

const kind = z.enum(NEED_KINDS, "Ce type d’aide n’existe pas.");
const odd = z
  .number("Un ODD est un nombre de 1 à 17.")
  .int("Un ODD est un nombre entier.")
  .min(1, "Les ODD vont de 1 à 17.")
  .max(17, "Les ODD vont de 1 à 17.");

/** What was read in the text, by its code; whether the lists know it is checked with the other codes. */
export const dismissable = z
  .string("Envoyez le code de ce qui a été compris.")
  .regex(
    /^((theme|country|skill|kind|language|mode|no-country|no-expert):[A-Za-z0-9-]{2,60}|period:\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d)$/,
    "Écrivez ce que c’est (theme, country, skill, kind, language, mode, period, no-country, no-expert), deux points, puis son code.",
  );

export const MAX_THEMES = 6;
export const MAX_COUNTRIES = 20;
export const MAX_DISMISSED = 20;

/** The fields of a need, without defaults: a change names only what it changes. */
const fields = {
  title: line(3, 160, "Donnez un titre à votre besoin, en quelques mots."),
  description: text(6000),
  kinds: listOf(kind, NEED_KINDS.length),
  themes: listOf(themeCode, MAX_THEMES),
  countries: listOf(countryCode, MAX_COUNTRIES),
  odd: listOf(odd, 17),
  languages: listOf(languageCode, 10),
  period: period.nullable(),
  mode: mode.nullable(),
  dismissed: listOf(dismissable, MAX_DISMISSED).describe(
    "Ce que le texte semble dire et que l’auteur récuse : theme:…, country:…, skill:…, kind:…, language:…, mode:…, period:…, no-country:… ou no-expert:…. Le classement n’en tient plus compte.",
  ),
};

const written = {
  title: fields.title,
  description: fields.description.default(""),
  kinds: fields.kinds.default([]),
  themes: fields.themes.default([]),
  countries: fields.countries.default([]),
  odd: fields.odd.default([]),
  languages: fields.languages.default([]),
  period: fields.period.default(null),
  mode: fields.mode.default(null),
  dismissed: fields.dismissed.default([]),
};

/** A new need. `organisation` may be left out by who has one seat. */
export const needInput = z.strictObject({ ...written, organisation: id.optional() });
export type NeedInput = z.output<typeof needInput>;

/** A need that is still being written: nothing is required but some text. */
export const previewInput = z
  .strictObject({
    ...written,
    title: text(160).default(""),
    organisation: id.optional(),
    limit: z
      .number("Écrivez un nombre.")
      .int("Écrivez un nombre entier.")
      .min(1, "Au moins 1.")
      .max(20, "Au plus 20.")
      .default(5),
  })
  .refine(({ title, description }) => title.length + description.length > 0, {
    path: ["description"],
    message: "Décrivez votre besoin en quelques mots.",
  });
export type PreviewInput = z.output<typeof previewInput>;

export const needChange = z
  .strictObject({
    ...fields,
    organisation: id.describe("Une autre structure dont vous êtes référent : pour un brouillon seulement."),
    version,
  })
  .partial();
export type NeedChange = z.output<typeof needChange>;

export const needId = z.strictObject({ id });

export const listQuery = z.strictObject({
  q: searchWords,
  status: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.enum(NEED_STATUSES, "Cet état n’existe pas.").optional(),
  ),
  page,
});
export type ListQuery = z.output<typeof listQuery>;

export const submitInput = z.strictObject({ version: version.optional() });

/** The adviser confirms or corrects what the need is about. */
export const qualifyInput = z.strictObject({
  version: version.optional(),
  kinds: fields.kinds.optional(),
  themes: fields.themes.optional(),
  countries: fields.countries.optional(),
  ...notes,
});
export type QualifyInput = z.output<typeof qualifyInput>;

/** One thing that was understood: dismissed (1) or taken back (0), or confirmed and thereby ticked. */
export const correctionInput = z
  .strictObject({
    version,
    code: dismissable,
    dismiss: z.enum(["1", "0"], "Écrivez 1 ou 0.").optional(),
    confirm: z.literal("1", "Écrivez 1.").optional(),
  })
  .refine(({ dismiss, confirm }) => (dismiss === undefined) !== (confirm === undefined), {
    path: ["dismiss"],
    message: "Dites si c’est faux, ou si c’est juste.",
  });
export type CorrectionInput = z.output<typeof correctionInput>;

export const closeInput = z.strictObject({
  version: version.optional(),
  outcome: z.enum(NEED_OUTCOMES, "Dites ce que le besoin est devenu."),
  ...notes,
});
export type CloseInput = z.output<typeof closeInput>;

export const reopenInput = z.strictObject({
  version: version.optional(),
  reason: text(1000).pipe(z.string().min(3, "Dites pourquoi le besoin est rouvert.")),
  fileNote: notes.fileNote,
});
export type ReopenInput = z.output<typeof reopenInput>;

export const needOutput = z.object({
  id: z.string(),
  organisation: z.string(),
  organisationName: z.string(),
  status: z.enum(NEED_STATUSES),
  version: z.number(),
  title: z.string(),
  description: z.string(),
  kinds: z.array(z.enum(NEED_KINDS)),
  themes: z.array(themeCode),
  countries: z.array(z.string()),
  odd: z.array(z.number()),
  languages: z.array(z.string()),
  period: z.object({ from: z.string(), to: z.string() }).nullable(),
  mode: mode.nullable(),
  dismissed: z.array(z.string()),
  outcome: z.enum(NEED_OUTCOMES).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
