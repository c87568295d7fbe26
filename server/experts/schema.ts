import { z } from "zod";
import { EXPERT_KINDS, LANGUAGE_LEVELS } from "../domain/vocabulary.ts";
import {
  countryCode,
  date,
  id,
  languageCode,
  line,
  listOf,
  mode,
  page,
  period,
  phone,
  properName,
  searchWords,
  text,
  themeCode,
  version,
} from "../http/fields.ts";
import { several } from "../http/filters.ts";

/** What the owner writes of a profile. */
export const expertInput = z.strictObject({
  name: properName(120),
  kind: z.enum(EXPERT_KINDS, "Choisissez ce qui vous décrit."),
  headline: line(10, 140),
  bio: text(3000).default(""),
  skills: listOf(line(2, 60), 20).default([]),
  themes: listOf(themeCode, 4).default([]),
  countries: listOf(countryCode, 40).default([]),
  languages: z
    .array(
      z.strictObject({
        code: languageCode,
        level: z.enum(LANGUAGE_LEVELS, "Choisissez un niveau, de A1 à C2."),
      }),
      "Envoyez une liste.",
    )
    .max(15, "Choisissez-en 15 au plus.")
    .default([]),
  organisation: id.nullable().default(null),
  departement: z
    .string("Choisissez un département.")
    .max(3, "Ce département n’existe pas.")
    .nullable()
    .default(null),
  modes: listOf(mode, 2).default([]),
  availability: z.array(period, "Envoyez une liste.").max(12, "Indiquez 12 périodes au plus.").default([]),
  missionsPerYear: z
    .number("Écrivez un nombre.")
    .int("Écrivez un nombre entier.")
    .min(0, "Écrivez 0 ou plus.")
    .max(50, "Écrivez 50 au plus.")
    .default(1),
  yearsOfExperience: z
    .number("Écrivez un nombre.")
    .int("Écrivez un nombre entier.")
    .min(0, "Écrivez 0 ou plus.")
    .max(70, "Écrivez 70 au plus.")
    .default(0),
  phone: phone.nullable().default(null),
  version: version.optional(),
});
export type ExpertInput = z.output<typeof expertInput>;

/** What an adviser decides on a profile, or its owner: why, for who is told, and what the file keeps. */
export const decision = z.strictObject({ note: text(1000).default(""), fileNote: text(1000).default("") });

/** The standings by which advisers look for profiles: the states, and what has left the results. */
export const STANDINGS = [
  "published",
  "submitted",
  "paused",
  "suspended",
  "archived",
  "lapsed",
  "draft",
] as const;
export type Standing = (typeof STANDINGS)[number];

export const standingQuery = z.strictObject({
  standing: z.enum(STANDINGS, "Cet état n’existe pas.").default("suspended"),
  q: z.string("Écrivez des mots à chercher.").trim().max(120, "Écrivez au plus 120 caractères.").default(""),
  page,
});
export type StandingQuery = z.output<typeof standingQuery>;

export const DIRECTORY_SORTS = ["relevance", "name", "experience", "recent"] as const;

export const directoryQuery = z
  .strictObject({
    q: searchWords,
    theme: several(listOf(themeCode, 50)),
    country: several(listOf(countryCode, 50)),
    language: several(listOf(languageCode, 50)),
    skill: several(listOf(z.string().max(60, "Cette compétence n’existe pas."), 50)),
    kind: several(listOf(z.enum(EXPERT_KINDS, "Ce statut n’existe pas."), 50)),
    mode: several(listOf(mode, 2)),
    availableFrom: z.preprocess((value) => (value === "" ? undefined : value), date.optional()),
    availableTo: z.preprocess((value) => (value === "" ? undefined : value), date.optional()),
    page,
    sort: z.enum(DIRECTORY_SORTS, "Ce tri n’existe pas.").default("relevance"),
  })
  .refine(
    ({ availableFrom, availableTo }) => !availableFrom || !availableTo || availableFrom <= availableTo,
    {
      path: ["availableTo"],
      message: "La fin ne peut pas précéder le début.",
    },
  );
export type DirectoryQuery = z.output<typeof directoryQuery>;

export const expertOutput = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  version: z.number(),
  kind: z.enum(EXPERT_KINDS),
  headline: z.string(),
  bio: z.string(),
  skills: z.array(z.string()),
  themes: z.array(themeCode),
  countries: z.array(z.string()),
  languages: z.array(z.object({ code: z.string(), level: z.enum(LANGUAGE_LEVELS) })),
  organisation: z.string().nullable(),
  departement: z.string().nullable(),
  modes: z.array(mode),
  availability: z.array(z.object({ from: z.string(), to: z.string() })),
  missionsPerYear: z.number(),
  yearsOfExperience: z.number(),
});
