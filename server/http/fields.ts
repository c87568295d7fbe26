import { z } from "zod";
import { canonicalAddress } from "../contact/emailAddress.ts";
import { carriesLink } from "../contact/links.ts";
import { canonicalPhone } from "../contact/phoneNumber.ts";
import { addMonths } from "../domain/days.ts";
import { cleanLine, cleanText } from "../domain/typedText.ts";
import { MODES, type Period, THEME_CODES } from "../domain/vocabulary.ts";

/** Field types that several features share. Messages are French: they are shown beside the field. */

export const id = z.string().regex(/^[0-9a-f]{24}$/, "Cet identifiant n’est pas valable.");

const TEXT = "Écrivez un texte.";

/** One line of text; `tooShort` says what belongs there, where the form can say better than a number. */
export const line = (
  min: number,
  max: number,
  tooShort = min <= 1 ? "Ce champ est obligatoire." : `Écrivez au moins ${min} caractères.`,
) => z.string(TEXT).overwrite(cleanLine).min(min, tooShort).max(max, `Écrivez au plus ${max} caractères.`);

/**
 * The name of a person, an organisation or a partner. It is written to others in mails that we sign, so that it holds no
 * address: else anybody could have us send theirs.
 */
export const properName = (max: number) =>
  line(3, max).refine((typed) => !carriesLink(typed), {
    message: "Écrivez un nom seul, sans adresse de site ni adresse électronique.",
  });

/** Several lines of text. */
export const text = (max: number) =>
  z.string(TEXT).overwrite(cleanText).max(max, `Écrivez au plus ${max} caractères.`);

/** Words that a list is searched by. */
export const searchWords = z
  .string("Écrivez des mots à chercher.")
  .overwrite(cleanLine)
  .max(300, "Écrivez au plus 300 caractères.")
  .default("");

/** An address, in its canonical form. */
export const email = z
  .string("Écrivez une adresse électronique.")
  .overwrite((typed) => canonicalAddress(typed) ?? typed)
  .refine((typed) => canonicalAddress(typed) !== null, {
    message: "Écrivez une adresse complète, sans accent avant l’arobase, comme prenom.nom@ville.fr.",
  });

export const password = z
  .string("Écrivez un mot de passe.")
  .min(12, "Choisissez un mot de passe d’au moins 12 caractères.")
  .max(200, "Choisissez un mot de passe d’au plus 200 caractères.")
  // Of what is too short, that is said alone.
  .refine(
    (typed) => typed.length < 12 || cleanText(typed) !== "",
    "Choisissez un mot de passe fait de signes visibles.",
  );

/** A number, in its canonical form. */
export const phone = z
  .string("Écrivez un numéro de téléphone.")
  .overwrite((typed) => canonicalPhone(typed) ?? typed)
  .refine((typed) => canonicalPhone(typed) !== null, {
    message: "Écrivez un numéro comme 01 99 00 12 34, ou +229 01 97 00 00 00 hors de France.",
  });

export const themeCode = z.enum(THEME_CODES, "Ce thème n’existe pas.");
export const mode = z.enum(MODES, "Choisissez « distance » ou « mission ».");
export const countryCode = z
  .string("Choisissez un pays.")
  .regex(/^[A-Z]{2}$/, "Ce code de pays n’existe pas.");
export const languageCode = z
  .string("Choisissez une langue.")
  .regex(/^[a-z]{2,3}$/, "Ce code de langue n’existe pas.");
export const date = z
  .string("Écrivez une date.")
  .overwrite(cleanLine)
  .check(z.iso.date("Écrivez une date qui existe, comme 2027-03-31."))
  .refine((value) => /^20/.test(value), { message: "Écrivez une date entre 2000 et 2099.", abort: true });

/** A date; where none is given, `missing` says which. */
const given = (missing?: string) => (missing ? z.string(missing).min(1, missing).pipe(date) : date);

const PERIOD_YEARS = 10;
const endsWithin = ({ from, to }: Period): boolean => to < addMonths(from, 12 * PERIOD_YEARS);

/** Both ends included. No longer than what the search keeps the months of. `missing` says what each of the two days is. */
export const periodOf = (missing: { from?: string; to?: string } = {}) =>
  z
    .strictObject({ from: given(missing.from), to: given(missing.to) })
    .refine(({ from, to }) => from <= to, { path: ["to"], message: "La fin ne peut pas précéder le début." })
    .refine(endsWithin, { path: ["to"], message: `Une période dure ${PERIOD_YEARS} ans au plus.` });
export const period = periodOf();

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
