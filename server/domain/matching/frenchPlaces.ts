/** Names with which one says "à": islands and cities without an article. */
const WITH_A =
  /^(Cuba|Haïti|Madagascar|Chypre|Malte|Maurice|Singapour|Djibouti|Oman|Monaco|Bahreïn|São Tomé|Sao Tomé|Hong Kong|Macao|Porto Rico|Taïwan|Saint|Trinité|Mayotte|Wallis|Guam|Tonga|Niue|Jersey|Guernesey|Kiribati|Nauru|Tuvalu|Aruba|Curaçao|Antigua)/;
/** Feminine in sound, masculine in gender. */
const MASCULINE_IN_E = /^(Mexique|Cambodge|Mozambique|Zimbabwe|Belize|Suriname)/;
const PLURAL =
  /^(États|Etats|Pays-Bas|Comores|Philippines|Seychelles|Maldives|Émirats|Bahamas|Fidji|Palaos|Îles|Samoa)/;

/** A country with the preposition that French wants: "au Bénin", "en Côte d’Ivoire", "aux Comores", "à Madagascar". */
export function inCountry(name: string): string {
  const shown = name.replace(/'/g, "’");
  if (PLURAL.test(name)) return `aux ${shown}`;
  if (WITH_A.test(name)) return `à ${shown}`;
  const first = name.split(/[\s-]/)[0]!;
  const feminine = /e$|ée$|ie$/.test(first) && !MASCULINE_IN_E.test(name);
  return feminine || /^[AEIOUYÉÈÎ]/.test(name) ? `en ${shown}` : `au ${shown}`;
}

/** A country with its article: "le Bénin", "la Côte d’Ivoire", "l’Algérie", "les Comores"; none for Madagascar or Cuba. */
export function articled(name: string): string {
  const shown = name.replace(/'/g, "’");
  if (PLURAL.test(name)) return `les ${shown}`;
  if (WITH_A.test(name)) return shown;
  if (/^[AEIOUYÉÈÎH]/.test(name)) return `l’${shown}`;
  return inCountry(name).startsWith("en ") ? `la ${shown}` : `le ${shown}`;
}
