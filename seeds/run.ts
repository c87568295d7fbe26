import { randomBytes } from "node:crypto";
import { User, type UserRecord } from "../server/accounts/model.ts";
import { hashPassword } from "../server/accounts/passwords.ts";
import { Audit } from "../server/audit/model.ts";
import { Expert, type ExpertRecord } from "../server/experts/model.ts";
import { Funding } from "../server/funding/model.ts";
import { Match } from "../server/matches/model.ts";
import { Need, type NeedRecord } from "../server/needs/model.ts";
import { Organisation, type OrganisationRecord } from "../server/organisations/model.ts";
import { DEMO_PASSWORD } from "./demo/accounts.ts";
import { demoRecords } from "./demo/records.ts";
import { generateWorld } from "./generate.ts";
import { GENERATED_AUTHOR } from "./generator/needs.ts";
import { accountRecord, expertOwnerRecord, expertRecord, needRecord, organisationRecord } from "./records.ts";

/** How many documents go into one command: the store holds the others back meanwhile. */
const INSERT_SIZE = 500;

type Ids = { _id: string }[];

/** One collection, as seeding uses it. */
type Collection<T> = {
  /** Records are whole, and the tests of the seeds check them: hydrating and validating each would take most of a first start. */
  write: (records: T[]) => Promise<unknown>;
  among: (ids: string[]) => Promise<Ids>;
};

const organisations: Collection<OrganisationRecord> = {
  write: (records) => Organisation.insertMany(records, { lean: true }),
  among: (ids) =>
    Organisation.find({ _id: { $in: ids } })
      .select("_id")
      .lean(),
};
const experts: Collection<ExpertRecord> = {
  write: (records) => Expert.insertMany(records, { lean: true }),
  among: (ids) =>
    Expert.find({ _id: { $in: ids } })
      .select("_id")
      .lean(),
};
const needs: Collection<NeedRecord> = {
  write: (records) => Need.insertMany(records, { lean: true }),
  among: (ids) =>
    Need.find({ _id: { $in: ids } })
      .select("_id")
      .lean(),
};
const users: Collection<UserRecord> = {
  write: (records) => User.insertMany(records, { lean: true }),
  among: (ids) =>
    User.find({ _id: { $in: ids } })
      .select("_id")
      .lean(),
};

/** Writes what the store does not hold yet, so that a seeding can be run again or made larger. */
async function add<T extends { _id: string }>({ write, among }: Collection<T>, records: T[]): Promise<void> {
  for (let start = 0; start < records.length; start += INSERT_SIZE) {
    const batch = records.slice(start, start + INSERT_SIZE);
    const there = new Set((await among(batch.map(({ _id }) => _id))).map(({ _id }) => _id));
    const fresh = batch.filter(({ _id }) => !there.has(_id));
    if (fresh.length > 0) await write(fresh);
  }
}

/** A hash that no one knows the password of. */
function unusablePassword(): Promise<string> {
  return hashPassword(randomBytes(32).toString("base64url"));
}

/**
 * Fills an empty store with the demo: real organisations, cooperations, needs and funding schemes, experts, the demo accounts and what
 * they have under way. The store must be connected and hold no accounts; the search indexes are filled by the caller.
 */
export async function seedDemo(now: Date): Promise<void> {
  const [demoHash, noHash] = await Promise.all([hashPassword(DEMO_PASSWORD), unusablePassword()]);
  const records = demoRecords(now, demoHash, noHash);
  await Promise.all([
    organisations.write(records.organisations),
    experts.write(records.experts),
    needs.write(records.needs),
    Funding.insertMany(records.funding, { lean: true }),
    Match.insertMany(records.matches, { lean: true }),
    Audit.insertMany(records.audit, { lean: true }),
  ]);
  // Last: an account is the sign that the seeding went through.
  await users.write(records.users);
}

/**
 * Adds a generated world of `scale` organisations, experts and needs; what an earlier run added is kept. Generated accounts cannot sign
 * in. The search indexes are filled by the caller.
 * @param onProgress hears how many of 3 × `scale` documents are done
 */
export async function seedScale(scale: number, now: Date, onProgress: (done: number) => void): Promise<void> {
  const [world, noHash] = await Promise.all([
    generateWorld({ scale, now, batchSize: INSERT_SIZE }),
    unusablePassword(),
  ]);
  let done = 0;
  const progress = (count: number) => {
    done += count;
    onProgress(done);
  };
  await add(users, [accountRecord(GENERATED_AUTHOR, noHash, now)]);

  /** Authorities that members brought in from the register, under another id. */
  const standIns = new Map<string, string>();
  for (const batch of world.organisations) {
    const keys = batch.flatMap(({ registerKey }) => registerKey ?? []);
    const there = await Organisation.find({ registerKey: { $in: keys } })
      .select("_id registerKey")
      .lean();
    const idByKey = new Map(there.map(({ _id, registerKey }) => [registerKey, _id]));
    const fresh = batch.filter(({ id, registerKey }) => {
      const existing = registerKey ? idByKey.get(registerKey) : undefined;
      if (existing && existing !== id) standIns.set(id, existing);
      return !existing;
    });
    await add(
      organisations,
      fresh.map((organisation) => organisationRecord(organisation, now)),
    );
    progress(batch.length);
  }
  const realId = (id: string) => standIns.get(id) ?? id;
  for (const batch of world.experts) {
    const records = batch.map(expertRecord).map((record) => ({
      ...record,
      organisation: record.organisation === null ? null : realId(record.organisation),
    }));
    await add(
      users,
      batch.map((expert) => expertOwnerRecord(expert, noHash)),
    );
    await add(experts, records);
    progress(batch.length);
  }
  for (const batch of world.needs) {
    const records = batch
      .map(needRecord)
      .map((record) => ({ ...record, organisation: realId(record.organisation) }));
    await add(needs, records);
    progress(batch.length);
  }
}
