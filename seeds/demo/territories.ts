import { createRequire } from "node:module";
import {
  departementDisplayName,
  regionDisplayName,
  withFrenchApostrophe,
} from "../../server/organisations/registerNames.ts";

type Departement = { code: string; nom: string; region: string; typeLiaison: number };
type Region = { code: string; nom: string };

const require = createRequire(import.meta.url);
const departements = require("@etalab/decoupage-administratif/data/departements.json") as Departement[];
const regions = require("@etalab/decoupage-administratif/data/regions.json") as Region[];
const departementByCode = new Map(departements.map((departement) => [departement.code, departement]));
const regionByCode = new Map(regions.map((region) => [region.code, region]));

/** INSEE code of the région of a département, or null. */
export function regionOf(departement: string | null): string | null {
  return departement === null ? null : (departementByCode.get(departement)?.region ?? null);
}

/** The name of a French authority as the official register gives it, from its kind, INSEE code and name in a source. */
export function officialName(kind: string, insee: string | null, name: string): string {
  const departement = kind === "departement" && insee ? departementByCode.get(insee) : undefined;
  if (departement) return departementDisplayName(departement.code, departement.nom, departement.typeLiaison);
  const region = kind === "region" && insee ? regionByCode.get(insee) : undefined;
  if (region) return regionDisplayName(region.code, region.nom);
  return withFrenchApostrophe(name);
}
