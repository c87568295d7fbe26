import { type Document, Timestamp } from "bson";
import type { Source } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { aggregate } from "./language.ts";

/** One committed change of a document, as a change stream tells it. */
export interface ChangeEvent {
  operationType: "insert" | "update" | "replace" | "delete";
  ns: string;
  documentKey: Document;
  fullDocument?: Document;
  updateDescription?: Document;
}

/** An open change stream: what it has not told yet, and who waits for more. */
interface Stream {
  events: Document[];
  isWithin(ns: string): boolean;
  wake(): void;
}

/** Events kept for a client that does not ask for them; beyond, its stream is lost. */
const KEPT = 10_000;

function lost(): StoreError {
  const message =
    "Resume of change stream was not possible, as the resume point may no longer be in the oplog.";
  return new StoreError("ChangeStreamHistoryLost", message);
}

/**
 * The change streams that are open. There is no oplog: each follows from when it was opened on, and one that resumes
 * is told that the history is lost. https://www.mongodb.com/docs/manual/changeStreams/
 */
export class Changes {
  readonly #streams = new Set<Stream>();
  #told = 0;

  /** Without a stream nothing needs to be recorded. */
  get isWatched(): boolean {
    return this.#streams.size > 0;
  }

  /** The time of the last event, on the clock of events. */
  now(): Timestamp {
    return Timestamp.fromBits(this.#told, Math.floor(Date.now() / 1000));
  }

  /** Tells the events of a commit to the streams that are open. */
  record(events: (() => ChangeEvent)[]): void {
    for (const tell of events) {
      const { ns, ...event } = tell();
      this.#told += 1;
      const [db = "", ...rest] = ns.split(".");
      const wallTime = new Date();
      const clusterTime = Timestamp.fromBits(this.#told, Math.floor(wallTime.getTime() / 1000));
      const where = { ns: { db, coll: rest.join(".") }, clusterTime, wallTime };
      const document = { _id: { _data: clusterTime.toString(16) }, ...event, ...where };
      for (const stream of this.#streams) {
        if (stream.isWithin(ns) && stream.events.length <= KEPT) stream.events.push(document);
      }
    }
    for (const stream of this.#streams) stream.wake();
  }

  /** A change stream's source, of one collection, or of one database (`db.`). */
  watch(scope: string, [first, ...pipeline]: Document[]): Source {
    const { fullDocument = "default", resumeAfter, ...others } = first!["$changeStream"] as Document;
    if (resumeAfter) throw lost();
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined || !["default", "updateLookup"].includes(fullDocument)) {
      const what = `$changeStream.${unknown ?? "fullDocument"}`;
      throw new StoreError("NotImplemented", `${what} is not implemented by this store`);
    }
    const isWithin = (ns: string) => (scope.endsWith(".") ? ns.startsWith(scope) : ns === scope);
    const stream: Stream = { events: [], isWithin, wake: () => {} };
    this.#streams.add(stream);
    const shown = ({ fullDocument: after, ...event }: Document): Document =>
      after && (event["operationType"] !== "update" || fullDocument === "updateLookup")
        ? { ...event, fullDocument: after }
        : event;
    function* untilEmpty(): Generator<Document> {
      if (stream.events.length > KEPT) throw lost();
      for (let event = stream.events.shift(); event; event = stream.events.shift())
        yield* aggregate(pipeline, [shown(event)]);
    }
    return {
      // Each call looks anew: what is exhausted is not finished.
      items: { next: () => untilEmpty().next() },
      wait: async (ms) => {
        if (stream.events.length > 0) return;
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          stream.wake = resolve;
          timer = setTimeout(resolve, ms);
        });
        clearTimeout(timer);
      },
      close: () => void this.#streams.delete(stream),
    };
  }
}
