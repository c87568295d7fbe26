import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { foldName, sirenIn, withoutOpening } from "../domain/nameFolding.ts";
import { cleanLine } from "../domain/typedText.ts";
import type { OrganisationKind } from "../domain/vocabulary.ts";
import { invalid } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { newId } from "../storage/id.ts";
import { Organisation, type OrganisationRecord } from "./model.ts";
import { findInRegister, type RegisterEntry, rankInRegister, searchRegister } from "./register.ts";
import { LISTED } from "./usecases.ts";

/** One line of the list from which a member chooses an organisation. `choice` is its id, or its key in the register. */
export type OrganisationChoice = {
  choice: string;
  name: string;
  kind: OrganisationKind;
  departement: string | null;
  population: number | null;
  country: string;
  /** The former name that was asked for: « Courcouronnes », today Évry-Courcouronnes. */
  formerly: string | null;
};

/** Rows of one list, at most: the register's own limit, and what the search finds beside it. */
const MOST = { here: 8, register: 12 };
/** Characters of the longest names, twice: nobody types more to find one. */
const MOST_TYPED = 300;
/** After every name that answers: what only a partner, a summary or a near spelling brought. */
const LAST = 9;

/**
 * Organisations by name, INSEE code, SIREN or SIRET, those that are here and those of the official register in one order: exact
 * names first, then the larger ones.
 * @param typed at least two characters; shorter finds nothing, and what is longer than names are is not read.
 */
export async function searchOrganisationChoices(
  { search }: Pick<Context, "search">,
  typed: string,
): Promise<OrganisationChoice[]> {
  const text = cleanLine(typed).slice(0, MOST_TYPED);
  if (text.length < 2) return [];
  const [found, register] = await Promise.all([
    search.search("organisations", {
      text: sirenIn(text) ?? withoutOpening(foldName(text)),
      limit: MOST.here,
    }),
    searchRegister(text, MOST.register),
  ]);
  const known = await Organisation.find({
    $or: [
      { _id: { $in: found.hits.map((hit) => hit.id) } },
      { registerKey: { $in: register.map((entry) => entry.key) } },
    ],
  }).lean();
  const hits = new Map(register.map((hit) => [hit.key, hit]));
  const here = known.map(({ _id, registerKey = "", ...organisation }) => ({
    ...organisation,
    key: registerKey,
    choice: _id,
    formerly: hits.get(registerKey)?.formerly ?? null,
  }));
  const keys = new Set(here.map(({ key }) => key));
  const others = register
    .filter(({ key }) => !keys.has(key))
    .map((entry) => ({ ...entry, choice: entry.key, country: "FR", formerly: entry.formerly ?? null }));
  const all = [...here, ...others];
  const ranks = await rankInRegister(text, all);
  // What the register found by a code has no rank by its name, and is no less what was asked for.
  return all
    .map((row, index) => ({ row, rank: ranks[index] ?? (hits.has(row.key) ? 0 : LAST) }))
    .sort((a, b) => a.rank - b.rank || (b.row.population ?? 0) - (a.row.population ?? 0))
    .map(({ row: { choice, name, kind, departement, population, country, formerly } }) => ({
      choice,
      name,
      kind,
      departement,
      population,
      country,
      formerly,
    }));
}

/** The chosen line again, from its id or key, or null: a form that comes back shows what was chosen. */
export async function organisationChoiceByKey(choice: string): Promise<OrganisationChoice | null> {
  const known = await Organisation.findOne({
    ...(choice.includes(":") ? { registerKey: choice } : { _id: choice }),
    ...LISTED,
  }).lean();
  if (known) {
    const { _id, name, kind, departement, population, country } = known;
    return { choice: _id, name, kind, departement, population, country, formerly: null };
  }
  const entry = choice.includes(":") ? await findInRegister(choice) : null;
  if (!entry) return null;
  const { key, name, kind, departement, population } = entry;
  return { choice: key, name, kind, departement, population, country: "FR", formerly: null };
}

type Declared = { name: string; kind: OrganisationKind; country: string };

function fromRegister(entry: RegisterEntry, now: Date): OrganisationRecord {
  const { key: registerKey, name, kind, insee, siren, departement, region, population } = entry;
  return {
    _id: newId(),
    registerKey,
    name,
    kind,
    country: "FR",
    insee,
    siren,
    departement,
    region,
    population,
    groups: [],
    cooperations: [],
    verified: true,
    createdAt: now,
  };
}

/**
 * The id of a chosen organisation, making its record where the register knows it and the bourse does not yet.
 * A declared one (in neither) is made unverified: it is listed once an adviser has confirmed its first member.
 * @throws 422 on `organisation` when the choice does not exist.
 */
export async function ensureOrganisation(
  { clock }: Pick<Context, "clock">,
  session: ClientSession,
  choice: string | Declared,
): Promise<string> {
  const now = clock();
  if (typeof choice === "object") {
    const _id = newId();
    await Organisation.create([{ _id, ...choice, verified: false, createdAt: now }], { session });
    return _id;
  }
  const unknown = invalid([{ path: "organisation", message: "Cette structure n’existe pas dans la liste." }]);
  if (!choice.includes(":")) {
    // One that is not listed cannot have been chosen: its existence is not told.
    if (!(await Organisation.exists({ _id: choice, ...LISTED }).session(session))) throw unknown;
    return choice;
  }
  const existing = await Organisation.findOne({ registerKey: choice }).session(session).lean();
  if (existing) return existing._id;
  const entry = await findInRegister(choice);
  if (!entry) throw unknown;
  const record = fromRegister(entry, now);
  await Organisation.create([record], { session });
  await queueIndex(session, now, "organisations", record._id);
  return record._id;
}

/** Lists a declared organisation when its first member is confirmed; forgets it when nobody is. */
export async function settleDeclaredOrganisation(
  { clock }: Pick<Context, "clock">,
  session: ClientSession,
  id: string,
  confirm: boolean,
): Promise<void> {
  const declared = { _id: id, verified: false };
  if (!confirm) {
    await Organisation.deleteOne(declared, { session });
    return;
  }
  const { modifiedCount } = await Organisation.updateOne(declared, { verified: true }, { session });
  if (modifiedCount > 0) await queueIndex(session, clock(), "organisations", id);
}
