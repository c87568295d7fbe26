import type { Document } from "bson";
import { serialize } from "bson";
import { dropCollection, ensureCollection, findCollection } from "./catalogue.ts";
import type { Changes } from "./changes.ts";
import type { Source } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { aggregate, toLanguage } from "./mql/language.ts";
import type { Writer } from "./storage.ts";
import { insert, update } from "./writing.ts";

/** The last stage, where it writes: `$out` or `$merge`. */
export function outputOf(pipeline: Document[]): Document | undefined {
  const last = pipeline.at(-1);
  return last && ("$out" in last || "$merge" in last) ? last : undefined;
}

function target(into: unknown, database: string): string {
  const { db = database, coll = into } = (typeof into === "object" ? into : {}) as Document;
  return `${db}.${coll}`;
}

/**
 * Writes a pipeline's documents where its last stage says.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/out/ and …/merge/
 */
export function writeOutput(writer: Writer, database: string, stage: Document, documents: Document[]): void {
  if (stage["$out"] !== undefined) {
    const ns = target(stage["$out"], database);
    const existing = findCollection(writer, ns);
    const indexes = existing?.indexes ?? [];
    if (indexes.length > 0)
      throw new StoreError(
        "NotImplemented",
        "$out over a collection with indexes is not implemented by this store",
      );
    if (existing) dropCollection(writer, existing);
    ensureCollection(writer, ns);
    const { writeErrors } = insert(
      writer,
      ns,
      documents.map((one) => Buffer.from(serialize(one))),
      true,
    );
    if (writeErrors) throw new StoreError("DuplicateKey", writeErrors[0].errmsg, writeErrors[0]);
    return;
  }
  const { into, on = "_id", whenMatched = "merge", whenNotMatched = "insert", ...others } = stage["$merge"];
  if (Object.keys(others).length > 0 || Array.isArray(whenMatched)) {
    throw new StoreError("NotImplemented", "this form of $merge is not implemented by this store");
  }
  const ns = target(into, database);
  for (const document of documents) {
    const filter = Object.fromEntries([on].flat().map((path: string) => [path, document[path]]));
    const { _id, ...rest } = document;
    const changes: Record<string, Document> = {
      merge: { $set: rest },
      replace: rest,
      keepExisting: { $setOnInsert: rest },
    };
    const statement = {
      filter,
      update: changes[whenMatched] ?? { $setOnInsert: rest },
      multi: false,
      selection: { filter },
    };
    const { matched } = update(writer, ns, { ...statement, upsert: whenNotMatched === "insert" });
    if (matched > 0 && whenMatched === "fail")
      throw new StoreError("DuplicateKey", `$merge found a document for ${JSON.stringify(filter)}`);
    if (matched === 0 && whenNotMatched === "fail")
      throw new StoreError("BadValue", "$merge could not find a matching document");
  }
}

/** True where a pipeline opens a change stream. */
export const isWatch = (pipeline: Document[]): boolean => pipeline[0]?.["$changeStream"] !== undefined;

/** A change stream's events, from now or from a token on. https://www.mongodb.com/docs/manual/changeStreams/ */
export function watch(changes: Changes, scope: string, pipeline: Document[]): Source {
  const options: Document = pipeline[0]!["$changeStream"];
  const { fullDocument = "default", resumeAfter, startAfter, allChangesForCluster, ...others } = options;
  const unknown = Object.keys(others).find(
    (name) => others[name] !== undefined && name !== "showExpandedEvents",
  );
  if (unknown !== undefined || !["default", "updateLookup", "whenAvailable"].includes(fullDocument)) {
    throw new StoreError(
      "NotImplemented",
      `$changeStream.${unknown ?? "fullDocument"} is not implemented by this store`,
    );
  }
  const rest = toLanguage(pipeline.slice(1));
  const token: Document | undefined = resumeAfter ?? startAfter;
  let position = token ? changes.position(token) : changes.newest;
  changes.watchers += 1;
  let closed = false;
  const within = allChangesForCluster ? "" : scope;
  function* events(): Generator<Document> {
    for (const { sequence, document } of changes.after(position, within)) {
      position = sequence;
      const { fullDocument: after, ...event } = document;
      const shown = event["operationType"] === "update" && fullDocument === "default" ? event : document;
      yield* aggregate(rest, [after === undefined ? event : shown]);
    }
  }
  let current = events();
  return {
    items: {
      next: () => {
        const result = current.next();
        // Exhausted is not finished: the next call looks for newer events.
        if (result.done) current = events();
        return result;
      },
    },
    wait: async (ms) => {
      if (changes.after(position, within).length === 0) await changes.wait(ms);
    },
    extra: () => ({ postBatchResumeToken: changes.token(position) }),
    close: () => {
      if (!closed) changes.watchers -= 1;
      closed = true;
    },
  };
}
