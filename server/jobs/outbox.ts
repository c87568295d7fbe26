import type { ClientSession } from "mongoose";
import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import type { Dependencies } from "../context.ts";
import { Outbox, type OutboxRecord } from "./model.ts";

/** A worker that died keeps its rows for this long, then another one takes them. */
const LEASE_MS = 30_000;
const BATCH = 200;
const POLL_MS = 500;
/** About half an hour of back-off: a mail server that is down for lunch loses nothing. */
const MAX_ATTEMPTS = 10;

type Message = { to: string; subject: string; text: string };

/** Asks for a document to be carried to the search index, in the transaction that changes it. */
export async function queueIndex(
  session: ClientSession,
  now: Date,
  index: IndexName,
  documentId: string,
): Promise<void> {
  await Outbox.create([{ kind: "index", index, documentId, at: now, dueAt: now }], { session });
}

/** Asks for a mail to be sent once the transaction is committed. */
export async function queueMail(session: ClientSession, now: Date, mail: Message): Promise<void> {
  await Outbox.create([{ kind: "mail", mail, at: now, dueAt: now }], { session });
}

export type OutboxHandlers = {
  /** Brings the named documents of an index to their present state. */
  index: (index: IndexName, ids: string[]) => Promise<void>;
  mail: (mail: Message) => Promise<void>;
};

export type OutboxWorker = {
  /** Looks now rather than at the next tick. */
  wake: () => void;
  /** Resolves once everything that is due has been carried out. */
  drain: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Takes up to a batch of rows that are due, so that no other worker takes them meanwhile. */
async function claim(now: Date): Promise<OutboxRecord[]> {
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
  return mine;
}

async function fail(row: OutboxRecord, error: unknown, now: Date): Promise<void> {
  const attempts = row.attempts + 1;
  await Outbox.updateOne(
    { _id: row._id },
    {
      attempts,
      error: error instanceof Error ? error.message : String(error),
      parked: attempts >= MAX_ATTEMPTS,
      dueAt: new Date(now.getTime() + 2 ** attempts * 1000),
    },
  );
}

async function carryOut(
  rows: OutboxRecord[],
  handlers: OutboxHandlers,
  { log, clock }: Pick<Dependencies, "log" | "clock">,
): Promise<void> {
  const done = async (batch: OutboxRecord[], work: () => Promise<void>) => {
    try {
      await work();
      await Outbox.deleteMany({ _id: { $in: batch.map((row) => row._id) } });
    } catch (error) {
      log.error({ err: error, rows: batch.length }, "outbox: will be tried again");
      for (const row of batch) await fail(row, error, clock());
    }
  };
  for (const index of INDEX_NAMES) {
    const batch = rows.filter((row) => row.kind === "index" && row.index === index);
    if (batch.length === 0) continue;
    const ids = [...new Set(batch.map((row) => row.documentId as string))];
    await done(batch, () => handlers.index(index, ids));
  }
  for (const row of rows) {
    const { mail } = row;
    if (row.kind === "mail" && mail) await done([row], () => handlers.mail(mail));
  }
}

/** Starts carrying out the outbox: at each wake, and at each tick for rows that failed or that another process left. */
export function startOutbox(
  handlers: OutboxHandlers,
  { log, clock }: Pick<Dependencies, "log" | "clock">,
): OutboxWorker {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const round = async () => {
    do {
      again = false;
      for (;;) {
        const rows = await claim(clock());
        if (rows.length === 0) break;
        await carryOut(rows, handlers, { log, clock });
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

/** Rows that wait or failed, for the administration page and `/readyz`. */
export async function outboxState(): Promise<{ waiting: number; parked: OutboxRecord[] }> {
  const [waiting, parked] = await Promise.all([
    Outbox.countDocuments({ parked: false }),
    Outbox.find({ parked: true }).sort({ at: -1 }).limit(50).lean(),
  ]);
  return { waiting, parked };
}
