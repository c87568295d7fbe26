import type { ClientSession } from "mongoose";
import type { IndexName } from "../../search/engine.ts";
import { startSync } from "../../search/sync.ts";
import type { Dependencies } from "../context.ts";
import { RefusedForGood } from "../mail/mailer.ts";
import type { AddressedMail } from "../mail/message.ts";
import { newId } from "../storage/id.ts";
import { ChangeModel, upsertOf } from "./indexChangeModels.ts";
import { StoredChanges } from "./indexChanges.ts";
import { loadDocuments } from "./indexing.ts";
import { Outbox, type OutboxRecord } from "./model.ts";

/** A worker that died keeps its rows for this long, then another one takes them. */
const LEASE_MS = 30_000;
const BATCH = 200;
/** Own commits wake the worker at once: this is for what was put off, and what other processes left. */
const POLL_MS = 1000;
/** About half an hour of back-off: a mail server that is down for lunch loses nothing. */
const MAX_ATTEMPTS = 10;

type Send = (mail: AddressedMail) => Promise<void>;

/** Told of what came of a mail, so that whoever depends on it learns of it. */
export type Followers = {
  delivered: (mail: AddressedMail) => Promise<void>;
  refused: (mail: AddressedMail, words: string) => Promise<void>;
};

/** Asks for a document to be carried to the search index, in the transaction that changes it. */
export async function queueIndex(
  session: ClientSession,
  now: Date,
  index: IndexName,
  documentId: string,
): Promise<void> {
  const { filter, update } = upsertOf(index, documentId, now);
  await ChangeModel.updateOne(filter, update, { upsert: true, session });
}

export type OutboxWorker = {
  /** Looks now rather than at the next tick. */
  wake: () => void;
  /** Resolves once everything that is due has been carried out. */
  drain: () => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Takes up to a batch of rows that are due, so that no other worker takes them meanwhile.
 * @returns those that were not taken by another at the same moment, and whether more may be due
 */
async function claim(now: Date): Promise<{ mine: OutboxRecord[]; more: boolean }> {
  const due = await Outbox.find({ parked: false, dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(BATCH)
    .lean();
  const leased = new Date(now.getTime() + LEASE_MS);
  const mine: OutboxRecord[] = [];
  for (const row of due) {
    const { modifiedCount } = await Outbox.updateOne({ _id: row._id, dueAt: row.dueAt }, { dueAt: leased });
    if (modifiedCount === 1) mine.push(row);
  }
  return { mine, more: due.length === BATCH };
}

/** Puts a mail off, or parks it: after so many tries, and at once where it was refused for good. @returns whether it was parked. */
async function fail(row: OutboxRecord, error: unknown, now: Date): Promise<boolean> {
  const attempts = row.attempts + 1;
  const parked = attempts >= MAX_ATTEMPTS || error instanceof RefusedForGood;
  await Outbox.updateOne(
    { _id: row._id },
    {
      attempts,
      error: error instanceof Error ? error.message : String(error),
      parked,
      dueAt: new Date(now.getTime() + 2 ** attempts * 1000),
    },
  );
  return parked;
}

/** Sends mails: at each wake, and at each tick for those that failed or that another process left. */
export function startMails(
  send: Send,
  { log, clock, measures }: Pick<Dependencies, "log" | "clock" | "measures">,
  followers?: Followers,
): OutboxWorker {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const sendOne = async (row: OutboxRecord) => {
    try {
      await send(row.mail);
      await Outbox.deleteOne({ _id: row._id });
      measures.job("mail", "done");
    } catch (error) {
      const parked = await fail(row, error, clock());
      log.error(
        { err: error },
        parked ? "outbox: a mail was given up" : "outbox: a mail will be tried again",
      );
      measures.job("mail", parked ? "parked" : "retried");
      if (error instanceof RefusedForGood) await followers?.refused(row.mail, error.message);
      return;
    }
    await followers?.delivered(row.mail);
  };
  const round = async () => {
    do {
      again = false;
      for (let more = true; more; ) {
        const claimed = await claim(clock());
        for (const row of claimed.mine) await sendOne(row);
        more = claimed.more;
      }
    } while (again && !stopped);
  };
  const run = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    again = true;
    running ??= round()
      .catch((error) => log.error({ err: error }, "outbox: could not be read"))
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(run, POLL_MS);
  return {
    wake: () => void run(),
    drain: run,
    stop: async () => {
      clearInterval(timer);
      await running;
      stopped = true;
    },
  };
}

/** Starts carrying out what commits asked for: mails sent, documents carried to the search index. */
export function startOutbox(send: Send, dependencies: Dependencies, followers: Followers): OutboxWorker {
  const mails = startMails(send, dependencies, followers);
  const documents = startSync({
    engine: dependencies.search,
    changes: new StoredChanges(dependencies.clock),
    load: (index, ids) => loadDocuments(dependencies, index, ids),
    log: dependencies.log,
    worker: newId(),
    pollMs: POLL_MS,
    onOutcome: (outcome, count) => dependencies.measures.job("index", outcome, count),
  });
  const both = (work: (worker: OutboxWorker) => Promise<void>) => async () => {
    await Promise.all([mails, documents].map(work));
  };
  return {
    wake() {
      mails.wake();
      documents.wake();
    },
    drain: both((worker) => worker.drain()),
    stop: both((worker) => worker.stop()),
  };
}

/** What failed too often and waits for an administrator: a mail, or a document for an index. */
export type Parked = { error: string | null; at: Date } & (
  | { kind: "mail"; mail: AddressedMail }
  | { kind: "index"; index: IndexName; documentId: string }
);

export type OutboxState = {
  /** Mails and documents that wait. */
  waiting: number;
  /** Milliseconds since the oldest of them was due for the first time, however often it was put off. */
  lagMs: number;
  parked: Parked[];
};

/** What waits or failed, for the administration page and `/readyz`. */
export async function outboxState(clock: () => Date = () => new Date()): Promise<OutboxState> {
  const [mails, oldest, parkedMails, documents] = await Promise.all([
    Outbox.countDocuments({ parked: false }),
    Outbox.findOne({ parked: false }).sort({ at: 1 }).select("at").lean(),
    Outbox.find({ parked: true }).sort({ at: -1 }).limit(50).lean(),
    new StoredChanges(clock).state(),
  ]);
  const parked: Parked[] = [
    ...parkedMails.map(({ mail, error, at }) => ({ kind: "mail" as const, mail, error, at })),
    ...documents.parked.map(({ index, documentId, reason, since }) => ({
      kind: "index" as const,
      index,
      documentId,
      error: reason,
      at: since,
    })),
  ];
  const mailLagMs = oldest ? clock().getTime() - oldest.at.getTime() : 0;
  return {
    waiting: mails + documents.waiting,
    lagMs: Math.max(documents.lagMs, mailLagMs),
    parked,
  };
}
