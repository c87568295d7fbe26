import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedDemo, seedScale } from "../../seeds/run.ts";
import { demoAccountsExist } from "../../server/accounts/administration.ts";
import { User } from "../../server/accounts/model.ts";
import { checkPassword } from "../../server/accounts/passwords.ts";
import { Expert } from "../../server/experts/model.ts";
import { Need } from "../../server/needs/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { connect, disconnect, prepareIndexes } from "../../server/storage/connect.ts";
import { type EmbeddedStore, startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { newId } from "../../server/storage/id.ts";

const NOW = new Date("2026-11-23T09:30:00Z");

describe("seeding a store", () => {
  let dir = "";
  let store: EmbeddedStore;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "seeds-"));
    store = await startEmbeddedStore({ dir });
    await connect(store.uri("seeds"));
    await prepareIndexes();
  });
  afterAll(async () => {
    await disconnect();
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("puts the demo in, and its accounts can sign in", async () => {
    expect(await demoAccountsExist()).toBe(false);
    await seedDemo(NOW);
    expect(await demoAccountsExist()).toBe(true);
    expect(await Expert.countDocuments({ status: "published" })).toBe(150);
    const editor = await User.findOne({ email: "collectivite@demo.example" }).lean();
    expect(await checkPassword("demo-bourse-2027", editor?.passwordHash ?? null)).toBe(true);
    const organisation = await Organisation.findById(editor?.seats[0]?.organisation).lean();
    expect(organisation).toMatchObject({ name: "Ramonville-Saint-Agne", verified: true });
    const other = await User.findOne({ email: "serge.dupouy@experts.demo.example" }).lean();
    expect(await checkPassword("demo-bourse-2027", other?.passwordHash ?? null)).toBe(false);
  });

  it("adds a generated world beside it, and can be run again without doubling anything", async () => {
    // Someone already brought this authority in, under an id of its own.
    const nord = {
      registerKey: "departement:59",
      name: "Département du Nord",
      kind: "departement",
      country: "FR",
    } as const;
    const id = newId();
    await Organisation.create([{ ...nord, _id: id, createdAt: NOW }]);
    const seen: number[] = [];
    await seedScale(60, NOW, (done) => seen.push(done));
    expect(seen.at(-1)).toBe(180);
    const counts = async () => [
      await Organisation.countDocuments(),
      await Expert.countDocuments(),
      await Need.countDocuments(),
    ];
    const after = await counts();
    expect(after[1]).toBe(152 + 60);
    expect(after[2]).toBe(36 + 60);
    expect(await Organisation.countDocuments({ registerKey: "departement:59" })).toBe(1);

    const known = new Set((await Organisation.find().select("_id").lean()).map(({ _id }) => _id));
    const needs = await Need.find().select("organisation").lean();
    expect(needs.filter(({ organisation }) => !known.has(organisation))).toEqual([]);

    await seedScale(60, NOW, () => {});
    expect(await counts()).toEqual(after);
  });
});
