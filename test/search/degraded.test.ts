import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexable } from "../../search/checkQuery.ts";
import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import { Expert, type ExpertRecord } from "../../server/experts/model.ts";
import { documentsOf } from "../../server/jobs/indexing.ts";
import { queueIndex } from "../../server/jobs/outbox.ts";
import { newId } from "../../server/storage/id.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
} from "../support/world.ts";
import { FakeMeilisearch, type Mood } from "./support/fakeMeilisearch.ts";

/** In life 1.5 s (meilisearchFailures.test.ts); shorter here, since every page waits once. */
const READ_TIMEOUT_MS = 400;
const meilisearch = new FakeMeilisearch();
const started = performance.now();
let test: TestApp;
let ticking: NodeJS.Timeout;
const experts: ExpertRecord[] = [];
let need: { _id: string };
let member: Awaited<ReturnType<typeof buildMember>>;

/** Resolves once a condition holds; the test's own time-out bounds it. */
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(async () => {
  test = await startTestApp(
    { MEILI_URL: await meilisearch.start(), MEILI_API_KEY: "restricted" },
    { patience: { readTimeoutMs: READ_TIMEOUT_MS, writeTimeoutMs: 600, pauseMs: 500, retryMs: 300 } },
  );
  // Leases and delays need a clock that moves.
  ticking = setInterval(() => test.setNow(new Date(TODAY.getTime() + performance.now() - started)), 20);
  const { search } = test.services.dependencies;
  await until(() => search.health().then(({ ok }) => ok && meilisearch.indexes.size === INDEX_NAMES.length));
  const organisation = await buildOrganisation(test, { name: "Ville de Montreuil-sur-Test" });
  for (let i = 0; i < 12; i++) {
    experts.push(
      await buildExpert(test, {
        name: `Personne Numéro${i}`,
        headline: "Spécialiste des latrines scolaires",
      }),
    );
  }
  member = await buildMember(organisation._id);
  need = await buildNeed(organisation._id, member._id, { title: "Des latrines pour nos écoles" });
  // The server was empty and is being filled: what is written meanwhile goes through the outbox, as in life.
  await changed("organisations", [organisation._id]);
  await changed("needs", [need._id]);
  await changed(
    "experts",
    experts.map(({ _id }) => _id),
  );
  await until(indexEqualsDatabase);
});
afterAll(async () => {
  meilisearch.mood = "well";
  clearInterval(ticking);
  await test.close();
  await meilisearch.stop();
});

/** What a use case does when documents changed. */
const changed = (index: IndexName, ids: string[]) =>
  inTransaction(async (session) => {
    for (const id of ids) await queueIndex(session, test.services.dependencies.clock(), index, id);
  });

/** Every document of the database is in the index as it is, and nothing else is. */
async function indexEqualsDatabase(): Promise<boolean> {
  for (const index of INDEX_NAMES) {
    const stored = new Map<string, unknown>();
    for await (const document of documentsOf(test.services.dependencies, index))
      stored.set(document.id, indexable(index, document));
    const indexed = meilisearch.indexes.get(`bourse_${index}`)?.documents ?? new Map();
    if (indexed.size !== stored.size) return false;
    for (const [id, document] of stored) {
      if (JSON.stringify(sorted(indexed.get(id))) !== JSON.stringify(sorted(document))) return false;
    }
  }
  return true;
}
const sorted = (document: unknown) => Object.entries(document ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

describe("with a Meilisearch that answers", () => {
  it("is ready, and finds by the engine", async () => {
    const agent = await asProgram(test, member);
    const { body } = await agent.get("/readyz").expect(200);
    expect(body.search).toMatchObject({ ok: true, engine: "meilisearch" });
    const page = await agent.get("/experts?q=latrinnes").expect(200);
    expect(page.text).not.toContain("au ralenti");
    expect(page.text).toContain("Personne Numéro3");
    expect(await indexEqualsDatabase()).toBe(true);
  });
});

describe.each<Mood>(["drops", "hangs"])("with a Meilisearch that %s", (mood) => {
  it("every page answers within two seconds, and lists say what is missing", {
    timeout: 60_000,
  }, async () => {
    const agent = await asPerson(test, member);
    meilisearch.mood = mood;
    const lists = [
      "/experts",
      "/experts?q=latrin",
      "/collectivites?q=montreuil",
      "/dispositifs",
      "/dispositifs?q=eau",
    ];
    const others = [
      "/",
      "/besoins",
      `/besoins/${need._id}`,
      "/besoins/nouveau",
      "/tableau-de-bord",
      `/experts/${experts[0]?._id}`,
    ];
    for (const page of [...lists, ...others]) {
      const asked = performance.now();
      const { text, status } = await agent.get(page);
      const took = performance.now() - asked;
      expect(status, page).toBe(200);
      // One wait, and not one after the other: in life, 1.5 s of the 2 s that a page may take.
      expect(took, page).toBeLessThan(3 * READ_TIMEOUT_MS);
      if (lists.includes(page)) {
        expect(text, page).toContain("au ralenti");
        expect(text, page).not.toContain('class="facets"');
      }
      if (page.endsWith(need._id)) expect(text, page).toContain("au ralenti");
    }
    const { body } = await agent.get("/readyz").expect(200);
    expect(body.search.ok).toBe(false);
    const program = await asProgram(test, member);
    const list = await program.get("/api/v1/experts?q=latrin&kind=retraite").expect(200);
    expect(list.body).toMatchObject({ total: 12, page: 1, degraded: true, nearest: false });
    expect(list.body.facets.kind).toEqual({});
    const suggested = await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200);
    expect(suggested.body).toMatchObject({ degraded: true, nothingFits: expect.any(Boolean) });
    expect(suggested.body.items.length).toBeGreaterThan(0);
    meilisearch.mood = "well";
  });

  it("the database answers for it: beginnings of words, every filter, no facets", async () => {
    meilisearch.mood = mood;
    const { search } = test.services.dependencies;
    const found = await search.search("experts", {
      text: "latrin numéro3",
      facets: ["kind"],
      highlight: ["headline"],
      filter: { op: "eq", field: "languages", value: "fr" },
    });
    expect(found).toMatchObject({ total: 1, degraded: true, facets: { kind: {} } });
    expect(found.hits[0]?.document["name"]).toBe("Personne Numéro3");
    const none = await search.search("experts", {
      text: "latrines",
      filter: { op: "eq", field: "languages", value: "xx" },
    });
    expect(none.total).toBe(0);
    const page = await search.search("experts", { text: "", offset: 10, limit: 5 });
    expect(page).toMatchObject({ total: 12 });
    expect(page.hits).toHaveLength(2);
    const merged = await search.searchMerged(
      "experts",
      [{ text: "toilettes latrines", words: "any", weight: 2 }],
      5,
    );
    expect(merged).toHaveLength(5);
    expect(search.degraded).toBe(true);
    meilisearch.mood = "well";
  });

  it("what changed meanwhile is found once it is back, without anyone’s help", {
    timeout: 30_000,
  }, async () => {
    meilisearch.mood = mood;
    for (const [i, { _id }] of experts.entries()) {
      await inTransaction(async (session) => {
        const change =
          i % 4 === 0 ? { status: "suspended" } : { status: "published", headline: `Après ${mood} ${i}` };
        await Expert.updateOne({ _id }, change, { session });
        await queueIndex(session, test.services.dependencies.clock(), "experts", _id);
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await indexEqualsDatabase()).toBe(false);
    meilisearch.mood = "well";
    const back = performance.now();
    await until(indexEqualsDatabase);
    expect(performance.now() - back).toBeLessThan(10_000);
    await until(
      async () => (await test.services.dependencies.search.search("experts", { text: mood })).total === 9,
    );
    for (const { _id } of experts) {
      await Expert.updateOne(
        { _id },
        { status: "published", headline: "Spécialiste des latrines scolaires" },
      );
    }
    await changed(
      "experts",
      experts.map(({ _id }) => _id),
    );
    await until(indexEqualsDatabase);
  });
});

describe("with a Meilisearch that was away for long", () => {
  it("a thousand changes are found within ten seconds of its return", { timeout: 60_000 }, async () => {
    meilisearch.mood = "drops";
    const model = await Expert.findById(experts[0]?._id).lean();
    const many = Array.from({ length: 1_000 }, (_, i) => ({
      ...model,
      _id: newId(),
      user: newId(),
      headline: `Arrivée pendant la panne, ${i}`,
    }));
    await Expert.collection.insertMany(many as never[]);
    await changed(
      "experts",
      many.map(({ _id }) => _id),
    );
    expect(await indexEqualsDatabase()).toBe(false);
    meilisearch.mood = "well";
    const back = performance.now();
    await until(indexEqualsDatabase);
    expect(performance.now() - back).toBeLessThan(10_000);
    expect(meilisearch.indexes.get("bourse_experts")?.documents.size).toBe(1_012);
    await Expert.deleteMany({ headline: /^Arrivée pendant/ });
    await changed(
      "experts",
      many.map(({ _id }) => _id),
    );
    await until(indexEqualsDatabase);
  });
});

describe("with a Meilisearch that lacks something", () => {
  /** It goes away and comes back, which is when it is looked at. */
  const away = async () => {
    meilisearch.mood = "drops";
    await until(
      async () => (await test.services.dependencies.search.search("experts", { text: "" })).degraded === true,
    );
    meilisearch.mood = "well";
  };

  it.each<[string, () => void]>([
    ["one index", () => meilisearch.indexes.delete("bourse_experts")],
    [
      "some documents, with no change waiting",
      () => meilisearch.indexes.get("bourse_experts")?.remove([experts[0]!._id]),
    ],
  ])("%s: it is filled again", { timeout: 30_000 }, async (_, lose) => {
    lose();
    expect(await indexEqualsDatabase()).toBe(false);
    await away();
    await until(indexEqualsDatabase);
  });
});

describe("with a Meilisearch that lost everything", () => {
  it("its indexes are made and filled again", { timeout: 30_000 }, async () => {
    meilisearch.indexes.clear();
    const { search } = test.services.dependencies;
    expect((await search.search("experts", { text: "latrines" })).degraded).toBe(true);
    await until(indexEqualsDatabase);
    await until(async () => (await search.search("experts", { text: "latrines" })).degraded !== true);
  });
});
