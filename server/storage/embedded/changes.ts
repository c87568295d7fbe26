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

/** Events kept for streams that resume; an older token is answered with ChangeStreamHistoryLost. */
const KEPT = 10_000;

/**
 * The recent changes, in memory: change streams follow them as on a replica set's oplog, but not over a restart.
 * https://www.mongodb.com/docs/manual/changeStreams/
 */
export class Changes {
  /** Differs after a restart, so that a token of a former run is known as lost. */
  readonly #epoch = Date.now().toString(16).padStart(12, "0");
  /** The last events, in the order of their numbers, which have no gap. */
  #events: { ns: string; document: Document }[] = [];
  #newest = 0;
  readonly #waiting = new Set<() => void>();
  /** Streams that are open: without one, nothing is recorded. */
  #streams = 0;

  #token(position: number): Document {
    return { _data: this.#epoch + position.toString(16).padStart(12, "0") };
  }

  /** The position of a resume token; throws ChangeStreamHistoryLost where its events are gone. */
  #position(token: Document): number {
    const data = String(token["_data"]);
    const position = Number.parseInt(data.slice(12), 16);
    this.#check(data.startsWith(this.#epoch) ? position : Number.NaN);
    return position;
  }

  #check(position: number): void {
    if (position >= this.#newest - this.#events.length) return;
    throw new StoreError(
      "ChangeStreamHistoryLost",
      "Resume of change stream was not possible, as the resume point may no longer be in the oplog.",
    );
  }

  /** Tells the events of a commit to the streams that are open. */
  record(events: ChangeEvent[]): void {
    if (this.#streams === 0) return;
    for (const { ns, ...event } of events) {
      this.#newest += 1;
      const [db = "", ...rest] = ns.split(".");
      const wallTime = new Date();
      const clusterTime = Timestamp.fromBits(this.#newest, Math.floor(wallTime.getTime() / 1000));
      const where = { ns: { db, coll: rest.join(".") }, clusterTime, wallTime };
      this.#events.push({ ns, document: { _id: this.#token(this.#newest), ...event, ...where } });
    }
    this.#events = this.#events.slice(-KEPT);
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next change, or after `ms`. */
  async #wait(ms: number): Promise<void> {
    let wake = (): void => {};
    const changed = new Promise<void>((resolve) => {
      wake = resolve;
      this.#waiting.add(wake);
    });
    const timer = setTimeout(wake, ms);
    await changed;
    clearTimeout(timer);
    this.#waiting.delete(wake);
  }

  /** A change stream's source, of one collection, one database (`db.`) or all (empty), from now or from a token on. */
  watch(scope: string, [first, ...pipeline]: Document[]): Source {
    const { fullDocument = "default", resumeAfter, ...others } = first!["$changeStream"] as Document;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined || !["default", "updateLookup"].includes(fullDocument)) {
      const what = `$changeStream.${unknown ?? "fullDocument"}`;
      throw new StoreError("NotImplemented", `${what} is not implemented by this store`);
    }
    let position = resumeAfter ? this.#position(resumeAfter) : this.#newest;
    this.#streams += 1;
    const isWithin = (ns: string): boolean => ns === scope || (/^$|\.$/.test(scope) && ns.startsWith(scope));
    const next = (): Document | undefined => {
      this.#check(position);
      while (position < this.#newest) {
        const { ns, document } = this.#events[position - this.#newest + this.#events.length]!;
        position += 1;
        const { fullDocument: after, ...short } = document;
        const hidden = document["operationType"] === "update" && fullDocument === "default";
        const [shown] = isWithin(ns) ? aggregate(pipeline, [hidden || !after ? short : document]) : [];
        if (shown) return shown;
      }
      return undefined;
    };
    return {
      items: {
        next() {
          const value = next();
          return value ? { value } : { value: undefined, done: true };
        },
      },
      wait: async (ms) => {
        if (position === this.#newest) await this.#wait(ms);
      },
      extra: () => ({ postBatchResumeToken: this.#token(position) }),
      close: () => {
        this.#streams -= 1;
      },
    };
  }
}
