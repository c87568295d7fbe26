import type { Cooperation, OrganisationContent } from "../../server/domain/organisation.ts";
import type { Group } from "../../server/domain/reference.ts";
import type { OrganisationKind, ThemeCode } from "../../server/domain/vocabulary.ts";
import { readReference } from "../readData.ts";
import { seedId } from "../seedId.ts";
import { partnerKey, partnerOrganisations } from "./partners.ts";
import { officialName, regionOf } from "./territories.ts";

export type SeedOrganisation = OrganisationContent & {
  id: string;
  /** Stable; for a French authority the official register's key. */
  key: string;
  /** The official register's key; absent for who is not in it. */
  registerKey?: string;
  insee: string | null;
  siren: string | null;
  region: string | null;
};

type SourceOrganisation = {
  name: string;
  kind: OrganisationKind;
  siren: string | null;
  insee: string | null;
  population: number | null;
  departement: string | null;
  country?: string;
};
type SourceCooperation = {
  organisation: SourceOrganisation;
  partner: { name: string; country: string; kind: string };
  themes: ThemeCode[];
  since: number | null;
  until: number | null;
  title: string;
  summary: string;
};
type SourceNeed = { organisation: SourceOrganisation };

/** INSEE codes of the régions of overseas. */
const OVERSEAS = new Set(["01", "02", "03", "04", "06"]);

/** Keys by kind, SIREN or INSEE code as in the official register; by name for syndicates and associations, which are not in it. */
function frenchKey(source: SourceOrganisation): { key: string; registerKey?: string } {
  const code = source.kind === "epci" ? source.siren : source.insee;
  if (code && ["commune", "epci", "departement", "region"].includes(source.kind)) {
    return { key: `${source.kind}:${code}`, registerKey: `${source.kind}:${code}` };
  }
  return { key: `${source.kind}:${partnerKey("FR", source.name)}` };
}

function frenchOrganisation(source: SourceOrganisation): SeedOrganisation {
  const keys = frenchKey(source);
  return {
    id: seedId("organisation", keys.key),
    ...keys,
    name: officialName(source.kind, source.insee, source.name),
    kind: source.kind,
    country: "FR",
    insee: source.insee,
    siren: source.siren,
    departement: source.departement,
    region: source.kind === "region" ? source.insee : regionOf(source.departement),
    population: source.population,
    groups: [],
    cooperations: [],
  };
}

function foreignOrganisation(name: string, country: string, kind: OrganisationKind): SeedOrganisation {
  const key = `etranger:${partnerKey(country, name)}`;
  return {
    id: seedId("organisation", key),
    key,
    name,
    kind,
    country,
    insee: null,
    siren: null,
    departement: null,
    region: null,
    population: null,
    groups: [],
    cooperations: [],
  };
}

/**
 * One entry per theme: the theme is what matching and facets read, and two thirds of the cooperations have several. Entries of one
 * cooperation share everything but the theme, so a page can show them as one.
 */
function cooperationEntries(source: SourceCooperation, country: string, partner: string): Cooperation[] {
  const { since, until } = source;
  const summary = `${source.title}. ${source.summary}`;
  return source.themes.map((theme) => ({ country, partner, theme, since, until, summary }));
}

/**
 * CUF's groups that an authority would sit in, from where it cooperates and on what: the lists of members are not public. Past groups
 * are left out.
 */
export function groupsOf(organisation: SeedOrganisation, groups: Group[]): string[] {
  const countries = new Set(organisation.cooperations.map((cooperation) => cooperation.country));
  const themes = new Set(organisation.cooperations.map((cooperation) => cooperation.theme));
  const overseas = OVERSEAS.has(organisation.region ?? "");
  return groups
    .filter((group) => {
      if (group.status === "historique") return false;
      if (group.code === "dg-outre-mer") return overseas;
      if (group.kind === "thematique") return group.themes.some((theme) => themes.has(theme));
      return group.countries.some((country) => countries.has(country));
    })
    .map((group) => group.code);
}

/**
 * The real organisations of the demo: French authorities with their cooperations, their partners abroad with the same cooperations
 * seen from there, and those that only have a need. Each once, in the order of the sources.
 */
export function demoOrganisations(): SeedOrganisation[] {
  const byKey = new Map<string, SeedOrganisation>();
  const keep = (organisation: SeedOrganisation): SeedOrganisation => {
    const known = byKey.get(organisation.key);
    if (!known) byKey.set(organisation.key, organisation);
    return known ?? organisation;
  };

  for (const source of readReference<SourceCooperation[]>("cooperations")) {
    const french = keep(frenchOrganisation(source.organisation));
    french.cooperations.push(...cooperationEntries(source, source.partner.country, source.partner.name));
    const kind =
      source.partner.kind === "association-de-collectivites" ? "association" : "collectivite-etrangere";
    for (const name of partnerOrganisations(source.partner.name)) {
      const foreign = keep(foreignOrganisation(name, source.partner.country, kind));
      foreign.cooperations.push(...cooperationEntries(source, "FR", french.name));
    }
  }
  for (const { organisation } of readReference<SourceNeed[]>("needs-real"))
    keep(needOrganisation(organisation));

  const groups = readReference<Group[]>("groups");
  for (const organisation of byKey.values()) {
    if (organisation.country === "FR") organisation.groups = groupsOf(organisation, groups);
  }
  return [...byKey.values()];
}

function needOrganisation(source: SourceOrganisation): SeedOrganisation {
  if (source.country === "FR") return frenchOrganisation(source);
  const name = partnerOrganisations(source.name)[0] ?? source.name;
  return foreignOrganisation(name, source.country ?? "FR", source.kind);
}

/** The id of the organisation that a real need belongs to. */
export function needOrganisationId(source: SourceOrganisation): string {
  return needOrganisation(source).id;
}
