import { randomUUID } from "node:crypto";
import type { Meilisearch } from "meilisearch";
import { checkDocuments, indexable } from "../checkQuery.ts";
import type { IndexName, Rebuild } from "../engine.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { failureOf, isMissingIndex } from "./failures.ts";
import { withBlocks } from "./filter.ts";
import { differences, settingsOf } from "./settings.ts";
import type { Writing } from "./writing.ts";

/** Makes indexes, keeps their settings as the code has them, and rebuilds them beside the live ones. */
export class Indexing {
  private readonly client: Meilisearch;
  private readonly writing: Writing;
  private readonly vocabulary: SearchVocabulary;

  constructor(client: Meilisearch, writing: Writing, vocabulary: SearchVocabulary) {
    this.client = client;
    this.writing = writing;
    this.vocabulary = vocabulary;
  }

  /** Makes the index where it is missing, and tells the server the settings that differ, if any do. */
  async prepare(index: IndexName, uid: string): Promise<void> {
    try {
      const changes = differences(
        await this.client.index(uid).getSettings(),
        settingsOf(index, this.vocabulary),
      );
      if (Object.keys(changes).length === 0) return;
      await this.writing.carryOut(() => this.client.index(uid).updateSettings(changes));
    } catch (error) {
      if (!isMissingIndex(error)) throw failureOf(error, "rejected");
      await this.create(index, uid);
    }
  }

  /**
   * Opens an index beside the live one and throws away what interrupted rebuilds left. Only one rebuild of an index runs
   * at a time: its caller sees to it.
   */
  async rebuild(index: IndexName, live: string): Promise<Rebuild> {
    const uid = `${nextPrefix(live)}${randomUUID()}`;
    await this.dropRebuilds(live);
    await this.create(index, uid);
    const drop = () => this.drop(uid);
    return {
      upsert: async (documents) => {
        checkDocuments(index, documents);
        await this.writing.upsert(
          uid,
          documents.map((document) => withBlocks(index, indexable(index, document))),
        );
      },
      remove: (ids) => this.writing.remove(uid, ids),
      swap: async () => {
        const indexes: [string, string] = [live, uid];
        await this.writing.carryOut(() => this.client.swapIndexes([{ indexes, rename: false }]));
        await drop();
      },
      discard: drop,
    };
  }

  private async create(index: IndexName, uid: string): Promise<void> {
    // Another process that starts at the same time may have made it: that is as good.
    await this.writing.carryOut(
      () => this.client.createIndex(uid, { primaryKey: "id" }),
      "index_already_exists",
    );
    const settings = settingsOf(index, this.vocabulary);
    await this.writing.carryOut(() => this.client.index(uid).updateSettings(settings));
  }

  private async drop(uid: string): Promise<void> {
    await this.writing.carryOut(() => this.client.deleteIndex(uid), "index_not_found");
  }

  private async dropRebuilds(live: string): Promise<void> {
    const { results } = await this.client.getRawIndexes({ limit: 1000 }).catch((error: unknown) => {
      throw failureOf(error, "rejected");
    });
    for (const { uid } of results) if (uid.startsWith(nextPrefix(live))) await this.drop(uid);
  }
}

const nextPrefix = (live: string): string => `${live}_next_`;
