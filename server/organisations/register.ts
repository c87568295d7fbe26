import { type RegisterEntry, type RegisterRecord, readRegister } from "./registerData.ts";
import { foldName, significantWords, withoutOpening } from "./registerNames.ts";

export type { RegisterEntry } from "./registerData.ts";

/** A record with the folded names that a search compares. */
type Indexed = {
  entry: RegisterEntry;
  /** The display name, folded. */
  name: string;
  /** The bare names (“ain”, “faucigny glieres”), folded. */
  bare: string[];
  /** Every word under which it is found, each after a space. */
  words: string;
};

type Register = {
  indexed: Indexed[];
  byKey: Map<string, RegisterEntry>;
  bySiren: Map<string, RegisterEntry>;
  byInsee: Map<string, RegisterEntry[]>;
};

const MAX_RESULTS = 50;
const NONE: string[] = [];

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
  const index: Register = { indexed: [], byKey: new Map(), bySiren: new Map(), byInsee: new Map() };
  const addUnder = (code: string, entry: RegisterEntry) => {
    const there = index.byInsee.get(code);
    if (there) there.push(entry);
    else index.byInsee.set(code, [entry]);
  };
  for (const { entry, aliases, otherCodes } of records) {
    const name = foldName(entry.name);
    const bare =
      aliases.length > 0 ? aliases.map((alias) => withoutOpening(foldName(alias))).filter(Boolean) : NONE;
    index.indexed.push({
      entry,
      name,
      bare,
      words: bare === NONE ? ` ${name}` : ` ${[name, ...bare].join(" ")}`,
    });
    index.byKey.set(entry.key, entry);
    if (entry.siren) index.bySiren.set(entry.siren, entry);
    if (entry.insee) addUnder(entry.insee, entry);
    for (const code of otherCodes) addUnder(code, entry);
  }
  return index;
}

/**
 * French authorities by SIREN (spaces allowed), by INSEE code or postcode, or by name: exact names first, then names that begin
 * so, then names with all the words; among equals the larger population first. Case, accents and hyphens do not count.
 * @param limit at most this many, 10 unless told, 50 at most
 * @returns [] for an empty text
 */
export async function searchRegister(text: string, limit = 10): Promise<RegisterEntry[]> {
  const query = text.trim().slice(0, 200);
  const wanted = Math.min(Math.max(limit, 1), MAX_RESULTS);
  if (foldName(query) === "") return [];
  const index = await register();
  const code = query.replace(/[\s.]/g, "").toUpperCase();
  if (/^\d{9}$/.test(code)) {
    const entry = index.bySiren.get(code);
    return entry ? [entry] : [];
  }
  if (/^(\d{2,3}|\d{5}|2[AB]|2[AB]\d{3}|6AE)$/.test(code)) return findByCode(index, code).slice(0, wanted);
  return findByName(index, query, wanted);
}

/** The authority of that key, or null. */
export async function findInRegister(key: string): Promise<RegisterEntry | null> {
  return (await register()).byKey.get(key) ?? null;
}

/** The whole register, larger populations first. */
export async function listRegister(): Promise<RegisterEntry[]> {
  return (await register()).indexed.map(({ entry }) => entry);
}

function findByCode(index: Register, code: string): RegisterEntry[] {
  const exact = index.byInsee.get(code) ?? [];
  const byPostcode = /^\d{5}$/.test(code)
    ? index.indexed.filter(({ entry }) => entry.postcodes?.includes(code)).map(({ entry }) => entry)
    : [];
  return [...new Set([...exact, ...byPostcode])];
}

function findByName(index: Register, query: string, wanted: number): RegisterEntry[] {
  const whole = foldName(query)
    .replace(/^conseil regional\b/, "region")
    .replace(/^conseil (departemental|general)\b/, "departement");
  const opening = withoutOpening(whole);
  const words = significantWords(whole).map((word) => ` ${word}`);
  // Buckets from best to worst; the register is in order of population, so each fills in that order.
  const buckets: RegisterEntry[][] = [[], [], [], []];
  for (const candidate of index.indexed) {
    const rank = rankOf(candidate, whole, opening, words);
    if (rank === null) continue;
    const bucket = buckets[rank];
    if (bucket && bucket.length < wanted) bucket.push(candidate.entry);
  }
  return buckets.flat().slice(0, wanted);
}

function rankOf(candidate: Indexed, whole: string, opening: string, words: string[]): number | null {
  const { entry, name, bare } = candidate;
  if (name === whole || name === opening) return 0;
  if (bare.includes(opening)) return entry.kind === "departement" || entry.kind === "region" ? 0 : 1;
  if (name.startsWith(whole) || name.startsWith(opening)) return 2;
  if (bare.some((alias) => alias.startsWith(opening))) return 2;
  return words.every((word) => candidate.words.includes(word)) ? 3 : null;
}
