import {
  type FoldedName,
  foldedName,
  foldName,
  type NameQuery,
  nameQuery,
  rankOfName,
  sirenIn,
} from "../domain/nameFolding.ts";
import { type RegisterEntry, type RegisterRecord, readRegister } from "./registerData.ts";

export type { RegisterEntry } from "./registerData.ts";

/** What was found, and the former name of it that was asked for: “Courcouronnes”, today Évry-Courcouronnes. */
export type RegisterHit = RegisterEntry & { formerly?: string };

/** A record with the folded names that a search compares. */
type Indexed = FoldedName & { entry: RegisterEntry; former: readonly { name: string; shown: string }[] };

type Register = {
  indexed: Indexed[];
  indexedByKey: Map<string, Indexed>;
  bySiren: Map<string, RegisterEntry>;
  byInsee: Map<string, RegisterHit[]>;
};

const MAX_RESULTS = 50;
const NONE: readonly never[] = [];

let loading: Promise<Register> | null = null;

/** The register is read at its first use and kept (36,000 entries); a failed reading is tried again next time. */
function register(): Promise<Register> {
  loading ??= readRegister().then(buildIndex);
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

function buildIndex(records: RegisterRecord[]): Register {
  const index: Register = { indexed: [], indexedByKey: new Map(), bySiren: new Map(), byInsee: new Map() };
  const addUnder = (code: string, entry: RegisterHit) => {
    const there = index.byInsee.get(code);
    if (there) there.push(entry);
    else index.byInsee.set(code, [entry]);
  };
  for (const { entry, aliases, otherCodes, former } of records) {
    const indexed: Indexed = {
      entry,
      ...foldedName(entry.name, aliases),
      bareIsOwn: entry.kind === "departement" || entry.kind === "region",
      former: former.length > 0 ? former.map(({ name }) => ({ name: foldName(name), shown: name })) : NONE,
    };
    index.indexed.push(indexed);
    index.indexedByKey.set(entry.key, indexed);
    if (entry.siren) index.bySiren.set(entry.siren, entry);
    if (entry.insee) addUnder(entry.insee, entry);
    for (const code of otherCodes) addUnder(code, entry);
    for (const { code, name } of former)
      if (code !== entry.insee) addUnder(code, { ...entry, formerly: name });
  }
  return index;
}

/**
 * French authorities by SIREN or SIRET (spaces allowed), by INSEE code or postcode, or by name: exact names first, then names that
 * begin so, then names with all the words; among equals the larger population first. Case, accents and hyphens do not count. A
 * commune that was merged or renamed leads to today's.
 * @param limit at most this many, 10 unless told, 50 at most
 * @returns [] for an empty text
 */
export async function searchRegister(text: string, limit = 10): Promise<RegisterHit[]> {
  const query = text.trim().slice(0, 200);
  const wanted = Math.min(Math.max(limit, 1), MAX_RESULTS);
  if (foldName(query) === "") return [];
  const index = await register();
  const siren = sirenIn(query);
  if (siren) {
    const entry = index.bySiren.get(siren);
    return entry ? [entry] : [];
  }
  const code = query.replace(/[\s.]/g, "").toUpperCase();
  if (/^(\d{2,3}|\d{5}|2[AB]|2[AB]\d{3}|6AE)$/.test(code)) return findByCode(index, code).slice(0, wanted);
  return findByName(index, query, wanted);
}

/** The authority of that key, or null. */
export async function findInRegister(key: string): Promise<RegisterEntry | null> {
  return (await register()).indexedByKey.get(key)?.entry ?? null;
}

/** The whole register, larger populations first. */
export async function listRegister(): Promise<RegisterEntry[]> {
  return (await register()).indexed.map(({ entry }) => entry);
}

/** How well the record of a key, or a name beside the register, answers a text: as `rankOfName`. */
export async function rankInRegister(
  text: string,
  names: { key?: string; name: string }[],
): Promise<(number | null)[]> {
  const query = nameQuery(text);
  const index = await register();
  return names.map(({ key, name }) => {
    const known = key === undefined ? undefined : index.indexedByKey.get(key);
    return known ? rankOf(known, query).rank : rankOfName(foldedName(name, [name]), query);
  });
}

function findByCode(index: Register, code: string): RegisterHit[] {
  const exact = index.byInsee.get(code) ?? [];
  const byPostcode = /^\d{5}$/.test(code)
    ? index.indexed.filter(({ entry }) => entry.postcodes?.includes(code)).map(({ entry }) => entry)
    : [];
  const keys = new Set<string>();
  return [...exact, ...byPostcode].filter(({ key }) => !keys.has(key) && keys.add(key));
}

function findByName(index: Register, text: string, wanted: number): RegisterHit[] {
  const query = nameQuery(text);
  // Buckets from best to worst; the register is in order of population, so each fills in that order.
  const buckets: RegisterHit[][] = [[], [], [], [], []];
  for (const candidate of index.indexed) {
    const { rank, formerly } = rankOf(candidate, query);
    const bucket = rank === null ? undefined : buckets[rank];
    if (bucket && bucket.length < wanted) {
      bucket.push(formerly === undefined ? candidate.entry : { ...candidate.entry, formerly });
    }
  }
  return buckets.flat().slice(0, wanted);
}

/** As `rankOfName`; a former name counts where today's does not answer as well, and where it only begins so, last (4). */
function rankOf(candidate: Indexed, query: NameQuery): { rank: number | null; formerly?: string } {
  const rank = rankOfName(candidate, query);
  if (rank === 0) return { rank };
  const { whole, opening } = query;
  for (const { name, shown } of candidate.former) {
    if (name !== whole && name !== opening) continue;
    // « Évry » lives on in Évry-Courcouronnes: whoever asks for it most likely means that one.
    return { rank: candidate.words.includes(` ${name} `) ? 0 : 1, formerly: shown };
  }
  if (rank !== null) return { rank };
  const begun = candidate.former.find(({ name }) => name.startsWith(opening));
  return begun ? { rank: 4, formerly: begun.shown } : { rank: null };
}
