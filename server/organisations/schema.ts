import { z } from "zod";
import { countryCode, listOf, properName, text, themeCode } from "../http/fields.ts";

const FIRST_YEAR = 1900;
const YEAR = "Écrivez une année, comme 2019.";
const year = z
  .number(YEAR)
  .int(YEAR)
  .min(FIRST_YEAR, `Écrivez une année à partir de ${FIRST_YEAR}.`)
  .max(2099, YEAR);

/** One cooperation as people read it: with all its themes. */
export const cooperationInput = z
  .strictObject({
    partner: properName(160),
    country: countryCode,
    themes: listOf(themeCode, 6).pipe(z.array(themeCode).min(1, "Choisissez au moins un thème.")),
    since: year.nullable(),
    until: year.nullable(),
    summary: text(600),
  })
  .refine(({ since, until }) => since === null || until === null || since <= until, {
    path: ["until"],
    message: "La fin ne peut pas précéder le début.",
  });
export type CooperationInput = z.output<typeof cooperationInput>;
