import type { Cooperation } from "../../server/domain/organisation.ts";
import type { Group } from "../../server/domain/reference.ts";
import type { RegisterEntry } from "../../server/organisations/register.ts";
import { groupsOf, type SeedOrganisation } from "../demo/organisations.ts";
import { seedId } from "../seedId.ts";
import { type Random, randomFor } from "./random.ts";
import { capitalise, type Drawer, enumerate } from "./subjects.ts";

/** Bodies that stand beside a commune once the register is used up; they are made up. */
const BESIDE: [SeedOrganisation["kind"], string][] = [
  ["association", "Comité de jumelage de"],
  ["syndicat", "Syndicat des eaux de"],
  ["association", "Solidarité internationale,"],
  ["syndicat", "Syndicat de traitement des déchets de"],
  ["association", "Amitié et coopération,"],
  ["syndicat", "Syndicat mixte d’énergie de"],
];

/**
 * Who the `index`-th organisation is: the register's entries in order of population, then bodies beside its communes.
 * @param communes the register's communes, in the same order
 */
export function organisationBase(
  index: number,
  register: RegisterEntry[],
  communes: RegisterEntry[],
): Omit<SeedOrganisation, "groups" | "cooperations"> {
  const entry = register[index];
  if (entry) {
    const { key, name, kind, insee, siren, departement, region, population } = entry;
    return {
      id: seedId("organisation", key),
      key,
      registerKey: key,
      name,
      kind,
      country: "FR",
      insee,
      siren,
      departement,
      region,
      population,
    };
  }
  const rest = index - register.length;
  const round = Math.floor(rest / communes.length);
  const commune = communes[rest % communes.length] as RegisterEntry;
  const [kind, prefix] = BESIDE[round % BESIDE.length] as [SeedOrganisation["kind"], string];
  const again = Math.floor(round / BESIDE.length);
  const name = `${prefix} ${commune.name} (${commune.departement})${again > 0 ? ` ${again + 1}` : ""}`;
  const key = `generated:${round}:${commune.key}`;
  const { departement, region } = commune;
  return {
    id: seedId("organisation", key),
    key,
    name,
    kind,
    country: "FR",
    insee: null,
    siren: null,
    departement,
    region,
    population: null,
  };
}

/** The whole organisation, with none to five cooperations drawn for it. */
export function generateOrganisation(
  base: Omit<SeedOrganisation, "groups" | "cooperations">,
  draw: Drawer,
  groups: Group[],
): SeedOrganisation {
  const random = randomFor(`organisation ${base.key}`);
  const wanted = random.chance(0.35) ? 0 : random.chance(0.7) ? random.int(1, 2) : random.int(3, 5);
  const organisation: SeedOrganisation = { ...base, groups: [], cooperations: [] };
  while (organisation.cooperations.length < wanted)
    organisation.cooperations.push(drawCooperation(random, draw));
  organisation.groups = groupsOf(organisation, groups).filter(
    (group) => group.startsWith("dg-") || random.chance(0.5),
  );
  return organisation;
}

function drawCooperation(random: Random, draw: Drawer): Cooperation {
  const { theme, terms, countries } = draw.subject(random);
  const country = countries[0];
  const since = random.int(1985, 2025);
  return {
    country: country?.code ?? "SN",
    partner: random.pick(country?.cities ?? ["Saint-Louis"]),
    theme: theme.code,
    since,
    until: random.chance(0.2) ? Math.min(2026, since + random.int(2, 12)) : null,
    summary: random.pick([
      `${capitalise(enumerate(terms.slice(0, 3)))}, avec les services municipaux.`,
      `Jumelage devenu un projet : ${enumerate(terms.slice(0, 2))}.`,
      `Appui de pair à pair (${terms.slice(0, 3).join(", ")}), ${random.int(1, 6)} missions par an.`,
      `Programme triennal : ${enumerate(terms.slice(0, 3))}.`,
    ]),
  };
}
