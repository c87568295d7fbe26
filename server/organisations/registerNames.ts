/** How French authorities are called: the display names of départements and régions. */

/** INSEE's TNCC code: which article links “de” to a name (code officiel géographique, variable TNCC). */
export type LinkCode = number;

const LINKS: Record<LinkCode, string> = { 0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’" };

/** Authorities that call themselves otherwise than INSEE's article would: “Département de Vaucluse”. */
const OWN_LINK: Record<string, string> = { "41": "de ", "44": "de ", "47": "de ", "82": "de ", "84": "de " };

/**
 * Authorities that are neither a plain département nor a plain région, by INSEE code of the région or,
 * for Mayotte, of the département. Sources: CGCT, books VII and VIII; organic law 2025-793 and decree 2025-1427 for Mayotte.
 */
const OWN_REGION_NAME: Record<string, string> = {
  "02": "Collectivité territoriale de Martinique",
  "03": "Collectivité territoriale de Guyane",
  "04": "Région Réunion",
  "94": "Collectivité de Corse",
  "975": "Collectivité de Saint-Pierre-et-Miquelon",
  "977": "Collectivité de Saint-Barthélemy",
  "978": "Collectivité de Saint-Martin",
  "986": "Wallis-et-Futuna",
  "987": "Polynésie française",
  "988": "Nouvelle-Calédonie",
};

/** The typographic apostrophe, which French screens use. */
export function withFrenchApostrophe(name: string): string {
  return name.replaceAll("'", "’");
}

/** “Département de l’Ain”, from the département's INSEE code, bare name and linking article. */
export function departementDisplayName(code: string, name: string, link: LinkCode): string {
  if (code === "976") return "Département-Région de Mayotte";
  return withFrenchApostrophe(`Département ${OWN_LINK[code] ?? LINKS[link] ?? "de "}${name}`);
}

/** “Région Bretagne”, “Collectivité de Corse”, from the région's INSEE code and bare name. */
export function regionDisplayName(code: string, name: string): string {
  return OWN_REGION_NAME[code] ?? withFrenchApostrophe(`Région ${name}`);
}
