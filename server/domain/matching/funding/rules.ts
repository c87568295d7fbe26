import { type Day, frenchDay } from "../../days.ts";
import type { Country } from "../../reference.ts";
import { ORGANISATION_KIND_LABELS, type OrganisationKind } from "../../vocabulary.ts";
import type { NeedView } from "../needView.ts";
import type { EligibilityCheck, FundingCandidate } from "../types.ts";
import { callState } from "./calls.ts";
import { territoryFit } from "./territory.ts";
import { mainThemes } from "./themes.ts";

export type RuleContext = {
  view: NeedView;
  funding: FundingCandidate;
  countries: ReadonlyMap<string, Country>;
  today: Day;
};

type Rule = (context: RuleContext) => EligibilityCheck;

/** An inference at least this sure may exclude a scheme; below, it is only to be checked. */
const SURE = 0.8;

/** European countries that some programmes admit beside the Union's members. */
const ASSOCIATED = new Set([
  "AL",
  "BA",
  "XK",
  "ME",
  "MK",
  "RS",
  "TR",
  "NO",
  "IS",
  "LI",
  "UA",
  "MD",
  "GE",
  "CH",
  "GB",
]);

const check = (rule: string, outcome: EligibilityCheck["outcome"], text: string): EligibilityCheck => ({
  rule,
  outcome,
  text,
});

const applicant: Rule = ({ view, funding }) => {
  const kind = view.need.asker?.kind;
  const who = funding.applicants
    .map((a) => (ORGANISATION_KIND_LABELS[a as OrganisationKind] ?? a).toLowerCase())
    .join(", ");
  if (!kind) return check("applicant", "to-check", `À vérifier : ouvert à ${who}`);
  if (funding.applicants.length === 0)
    return check("applicant", "to-check", "À vérifier : porteurs admis non publiés");
  return funding.applicants.includes(kind)
    ? check(
        "applicant",
        "met",
        `Ouvert à votre type de structure (${ORGANISATION_KIND_LABELS[kind].toLowerCase()})`,
      )
    : check("applicant", "not-met", `Réservé à d’autres structures : ${who}`);
};

const country: Rule = ({ view, funding, countries }) => {
  const rule = funding.countryRule;
  if (rule === null && funding.countries.length === 0) return check("country", "met", "Tous pays");
  if (rule === "named" && funding.countries.length === 0)
    return check("country", "to-check", "À vérifier : la liste des pays n’est pas confirmée");
  const wanted = [...view.countries];
  if (wanted.length === 0)
    return check("country", "to-check", "À vérifier : le pays du projet n’est pas précisé");
  const names = wanted.map(([code]) => countries.get(code)?.name ?? code).join(", ");
  const admitted = wanted.filter(([code]) => admits(funding, countries.get(code)));
  if (admitted.length > 0)
    return check(
      "country",
      "met",
      `Pays admis : ${admitted.map(([c]) => countries.get(c)?.name ?? c).join(", ")}`,
    );
  if (rule === "eu" && wanted.some(([code]) => ASSOCIATED.has(code)))
    return check(
      "country",
      "to-check",
      `À vérifier : participation du pays au programme européen (${names})`,
    );
  const sure = wanted.some(([, confidence]) => confidence >= SURE);
  if (!sure) return check("country", "to-check", `À vérifier : pays du projet (${names} ?)`);
  const reason = {
    "oda-eligible": "hors de la liste des pays éligibles à l’aide publique au développement",
    eu: "hors de l’Union européenne",
    named: "hors de la liste des pays du dispositif",
  };
  return check("country", "not-met", `Pays non admis : ${names}, ${reason[rule ?? "named"]}`);
};

function admits(funding: FundingCandidate, country: Country | undefined): boolean {
  if (!country) return false;
  if (funding.countryRule === "oda-eligible" && !country.odaEligible) return false;
  if (funding.countryRule === "eu" && !country.eu) return false;
  return funding.countries.length === 0 || funding.countries.includes(country.code);
}

const theme: Rule = ({ view, funding, countries }) => {
  if (funding.themes.length === 0) return check("theme", "met", "Tous thèmes");
  const main = mainThemes(view);
  if (funding.themes.some((t) => main.has(t))) return check("theme", "met", "Le thème du projet est admis");
  const european = [...view.countries.keys()].some((c) => countries.get(c)?.eu);
  if (european && funding.themes.includes("europe-transfrontalier"))
    return check("theme", "met", "Projet avec un pays de l’Union européenne");
  if (main.size === 0) return check("theme", "to-check", "À vérifier : le thème du projet n’est pas précisé");
  const side = funding.themes.some((t) => (view.themes.get(t) ?? 0) >= 0.6);
  if (side)
    return check("theme", "to-check", "À vérifier : le thème admis n’est que secondaire dans le projet");
  const sure = [...main].some((t) => (view.themes.get(t) ?? 0) >= SURE);
  return sure
    ? check("theme", "not-met", "Thème du projet hors du dispositif")
    : check("theme", "to-check", "À vérifier : thème du projet");
};

const partner: Rule = ({ view, funding }) => {
  if (funding.foreignPartnerRequired === false)
    return check("partner", "met", "Aucun partenaire étranger exigé");
  const asker = view.need.asker;
  const has = asker?.cooperations.some((c) => c.until === null && view.countries.has(c.country));
  if (has || asker?.kind === "collectivite-etrangere")
    return check("partner", "met", "Partenaire étranger : vous en avez un dans ce pays");
  return funding.foreignPartnerRequired
    ? check("partner", "to-check", "À vérifier : une autorité locale étrangère partenaire est exigée")
    : check("partner", "to-check", "À vérifier : partenaire étranger demandé ou non");
};

const territory: Rule = ({ view, funding }) => {
  if (funding.regions.length === 0) return check("territory", "met", "Tout le territoire français");
  const where = funding.regions.join(", ");
  const fit = territoryFit(funding.regions, view.need.asker?.departement ?? null);
  if (fit === "inside") return check("territory", "met", `Votre territoire est couvert (${where})`);
  if (fit === "outside") return check("territory", "not-met", `Réservé à un autre territoire : ${where}`);
  return check("territory", "to-check", `À vérifier : porteur situé dans ${where}`);
};

const authorities: Rule = ({ funding }) =>
  (funding.minFrenchAuthorities ?? 1) > 1
    ? check(
        "authorities",
        "to-check",
        `À vérifier : au moins ${funding.minFrenchAuthorities} collectivités françaises`,
      )
    : check("authorities", "met", "Une collectivité française suffit");

const call: Rule = ({ funding, today }) => {
  const { state, closes, opens } = callState(funding, today);
  if (state === "rolling") return check("call", "met", "Demandes reçues toute l’année");
  if (state === "open") return check("call", "met", `Appel ouvert jusqu’au ${frenchDay(closes!)}`);
  if (state === "to-come") return check("call", "met", `Appel annoncé pour le ${frenchDay(opens!)}`);
  return check("call", "to-check", "À vérifier : calendrier, aucun appel ouvert n’est connu");
};

const confirmed: Rule = ({ funding }) =>
  funding.confidence === "low"
    ? check("confidence", "to-check", "À vérifier : modalités non confirmées")
    : check("confidence", "met", "Modalités relevées à la source");

export const FUNDING_RULES: readonly Rule[] = [
  applicant,
  country,
  theme,
  partner,
  territory,
  authorities,
  call,
  confirmed,
];
