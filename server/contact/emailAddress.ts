import { domainToASCII, domainToUnicode } from "node:url";
import { z } from "zod";
import { cleanLine } from "../domain/typedText.ts";

/** RFC 5321, 4.5.3.1: before the sign, and in all, of which two are for the brackets. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
const complete = z.email();
/** Signs that end a host's name in an address of the web, and belong to none: what reads domains would cut there. */
const NO_DOMAIN = /[\s/\\?#:@[\]%]/;

/**
 * An address in the one form in which it is compared, kept and written to: lower case, the domain as the network knows it
 * (`accueil@mairie-évry.fr` → `accueil@xn--mairie-vry-96a.fr`). What stands before the sign keeps to plain letters: few servers
 * take others.
 * @returns null where it is no complete address
 */
export function canonicalAddress(typed: string): string | null {
  const address = cleanLine(typed).toLowerCase();
  const at = address.lastIndexOf("@");
  if (at < 1 || at > MAX_LOCAL) return null;
  const domain = NO_DOMAIN.test(address.slice(at + 1)) ? "" : domainToASCII(address.slice(at + 1));
  const canonical = `${address.slice(0, at)}@${domain}`;
  return canonical.length <= MAX_ADDRESS && complete.safeParse(canonical).success ? canonical : null;
}

/** The same as people write it, with the accents of its domain. */
export function readableAddress(canonical: string): string {
  const at = canonical.lastIndexOf("@");
  return canonical.slice(0, at + 1) + domainToUnicode(canonical.slice(at + 1));
}
