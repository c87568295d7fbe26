import { z } from "zod";
import { addMonths } from "../domain/days.ts";
import { MODES, type Period, THEME_CODES } from "../domain/vocabulary.ts";

/** Field types that several features share. Messages are French: they are shown beside the field. */

export const id = z.string().regex(/^[0-9a-f]{24}$/, "Cet identifiant n’est pas valable.");

/** One line of text; `tooShort` says what belongs there, where the form can say better than a number. Control characters are refused: no name or title needs them. */
export const line = (
  min: number,
  max: number,
  tooShort = min <= 1 ? "Ce champ est obligatoire." : `Écrivez au moins ${min} caractères.`,
) =>
  z
    .string("Écrivez un texte.")
    .trim()
    .min(min, tooShort)
    .max(max, `Écrivez au plus ${max} caractères.`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "Ce texte contient des caractères qui ne sont pas permis.");

/** Control characters, but for tabs and line ends: word processors leave them, and nobody sees them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f]/g;

/** Several lines of text. Line ends are made alike, since browsers send CRLF and word processors vertical tabs. */
export const text = (max: number) =>
  z
    .string("Écrivez un texte.")
    .transform((value) =>
      value
        .replace(/\r\n?|\v|\f/g, "\n")
        .replace(UNSEEN, "")
        .trim(),
    )
    .pipe(z.string().max(max, `Écrivez au plus ${max} caractères.`));

export const email = z
  .string("Écrivez une adresse électronique.")
  .trim()
  .toLowerCase()
  .max(254, "Cette adresse est trop longue.")
  .pipe(z.email("Écrivez une adresse complète, comme prenom.nom@ville.fr."));

export const password = z
  .string("Écrivez un mot de passe.")
  .min(12, "Choisissez un mot de passe d’au moins 12 caractères.")
  .max(200, "Choisissez un mot de passe d’au plus 200 caractères.");

export const phone = z
  .string("Écrivez un numéro de téléphone.")
  .trim()
  .regex(/^\+?[0-9 ().-]{6,24}$/, "Écrivez un numéro comme 01 99 00 12 34.");

export const themeCode = z.enum(THEME_CODES, "Ce thème n’existe pas.");
export const mode = z.enum(MODES, "Choisissez « distance » ou « mission ».");
export const countryCode = z
  .string("Choisissez un pays.")
  .regex(/^[A-Z]{2}$/, "Ce code de pays n’existe pas.");
export const languageCode = z
  .string("Choisissez une langue.")
  .regex(/^[a-z]{2,3}$/, "Ce code de langue n’existe pas.");
export const date = z.iso
  .date("Écrivez une date qui existe, comme 2027-03-31.")
  .refine((value) => /^20/.test(value), { message: "Écrivez une date entre 2000 et 2099.", abort: true });

const PERIOD_YEARS = 10;
const endsWithin = ({ from, to }: Period): boolean => to < addMonths(from, 12 * PERIOD_YEARS);

/** Both ends included. No longer than what the search keeps the months of. */
export const period = z
  .strictObject({ from: date, to: date })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "La fin ne peut pas précéder le début." })
  .refine(endsWithin, { path: ["to"], message: `Une période dure ${PERIOD_YEARS} ans au plus.` });

/**
 * Two fields for two readers: `note` is written to the people concerned, `fileNote` is kept for the file, which advisers
 * alone read. The shape of every step that takes words.
 */
export const notes = { note: text(1000).optional(), fileNote: text(1000).optional() };

/** A list without repetitions. */
export const listOf = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item, "Envoyez une liste.")
    .max(max, `Choisissez-en ${max} au plus.`)
    .transform((values) => [...new Set(values)]);

export const version = z
  .number("Indiquez la version que vous avez vue.")
  .int("La version est un nombre entier.")
  .min(1, "La version commence à 1.");

export const page = z.coerce
  .number("La page est un nombre.")
  .int()
  .min(1, "La première page porte le numéro 1.")
  .max(10_000)
  .default(1);
