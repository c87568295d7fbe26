import { randomBytes } from "node:crypto";
import type { Model } from "mongoose";
import { User } from "../server/accounts/model.ts";
import { hashPassword } from "../server/accounts/passwords.ts";
import { Audit } from "../server/audit/model.ts";
import { Expert } from "../server/experts/model.ts";
import { Funding } from "../server/funding/model.ts";
import { Match } from "../server/matches/model.ts";
import { Need } from "../server/needs/model.ts";
import { Organisation } from "../server/organisations/model.ts";
import { DEMO_PASSWORD } from "./demo/accounts.ts";
import { demoRecords } from "./demo/records.ts";
import { generateWorld } from "./generate.ts";
import { GENERATED_AUTHOR } from "./generator/needs.ts";
import { accountRecord, expertOwnerRecord, expertRecord, needRecord, organisationRecord } from "./records.ts";

/** How many documents go into one command: the store holds the others back meanwhile. */
const INSERT_SIZE = 500;

/**
 * Writes records that are whole and checked by the tests of the seeds: without hydrating and validating each, which would take most of
 * the time of a first start.
 */
async function insert<T extends { _id: string }>(model: Model<T>, records: T[]): Promise<void> {
  for (let start = 0; start < records.length; start += INSERT_SIZE) {
    await model.insertMany(records.slice(start, start + INSERT_SIZE), { lean: true });
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
  await insert(Organisation, records.organisations);
  await insert(Funding, records.funding);
  await insert(Expert, records.experts);
  await insert(Need, records.needs);
  await insert(Match, records.matches);
  await insert(Audit, records.audit);
  // Last: an account is the sign that the seeding went through.
  await insert(User, records.users);
}

/** Those of `records` that the store does not hold yet, so that a seeding can be run again or made larger. */
async function missing<T extends { _id: string }>(model: Model<T>, records: T[]): Promise<T[]> {
  const ids = records.map(({ _id }) => _id);
  const there = await model
    .find({ _id: { $in: ids } } as never)
    .select("_id")
    .lean<{ _id: string }[]>();
  const known = new Set(there.map(({ _id }) => _id));
  return records.filter(({ _id }) => !known.has(_id));
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
  await insert(User, await missing(User, [accountRecord(GENERATED_AUTHOR, noHash, now)]));

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
    const records = fresh.map((organisation) => organisationRecord(organisation, now));
    await insert(Organisation, await missing(Organisation, records));
    progress(batch.length);
  }
  const realId = (id: string) => standIns.get(id) ?? id;
  for (const batch of world.experts) {
    const records = batch.map(expertRecord).map((record) => ({
      ...record,
      organisation: record.organisation === null ? null : realId(record.organisation),
    }));
    await insert(
      User,
      await missing(
        User,
        batch.map((expert) => expertOwnerRecord(expert, noHash)),
      ),
    );
    await insert(Expert, await missing(Expert, records));
    progress(batch.length);
  }
  for (const batch of world.needs) {
    const records = batch
      .map(needRecord)
      .map((record) => ({ ...record, organisation: realId(record.organisation) }));
    await insert(Need, await missing(Need, records));
    progress(batch.length);
  }
}
