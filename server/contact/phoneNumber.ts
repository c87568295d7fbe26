import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { cleanLine } from "../domain/typedText.ts";

/**
 * Where ten digits without a country's prefix may ring. The overseas départements have prefixes of their own and their own
 * stretches of the French plan: they come first. Collectivities with shorter numbers are only told by their prefix.
 */
const FRENCH: CountryCode[] = ["RE", "YT", "GP", "GF", "MQ", "FR"];
/** What the network carries at most (E.164), and enough digits to be a number anywhere. */
const ABROAD = /^\+[1-9]\d{7,14}$/;

/** @returns the number, or its digits where the country's plan is newer or older than the library's table. */
function read(typed: string): PhoneNumber | string | null {
  // « +33 (0)1… »: the zero is for those who call from within.
  const written = cleanLine(typed)
    .replace(/^00/, "+")
    .replace(/^(\+[\d ]+)\(0\)/, "$1");
  if (!/^\+?[\d ().\-–/]+$/.test(written)) return null;
  if (written.startsWith("+")) {
    const number = parsePhoneNumberFromString(written);
    if (number?.isPossible()) return number;
    const digits = `+${written.replace(/\D/g, "")}`;
    return ABROAD.test(digits) && number?.countryCallingCode !== "33" ? digits : null;
  }
  const readings = FRENCH.map((country) => parsePhoneNumberFromString(written, country));
  // Numbers kept for fiction are possible without being attributed.
  return (
    readings.find((number) => number?.isValid()) ??
    readings.findLast((number) => number?.isPossible()) ??
    null
  );
}

/**
 * A number in the one form in which it is kept: with its country's prefix and nothing but digits (E.164), however it was
 * spaced. Without a prefix it is French.
 * @returns null where it is no number that one could call
 */
export function canonicalPhone(typed: string): string | null {
  const number = read(typed);
  return typeof number === "string" ? number : (number?.number ?? null);
}

/** The same as people read it: « 01 99 00 12 34 », « +221 33 821 32 57 ». What is no number stays as it is. */
export function readablePhone(kept: string): string {
  const number = read(kept);
  if (number === null || typeof number === "string") return number ?? kept;
  return number.countryCallingCode === "33" ? number.formatNational() : number.formatInternational();
}
