import { plainSearchOf } from "../storage/plainSearch.ts";
import { Organisation } from "./model.ts";

/** Listed organisations by the words that they hold, while the search engine is away. */
export const plainOrganisations = plainSearchOf(Organisation, {
  listed: { verified: true },
  text: ["name", "siren", "cooperations.partner", "cooperations.summary"],
  stored: {
    kind: "kind",
    country: "country",
    departement: "departement",
    groups: "groups",
    partnerCountries: "cooperations.country",
    themes: "cooperations.theme",
    name: "name",
    population: "population",
  },
  order: { name: 1 },
});
