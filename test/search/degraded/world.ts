import { afterAll, beforeAll } from "vitest";
import { indexable } from "../../../search/checkQuery.ts";
import { INDEX_NAMES, type IndexName } from "../../../search/engine.ts";
import type { UserRecord } from "../../../server/accounts/model.ts";
import type { ExpertRecord } from "../../../server/experts/model.ts";
import { ChangeModel, upsertOf } from "../../../server/jobs/indexChangeModels.ts";
import { documentsOf } from "../../../server/jobs/indexing.ts";
import type { NeedRecord } from "../../../server/needs/model.ts";
import { inTransaction } from "../../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../../support/app.ts";
import { buildExpert, buildMember, buildNeed, buildOrganisation } from "../../support/world.ts";
import { FakeMeilisearch } from "../support/fakeMeilisearch.ts";

/** In life 1.5 s (meilisearchFailures.test.ts); shorter here, since every page waits once. */
const READ_TIMEOUT_MS = 500;
const PAUSE_MS = 500;

/** One application on a Meilisearch that tests put in a bad mood, and put right again. */
export interface DegradedWorld {
  readonly meilisearch: FakeMeilisearch;
  /** There once a test runs, not while the tests are declared; so are the others. */
  site(): TestApp;
  readonly need: NeedRecord;
  readonly member: UserRecord;
  /** Twelve, all of latrines. */
  readonly experts: ExpertRecord[];
  /** Ends the breaker's pause, and stops its clock there: until `flow`, one question goes through and no second one. */
  oneQuestion(): void;
  /** Lets the breaker's clock run again. */
  flow(): void;
  /** Leaves what a use case leaves when documents changed. */
  changed(index: IndexName, ids: string[]): Promise<void>;
  /** Every document of the database is in the index as it is, and nothing else is. */
  indexEqualsDatabase(): Promise<boolean>;
  /** Resolves once no change waits and the index equals the database. */
  caughtUp(): Promise<void>;
}

/** Starts the application before the calling file's first test and closes it after the last one. */
export function degradedWorld(): DegradedWorld {
  const meilisearch = new FakeMeilisearch();
  const started = performance.now();
  let test: TestApp;
  let ticking: NodeJS.Timeout;
  let stoppedAt: number | null = null;
  let ahead = 0;
  const breakerNow = () => stoppedAt ?? Date.now() + ahead;
  const experts: ExpertRecord[] = [];
  let need: NeedRecord;
  let member: UserRecord;

  beforeAll(async () => {
    test = await startTestApp(
      { MEILI_URL: await meilisearch.start(), MEILI_API_KEY: "restricted" },
      {
        patience: {
          readTimeoutMs: READ_TIMEOUT_MS,
          retryMs: 300,
          breaker: { pauseMs: PAUSE_MS, now: breakerNow },
        },
      },
    );
    // Leases and delays need a clock that moves.
    ticking = setInterval(() => test.setNow(new Date(TODAY.getTime() + performance.now() - started)), 20);
    const { search } = test.services.dependencies;
    await until(() =>
      search.health().then(({ ok }) => ok && meilisearch.indexes.size === INDEX_NAMES.length),
    );
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
    await caughtUp();
  });
  afterAll(async () => {
    meilisearch.mood = "well";
    clearInterval(ticking);
    await test.close();
    await meilisearch.stop();
  });

  const changed = (index: IndexName, ids: string[]) =>
    inTransaction(async (session) => {
      const now = test.services.dependencies.clock();
      await ChangeModel.bulkWrite(
        ids.map((id) => ({ updateOne: { ...upsertOf(index, id, now), upsert: true } })),
        { session },
      );
    });

  async function indexEqualsDatabase(): Promise<boolean> {
    for (const index of INDEX_NAMES) {
      const stored = new Map<string, unknown>();
      for await (const document of documentsOf(test.services.dependencies, index))
        stored.set(document.id, indexable(index, document));
      const indexed = meilisearch.indexes.get(`bourse_${index}`)?.documents ?? new Map();
      if (indexed.size !== stored.size) return false;
      for (const [id, document] of stored) {
        // Beside what it was given, the server keeps what the adapter cuts spans of days into.
        const given = Object.entries(indexed.get(id) ?? {}).filter(([field]) => !field.endsWith("Blocks"));
        if (JSON.stringify(sorted(Object.fromEntries(given))) !== JSON.stringify(sorted(document)))
          return false;
      }
    }
    return true;
  }

  // Comparing every document is dear, and pointless as long as changes wait.
  const caughtUp = () => until(async () => !(await ChangeModel.exists({})) && (await indexEqualsDatabase()));

  return {
    meilisearch,
    site: () => test,
    get need() {
      return need;
    },
    get member() {
      return member;
    },
    experts,
    oneQuestion: () => {
      stoppedAt = breakerNow() + PAUSE_MS;
    },
    flow: () => {
      ahead = breakerNow() - Date.now();
      stoppedAt = null;
    },
    changed,
    indexEqualsDatabase,
    caughtUp,
  };
}

const sorted = (document: unknown) => Object.entries(document ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** Resolves once a condition holds; the test's own time-out bounds it. */
export const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};
