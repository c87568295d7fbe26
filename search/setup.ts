import { createHash } from "node:crypto";
import { type Key, Meilisearch } from "meilisearch";
import { failureOf } from "./meilisearch/failures.ts";
import { DEFAULT_PREFIX } from "./meilisearch.ts";

/** What the application does with Meilisearch, and nothing more. https://www.meilisearch.com/docs/reference/api/keys */
export const ACTIONS = [
  "search",
  "documents.add",
  "documents.delete",
  "indexes.create",
  "indexes.get",
  "indexes.delete",
  "indexes.swap",
  "settings.get",
  "settings.update",
  "stats.get",
  "tasks.get",
];

/**
 * Makes the key of the application, restricted to its own indexes and to what it does; asked again, gives the same key
 * back. Its uid depends on the prefix alone, and Meilisearch derives a key from its uid and the master key: a server that
 * is restored gives the same key again. The master key is used for this and forgotten.
 * @throws SearchError when the server cannot be reached or refuses the master key
 */
export async function setUpKey(
  url: string,
  masterKey: string,
  prefix: string = DEFAULT_PREFIX,
): Promise<string> {
  const client = new Meilisearch({ host: url, apiKey: masterKey, timeout: 5000 });
  const uid = uidOf(prefix);
  try {
    const { results } = await client.getKeys({ limit: 1000 });
    const existing = results.find((key) => key.uid === uid);
    if (existing && allowsTheSame(existing, prefix)) return existing.key;
    // What a key allows cannot be changed: one of an earlier version makes room.
    if (existing) await client.deleteKey(uid);
    const { key } = await client.createKey({
      uid,
      name: "bourse",
      description: `The application: indexes ${prefix}*`,
      actions: ACTIONS,
      indexes: [`${prefix}*`],
      expiresAt: null,
    });
    return key;
  } catch (error) {
    throw failureOf(error, "rejected");
  }
}

function allowsTheSame({ actions, indexes, expiresAt }: Key, prefix: string): boolean {
  return (
    [...actions].sort().join() === [...ACTIONS].sort().join() &&
    indexes.join() === `${prefix}*` &&
    expiresAt === null
  );
}

/** A UUID (version 4 in form, as Meilisearch asks) that is the same for the same prefix. */
function uidOf(prefix: string): string {
  const hex = createHash("sha256").update(`bourse search key ${prefix}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
