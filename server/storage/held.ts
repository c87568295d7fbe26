import { createHash, type Hash } from "node:crypto";
import { deserialize } from "bson";
import { CATALOGUE, type Collection, inCatalogue } from "./embedded/catalogue.ts";

/** What a store holds: its entries (documents, index entries and catalogue), and each collection. */
export interface Held {
  entries: number;
  collections: HeldCollection[];
}

/** One collection; the checksum is of its documents' BSON in the order of `_id`. */
export interface HeldCollection {
  namespace: string;
  documents: number;
  sha256: string;
}

/** Counts and hashes what a store holds, told entry by entry in the order of keys: the catalogue comes first. */
export function counting(): { add(key: Buffer, value: Buffer): void; held(): Held } {
  const spaces = new Map<number, { namespace: string; documents: number; hash: Hash }>();
  let entries = 0;
  return {
    add(key, value) {
      entries += 1;
      const space = key.readUInt32BE();
      if (space === CATALOGUE) {
        if (!inCatalogue(key)) return;
        const { ns, space } = deserialize(value) as Collection;
        spaces.set(space, { namespace: ns, documents: 0, hash: createHash("sha256") });
        return;
      }
      const collection = spaces.get(space);
      if (!collection) return;
      collection.documents += 1;
      collection.hash.update(value);
    },
    held: () => ({
      entries,
      collections: [...spaces.values()]
        .map(({ namespace, documents, hash }) => ({
          namespace,
          documents,
          sha256: hash.copy().digest("hex"),
        }))
        .sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    }),
  };
}
