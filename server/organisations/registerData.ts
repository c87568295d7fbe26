import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { OrganisationKind } from "../domain/vocabulary.ts";
import { type FormerName, readFormerNames } from "./formerNames.ts";
import { departementDisplayName, regionDisplayName, withFrenchApostrophe } from "./registerNames.ts";

/** A French authority as the official register knows it. Population is the municipal population of the last census. */
export type RegisterEntry = {
  /** Stable: “commune:92073”, “epci:200000172” (SIREN), “departement:29”, “region:53”. */
  key: string;
  name: string;
  kind: OrganisationKind;
  /** INSEE code; null for an EPCI, which has none. */
  insee: string | null;
  /** null for départements and régions: the source does not give it. */
  siren: string | null;
  /** INSEE code; null for a région. */
  departement: string | null;
  /** INSEE code. */
  region: string | null;
  population: number | null;
  /** Communes only. */
  postcodes?: string[];
};

/** An entry, with the other names and codes under which people look for it. */
export type RegisterRecord = {
  entry: RegisterEntry;
  aliases: readonly string[];
  otherCodes: readonly string[];
  /** Of a commune: what was merged into it, and what it was called before. */
  former: readonly FormerName[];
};

const NONE: readonly never[] = [];

type CommuneRecord = {
  code: string;
  nom: string;
  type: string;
  departement: string;
  region: string;
  siren?: string;
  population?: number;
  codesPostaux?: string[];
  anciensCodes?: string[];
  /** Of a part of a commune, the code of the whole. */
  chefLieu?: string;
};
type GroupingRecord = {
  code: string;
  nom: string;
  type: string;
  populationMunicipale: number;
  membres: { code: string; populationMunicipale: number }[];
};
type Place = { departement: string; region: string };
type AreaRecord = { code: string; nom: string; region?: string; typeLiaison: number };

const require = createRequire(import.meta.url);
const DATA = "@etalab/decoupage-administratif/data";

/** How much of a file is parsed at a time, in bytes: some 3 ms of work. */
const SLICE_BYTES = 200_000;
const NEWLINE = 0x0a;

/**
 * Reads one of the package's JSON arrays in slices. Its files hold one record a line, so that 12 MB need not be parsed in one go:
 * a single JSON.parse of the communes would stop every other request for more than 100 ms.
 * @param shorten drops from each line what is not needed, before it is parsed
 * @throws SyntaxError when a line is not a record, which a new version of the package could bring
 */
async function* readRecords<T>(file: string, shorten = (lines: string) => lines): AsyncGenerator<T[]> {
  const bytes = await readFile(require.resolve(`${DATA}/${file}.json`));
  // The first and the last line hold the brackets.
  const last = bytes.lastIndexOf(NEWLINE, bytes.lastIndexOf("]"));
  let start = bytes.indexOf(NEWLINE) + 1;
  while (start < last) {
    const newline = bytes.indexOf(NEWLINE, Math.min(start + SLICE_BYTES, last));
    const end = newline < 0 ? last : newline;
    const lines = bytes.toString("utf8", start, end).trimEnd().replace(/,$/, "");
    yield JSON.parse(`[${shorten(lines)}]`) as T[];
    start = end + 1;
    await nextTurn();
  }
}

/** Départements that are no authority any more: Paris is a city, the others are parts of a single authority. */
const MERGED_DEPARTEMENTS = new Set(["75", "2A", "2B", "67", "68", "972", "973"]);
/** Régions that are also what used to be one or two départements, by INSEE code. */
const SINGLE_REGIONS: Record<string, readonly string[]> = {
  "02": ["972"],
  "03": ["973"],
  "94": ["2A", "2B"],
};
const UNINHABITED = new Set(["984", "989"]);
/** Single authorities of overseas that are also listed as one commune. */
const SINGLE_AUTHORITIES = new Set(["977", "978"]);
const GROUPING_WORDS: Record<string, string> = {
  CC: "communauté de communes",
  CA: "communauté d’agglomération agglo",
  CU: "communauté urbaine",
  EPT: "établissement public territorial",
};

/** Reads the whole register, larger populations first. Takes some 200 ms, in slices of a few milliseconds. */
export async function readRegister(): Promise<RegisterRecord[]> {
  const records: RegisterRecord[] = [];
  const place = new Map<string, Place>();
  const people = new Map<string, number>();

  const current: CommuneRecord[] = [];
  const parts: (CommuneRecord & { chefLieu: string })[] = [];
  const addCommune = (commune: CommuneRecord) => {
    const { chefLieu } = commune;
    if (chefLieu !== undefined) parts.push({ ...commune, chefLieu });
    if (commune.type !== "commune-actuelle" || UNINHABITED.has(commune.departement)) return;
    const { departement, region, population = 0 } = commune;
    place.set(commune.code, { departement, region });
    people.set(`d${departement}`, (people.get(`d${departement}`) ?? 0) + population);
    people.set(`r${region}`, (people.get(`r${region}`) ?? 0) + population);
    if (SINGLE_AUTHORITIES.has(departement)) return;
    current.push(commune);
    records.push({
      entry: {
        key: `commune:${commune.code}`,
        name: withFrenchApostrophe(commune.nom),
        kind: "commune",
        insee: commune.code,
        siren: commune.siren ?? null,
        departement,
        region,
        population: commune.population ?? null,
        postcodes: commune.codesPostaux ?? [],
      },
      aliases: NONE,
      otherCodes: NONE,
      former: NONE,
    });
  };
  for await (const communes of readRecords<CommuneRecord>("communes")) communes.forEach(addCommune);
  const former = await readFormerNames(current, parts);
  for (const record of records) record.former = former.get(record.entry.insee ?? "") ?? NONE;

  const addGrouping = (grouping: GroupingRecord) => {
    const seat = seatOf(grouping, place);
    const name = grouping.type === "EPT" ? `EPT ${grouping.nom}` : grouping.nom;
    records.push({
      entry: {
        key: `epci:${grouping.code}`,
        name: withFrenchApostrophe(name),
        kind: "epci",
        insee: null,
        siren: grouping.code,
        departement: seat?.departement ?? null,
        region: seat?.region ?? null,
        population: grouping.populationMunicipale,
      },
      aliases: [
        name.replace(/^(CC|CA|CU|EPT) /, ""),
        name.replace(/[- ]?(euro)?métropole( de| du| d'|$)?/i, ""),
        GROUPING_WORDS[grouping.type] ?? "",
      ],
      otherCodes: NONE,
      former: NONE,
    });
  };
  for await (const groupings of readRecords<GroupingRecord>("epci", keepFirstMember))
    groupings.forEach(addGrouping);
  for await (const groupings of readRecords<GroupingRecord>("ept")) groupings.forEach(addGrouping);

  const addDepartement = ({ code, nom, region, typeLiaison }: AreaRecord) => {
    if (MERGED_DEPARTEMENTS.has(code) || UNINHABITED.has(code) || !region || region === code) return;
    const name = departementDisplayName(code, nom, typeLiaison);
    records.push({
      entry: area("departement", code, name, people.get(`d${code}`), code, region),
      aliases: [nom],
      otherCodes: NONE,
      former: NONE,
    });
  };
  for await (const departements of readRecords<AreaRecord>("departements"))
    departements.forEach(addDepartement);
  const inAlsace = (people.get("d67") ?? 0) + (people.get("d68") ?? 0);
  records.push({
    entry: area("departement", "6AE", "Collectivité européenne d’Alsace", inAlsace, "6AE", "44"),
    aliases: ["Alsace", "Bas-Rhin", "Haut-Rhin"],
    otherCodes: ["67", "68"],
    former: NONE,
  });
  const addRegion = ({ code, nom }: AreaRecord) => {
    // Mayotte is one authority, listed among the départements.
    if (code === "06" || UNINHABITED.has(code)) return;
    records.push({
      entry: area("region", code, regionDisplayName(code, nom), people.get(`r${code}`), null, code),
      aliases: [nom],
      otherCodes: SINGLE_REGIONS[code] ?? NONE,
      former: NONE,
    });
  };
  for await (const regions of readRecords<AreaRecord>("regions")) regions.forEach(addRegion);

  // The sort is stable: equals stay in the order of their codes.
  return records.sort((a, b) => (b.entry.population ?? 0) - (a.entry.population ?? 0));
}

function area(
  kind: "departement" | "region",
  code: string,
  name: string,
  population: number | undefined,
  departement: string | null,
  region: string,
): RegisterEntry {
  const key = `${kind}:${code}`;
  return { key, name, kind, insee: code, siren: null, departement, region, population: population ?? null };
}

/**
 * Members are 90 % of the EPCI's file, and only their département is wanted. The source lists the most populous first, and at version
 * 6.0.0 it lies in the département of most inhabitants for every EPCI, those of Grand Paris (their own file) aside.
 */
function keepFirstMember(lines: string): string {
  return lines.replace(/("membres":\[\{[^}]*\}).*?(,?)$/gm, "$1]}$2");
}

/** The seat is not in the source: the département with the most inhabitants stands for it. */
function seatOf({ membres }: GroupingRecord, place: Map<string, Place>): Place | null {
  const people = new Map<string, number>();
  let best: { place: Place; people: number } | null = null;
  for (const { code, populationMunicipale } of membres) {
    const here = place.get(code);
    if (!here) continue;
    const total = (people.get(here.departement) ?? 0) + populationMunicipale;
    people.set(here.departement, total);
    if (!best || total > best.people) best = { place: here, people: total };
  }
  return best?.place ?? null;
}
