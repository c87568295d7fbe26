import type { Language } from "../language.ts";
import { ENGLISH } from "./en.ts";
import { SPANISH } from "./es.ts";
import { FRENCH } from "./fr.ts";
import type { Manner } from "./manner.ts";
import { PORTUGUESE } from "./pt.ts";

/** How one says things, by language. */
export const MANNERS: Readonly<Record<Language, Manner>> = {
  fr: FRENCH,
  en: ENGLISH,
  es: SPANISH,
  pt: PORTUGUESE,
};
