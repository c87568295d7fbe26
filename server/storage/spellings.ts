/** What stands for a letter without accent, for two that are written as one, and for words that are shortened, in a pattern. */
const WRITTEN: Record<string, string> = {
  a: "[aàâäáãå]",
  c: "[cç]",
  e: "[eéèêë]",
  i: "[iîïíì]",
  n: "[nñ]",
  o: "[oôöóõòø]",
  u: "[uùûüú]",
  y: "[yÿ]",
  oe: "(?:[oôöóõòø][eéèêë]|œ)",
  ae: "(?:[aàâäáãå][eéèêë]|æ)",
  ss: "(?:ss|ß)",
  saint: "(?:saint|st)",
  sainte: "(?:sainte|ste)",
};

/**
 * The source of a pattern (with the flag `i`) that finds a folded word as people write it: with accents and ligatures, « St » for
 * « saint ». It keeps to what both MongoDB and the embedded store read alike: no classes of Unicode.
 */
export function spellingsOf(folded: string): string {
  return folded.replace(
    /\bsainte?\b|oe|ae|ss|./gu,
    (sign) => WRITTEN[sign] ?? sign.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"),
  );
}
