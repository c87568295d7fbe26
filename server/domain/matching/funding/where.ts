import { frenchDay } from "../../days.ts";
import type { Country } from "../../reference.ts";
import type { FundingCandidate } from "../types.ts";
import {
  isFact,
  met,
  notMet,
  projectCountries,
  type Rule,
  type RuleContext,
  toCheck,
  unknown,
} from "./check.ts";
import { citedAs, speaksOfAbroad } from "./signs.ts";

/** European countries that some programmes admit beside the Union's members. */
const ASSOCIATED = new Set("AL BA XK ME MK RS TR NO IS LI UA MD GE CH GB".split(" "));

/** Countries without a coast: the United Nations' list of landlocked developing countries, and those of Europe. */
const LANDLOCKED = new Set(
  (
    "AF AM AZ BT BO BW BF BI CF TD SZ ET KZ KG LA LS MW ML MD MN NP NE MK PY RW SS TJ TM UG UZ ZM ZW " +
    "AD AT BY CH CZ HU LI LU RS SK SM VA XK"
  ).split(" "),
);

const REASONS = {
  "oda-eligible": "hors de la liste des pays éligibles à l’aide publique au développement",
  eu: "hors de l’Union européenne",
  francophone: "hors de l’espace francophone",
  named: "hors de la liste des pays du dispositif",
};

/** Whether a scheme's own list or rule admits a country; what is excluded or conditional comes apart. */
export function admits(funding: FundingCandidate, country: Country | undefined): boolean {
  if (!country) return false;
  if (funding.countryRule === "oda-eligible" && !country.odaEligible) return false;
  if (funding.countryRule === "eu" && !country.eu) return false;
  if (funding.countryRule === "francophone" && !country.francophone) return false;
  if (funding.zones.length > 0) return funding.zones.some((zone) => country.zones.includes(zone));
  return funding.countries.length === 0 || funding.countries.includes(country.code);
}

/** A scheme between France and one other country. */
const isBilateral = (funding: FundingCandidate): boolean =>
  funding.countryRule === "named" && funding.countries.length === 1;

const free = (funding: FundingCandidate): boolean =>
  funding.countryRule === null && funding.countries.length === 0;

export const country: Rule = (context) => {
  const { view, funding, countries } = context;
  const wanted = projectCountries(context);
  const asker = view.need.asker;
  if (wanted.length === 0) return noCountry(context);
  if (isBilateral(funding) && asker && asker.country !== "FR" && asker.country !== funding.countries[0])
    return notMet("country", `Réservé à la France et à ce pays : ${nameOf(funding.countries[0]!, context)}`);
  if (funding.countryRule === "named" && funding.countries.length === 0 && funding.zones.length === 0)
    return unknown("country", "la liste des pays n’est pas confirmée");
  const facts = wanted.filter(isFact);
  const names = wanted.map((c) => c.label).join(", ");
  const out = (code: string) => funding.excludedCountries.includes(code);
  const admitted = wanted.filter((c) => admits(funding, countries.get(c.code)) && !out(c.code));
  if (admitted.length === 0) {
    const banned = wanted.find((c) => out(c.code));
    if (banned) return notMet("country", `Pays exclu par le règlement : ${banned.label}`);
    if (funding.countryRule === "eu" && wanted.some(({ code }) => ASSOCIATED.has(code)))
      return toCheck("country", `participation du pays au programme européen (${names})`);
    const why = REASONS[funding.countryRule ?? "named"];
    // What was read with some doubt may be another country; what is told by nobody is none of the scheme's.
    return facts.length > 0 || isBilateral(funding)
      ? notMet("country", `Pays non admis : ${names}, ${why}`)
      : unknown("country", `pays du projet (${names} ?)`);
  }
  const conditional = funding.conditionalCountries.find((c) =>
    admitted.some(({ code }) => code === c.country),
  );
  if (conditional) return toCheck("country", conditional.text);
  if (funding.countryRule === "francophone" && !admitted.some((c) => speaksFrench(countries.get(c.code))))
    return unknown("country", `le français est une langue de travail (${names})`);
  const left = facts.filter((c) => !admitted.includes(c));
  if (left.length > 0) {
    const besides = `le projet vise aussi ${left.map((c) => c.label).join(", ")}, hors du dispositif`;
    // Among many, the scheme's country may only be mentioned.
    return isBilateral(funding) && left.length > 1
      ? unknown("country", besides)
      : toCheck("country", besides);
  }
  const sure = admitted.filter(isFact);
  if (sure.length === 0) {
    const [first] = admitted;
    const guess = `pays du projet (${first!.label} ?)`;
    // Guessed from the asker's only partner: too little for a scheme that is for this country alone.
    return isBilateral(funding) && first!.words.length === 0
      ? unknown("country", guess)
      : toCheck("country", guess);
  }
  const listed = sure.map((c) => c.label).join(", ");
  if (funding.zones.length > 0) {
    const zone = `${funding.zones[0]} (${listed})`;
    // Its list was not read: worth a try where State aid is suspended and little else is left, a guess elsewhere.
    return sure.some((c) => countries.get(c.code)?.aidSuspension)
      ? met("country", `Zone visée : ${zone}`)
      : toCheck("country", `${zone} est dans la liste des pays, qui n’a pas été lue`);
  }
  return met("country", free(funding) ? `Tous pays : ${listed}` : `Pays admis : ${listed}`);
};

const speaksFrench = (country: Country | undefined): boolean => country?.languages.includes("fr") ?? false;

function noCountry({ view, funding }: RuleContext) {
  if (speaksOfAbroad(view) || citedAs(view, funding))
    return isBilateral(funding) && !citedAs(view, funding)
      ? unknown("country", "le pays du projet n’est pas précisé")
      : toCheck("country", "le pays du projet n’est pas précisé");
  return unknown("country", "le pays du projet n’est pas précisé");
}

const nameOf = (code: string, { countries }: RuleContext): string => countries.get(code)?.name ?? code;

/** State aid that was suspended for a country of the project; whether it still is, only the funder knows. */
export const suspension: Rule = (context) => {
  if (!context.funding.stateMoney) return null;
  for (const { code, label } of projectCountries(context)) {
    const suspended = context.countries.get(code)?.aidSuspension;
    if (!suspended || suspended.from > context.today) continue;
    if (!admits(context.funding, context.countries.get(code))) continue;
    if (suspended.to !== null && suspended.to < context.today) continue;
    return toCheck(
      "suspension",
      `aide de l’État suspendue depuis le ${frenchDay(suspended.from)} (${label}, source de ${suspended.holdsFor})`,
    );
  }
  return null;
};

/** A call for coasts is for two coasts. */
export const coast: Rule = (context) => {
  if (!context.funding.coastal) return null;
  const wanted = projectCountries(context);
  const inland = wanted.filter((c) => LANDLOCKED.has(c.code));
  if (wanted.length > 0 && inland.length === wanted.length)
    return notMet("coast", `Réservé aux territoires littoraux : ${inland[0]!.label} n’a pas de côte`);
  return toCheck("coast", "les deux territoires sont au bord de la mer");
};
