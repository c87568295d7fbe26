import { type Document, Timestamp } from "bson";
import { StoreError } from "./errors.ts";

/** One committed change of a document or a collection, as a change stream tells it. */
export interface ChangeEvent {
  operationType: "insert" | "update" | "replace" | "delete" | "drop" | "dropDatabase";
  ns: string;
  documentKey?: Document;
  fullDocument?: Document;
  updateDescription?: Document;
}

interface Sequenced {
  sequence: number;
  document: Document;
  ns: string;
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
  #events: Sequenced[] = [];
  #next = 1;
  #waiting = new Set<() => void>();
  /** Streams that are open: without one, nothing is recorded. */
  watchers = 0;

  token(sequence: number): Document {
    return { _data: this.#epoch + sequence.toString(16).padStart(12, "0") };
  }

  get newest(): number {
    return this.#next - 1;
  }

  /** The position of a resume token; throws ChangeStreamHistoryLost where its events are gone. */
  position(token: Document): number {
    const data = String(token["_data"]);
    const sequence = Number.parseInt(data.slice(12), 16);
    const oldest = this.#events[0]?.sequence ?? this.#next;
    if (!data.startsWith(this.#epoch) || !(sequence >= oldest - 1)) {
      throw new StoreError(
        "ChangeStreamHistoryLost",
        "Resume of change stream was not possible, as the resume point may no longer be in the oplog.",
      );
    }
    return sequence;
  }

  record(events: (() => ChangeEvent)[]): void {
    for (const told of events) {
      const { ns, ...event } = told();
      const sequence = this.#next;
      this.#next += 1;
      const [db = "", ...rest] = ns.split(".");
      const wallTime = new Date();
      const clusterTime = Timestamp.fromBits(sequence, Math.floor(wallTime.getTime() / 1000));
      const document = {
        _id: this.token(sequence),
        ...event,
        clusterTime,
        wallTime,
        ns: { db, coll: rest.join(".") },
      };
      this.#events.push({ sequence, document, ns });
    }
    if (this.#events.length > KEPT) this.#events = this.#events.slice(-KEPT);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Events after a position, of one collection, one database (`db.`) or all (empty). */
  after(sequence: number, scope: string): Sequenced[] {
    return this.#events.filter(
      (event) =>
        event.sequence > sequence &&
        (scope === "" || event.ns === scope || (scope.endsWith(".") && event.ns.startsWith(scope))),
    );
  }

  /** Resolves at the next change, or after `ms`. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.add(wake);
    });
  }
}
