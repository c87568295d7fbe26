import { ORGANISATION_KIND_LABELS, type OrganisationKind } from "../../vocabulary.ts";
import { met, notMet, projectCountries, type Rule, toCheck, unknown } from "./check.ts";
import { namesPartner, writtenKind } from "./signs.ts";
import { territoryFit } from "./territory.ts";

const OTHERS: Record<string, string> = { gip: "groupement d’intérêt public", autre: "autre structure" };
const kindName = (kind: string): string =>
  OTHERS[kind] ?? (ORGANISATION_KIND_LABELS[kind as OrganisationKind] ?? kind).toLowerCase();

/** Whether the asker may apply: its kind, and which side of the cooperation it stands on. */
export const applicant: Rule = ({ view, funding, countries }) => {
  const asker = view.need.asker;
  const who = funding.applicants.map(kindName).join(", ");
  // Terms that nobody confirmed are one thing to check, see `confirmed`.
  if (funding.applicants.length === 0 && funding.confidence === "low") return null;
  if (funding.applicants.length === 0)
    return toCheck("applicant", "qui peut demander, la source ne le dit pas");
  if (!asker) {
    const kind = writtenKind(view) ?? "commune";
    return funding.applicants.includes(kind)
      ? toCheck("applicant", `ouvert à ${who}`)
      : unknown("applicant", `réservé à ${who}`);
  }
  const name = kindName(asker.kind);
  if (asker.kind === "collectivite-etrangere" || asker.country !== "FR") {
    const european = funding.funderKind === "ue" && funding.countryRule === "eu";
    if (european && countries.get(asker.country)?.eu && funding.applicants.includes("commune"))
      return met("applicant", "Programme européen : ouvert aux structures de votre pays");
    if (asker.kind === "collectivite-etrangere")
      return funding.applicants.includes(asker.kind)
        ? met("applicant", `Ouvert à votre type de structure (${name})`)
        : notMet("applicant", `Demandé par une structure française (${who}) : vous en seriez le partenaire`);
    if (funding.applicantsFrom === "france")
      return notMet("applicant", `Réservé aux structures françaises : ${who}`);
  } else if (funding.applicantsFrom === "abroad") {
    return notMet("applicant", "Réservé aux organisations du pays partenaire");
  }
  return funding.applicants.includes(asker.kind)
    ? met("applicant", `Ouvert à votre type de structure (${name})`)
    : notMet("applicant", `Réservé à d’autres structures : ${who}`);
};

/** The authority abroad that most schemes ask for; for an asker abroad, the French one. */
export const partner: Rule = ({ view, funding, countries }) => {
  if (funding.nature === "support" || funding.nature === "donation") return null;
  const asker = view.need.asker;
  const wanted = new Set(projectCountries({ view, countries }).map((c) => c.code));
  const running = asker?.cooperations.filter((c) => c.until === null) ?? [];
  if (asker?.kind === "collectivite-etrangere") {
    if (!funding.foreignPartnerRequired) return null;
    return running.some((c) => c.country === "FR")
      ? met("partner", "Collectivité française partenaire : vous en avez une")
      : toCheck("partner", "une collectivité française dépose le dossier avec vous");
  }
  if (!funding.foreignPartnerRequired) {
    // A lever on one's own revenue asks for no partner where it pays for solidarity or emergency.
    if (funding.foreignPartnerRequired === false || funding.nature === "own-resources") return null;
    if (funding.confidence === "low") return null;
    return namesPartner(view) || running.some((c) => wanted.has(c.country))
      ? null
      : toCheck("partner", "si un partenaire étranger est exigé, la source ne le dit pas");
  }
  if (running.some((c) => wanted.has(c.country)))
    return met("partner", "Partenaire étranger : vous en avez un dans ce pays");
  const named = namesPartner(view);
  return named
    ? met("partner", `Partenaire étranger : votre texte en parle (« ${named} »)`)
    : toCheck("partner", "un partenaire étranger est exigé");
};

export const territory: Rule = ({ view, funding }) => {
  if (funding.regions.length === 0) return null;
  const where = funding.regions.join(", ");
  // On the other side of the border, the asker's own country is what is looked at.
  if (view.need.asker && view.need.asker.country !== "FR") return null;
  const fit = territoryFit(funding.regions, view.need.asker?.departement ?? null);
  if (fit === "inside") return met("territory", `Votre territoire est couvert (${where})`);
  if (fit === "outside") return notMet("territory", `Réservé à un autre territoire : ${where}`);
  return fit === "unknown"
    ? unknown("territory", `porteur situé dans ${where}`)
    : toCheck("territory", `votre commune est dans le périmètre (${where})`);
};

export const authorities: Rule = ({ funding }) =>
  (funding.minFrenchAuthorities ?? 1) > 1
    ? toCheck("authorities", `au moins ${funding.minFrenchAuthorities} collectivités françaises ensemble`)
    : null;

/** What the funder asks and a need does not tell: one check for all of it. */
export const conditions: Rule = ({ view, funding, countries }) => {
  const kind = view.need.asker?.kind ?? writtenKind(view) ?? "commune";
  const wanted = projectCountries({ view, countries });
  const european = wanted.some(({ code }) => countries.get(code)?.eu);
  const asked = funding.conditions.filter(
    (c) =>
      (!c.for || c.for.includes(kind)) &&
      (c.onlyIn !== "eu" || european) &&
      !(wanted.length > 0 && wanted.every(({ code }) => c.unlessCountries?.includes(code))),
  );
  if (asked.length === 0) return null;
  const text = asked.map((c) => c.text).join(" ; ");
  return asked.some((c) => c.rare) ? unknown("conditions", text) : toCheck("conditions", text);
};
