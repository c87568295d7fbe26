import mongoose from "mongoose";
import type { IndexName } from "../../search/engine.ts";
import type { ReindexOptions } from "../../search/reindex.ts";
import type { Context, Dependencies } from "../context.ts";
import { can } from "../domain/policies.ts";
import { conflict, forbidden } from "../errors.ts";
import { newId } from "../storage/id.ts";
import { rebuildIndexes } from "./searchUpkeep.ts";

/** The last rebuild that someone asked for: one record for all processes, so that each can show how far it is. */
type RunRecord = {
  _id: "last";
  holder: string;
  /** Whoever asked; "" for the command. */
  by: string;
  startedAt: Date;
  /** The process at it says until when it is alive; past that without an end, it died. */
  until: Date;
  finishedAt: Date | null;
  error: string | null;
  /** Documents that the live indexes held at the start: what to expect. */
  expected: number;
  /** Documents built so far, by index. */
  counts: Partial<Record<IndexName, number>>;
};

const Run = mongoose.model(
  "RebuildRun",
  new mongoose.Schema<RunRecord>(
    {
      _id: { type: String, required: true },
      holder: String,
      by: String,
      startedAt: Date,
      until: Date,
      finishedAt: { type: Date, default: null },
      error: { type: String, default: null },
      expected: Number,
      counts: mongoose.Schema.Types.Mixed,
    },
    { collection: "rebuildRuns", minimize: false },
  ),
);

const ALIVE_MS = 60_000;
/** Progress is for people: they do not need each batch. */
const NOTE_EVERY_MS = 250;

export type RebuildState = Pick<
  RunRecord,
  "by" | "startedAt" | "finishedAt" | "error" | "expected" | "counts"
> & {
  running: boolean;
  /** It ended without saying so: its process died, and the live indexes stayed as they were. */
  interrupted: boolean;
};

/** The rebuild under way, or the last one; null where nobody ever asked for one. */
export async function rebuildState({ clock }: Pick<Dependencies, "clock">): Promise<RebuildState | null> {
  const run = await Run.findById("last").lean();
  if (!run) return null;
  const running = run.finishedAt === null && run.until > clock();
  return { ...run, running, interrupted: run.finishedAt === null && !running };
}

/**
 * Rebuilds every index, and tells every process how far it is.
 * @param by the name of whoever asked.
 * @returns once it has begun; `done` resolves with the documents of each index, or rejects with what went wrong.
 * @throws AppError 409 while another one runs.
 */
export async function beginRebuild(
  dependencies: Dependencies,
  { by, onProgress }: { by: string } & Pick<ReindexOptions, "onProgress">,
): Promise<{ done: Promise<Map<IndexName, number>> }> {
  const { clock, search, measures } = dependencies;
  const holder = newId();
  const { documents: expected } = await search.health();
  const alive = () => new Date(clock().getTime() + ALIVE_MS);
  const last = await Run.findById("last", { holder: 1, until: 1, finishedAt: 1 }).lean();
  if (last && last.finishedAt === null && last.until > clock()) throw alreadyRunning();
  // Of two that saw the same last one, the first takes its place and the second finds it taken.
  const mine: Omit<RunRecord, "_id"> = {
    ...{ holder, by, expected, startedAt: clock(), until: alive() },
    ...{ finishedAt: null, error: null, counts: {} },
  };
  const taken = last
    ? (await Run.updateOne({ _id: "last", holder: last.holder }, mine)).modifiedCount
    : (await Run.updateOne({ _id: "last" }, { $setOnInsert: mine }, { upsert: true })).upsertedCount;
  if (taken === 0) throw alreadyRunning();

  const note = (what: object) => Run.updateOne({ _id: "last", holder, finishedAt: null }, what);
  const counts: RunRecord["counts"] = {};
  let noted = 0;
  const rebuilt = rebuildIndexes(dependencies, {
    onProgress(index, documents) {
      counts[index] = documents;
      onProgress?.(index, documents);
      if (Date.now() - noted < NOTE_EVERY_MS) return;
      noted = Date.now();
      void note({ counts: { ...counts }, until: alive() }).catch(() => {});
    },
  });
  const heartbeat = setInterval(() => void note({ until: alive() }).catch(() => {}), ALIVE_MS / 4);
  const done = rebuilt
    .then(
      async (totals) => {
        await note({ finishedAt: clock(), counts: Object.fromEntries(totals) });
        measures.job("rebuild", "done");
        return totals;
      },
      async (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        await note({ finishedAt: clock(), error: reason }).catch(() => {});
        measures.job("rebuild", "failed");
        throw error;
      },
    )
    .finally(() => clearInterval(heartbeat));
  return { done };
}

const alreadyRunning = () =>
  conflict(
    "rebuild-running",
    "Les index sont déjà en cours de reconstruction. Attendez qu’elle se termine avant d’en lancer une autre.",
  );

/** An administrator's button: begins a rebuild and returns; the page shows how far it is. @throws 403, 409. */
export async function startRebuild(context: Context): Promise<void> {
  if (!can(context.actor, "search.rebuild", null)) throw forbidden();
  const { log } = context;
  const { done } = await beginRebuild(context, { by: context.actor.name });
  done.then(
    (counts) => log.info({ documents: Object.fromEntries(counts) }, "search: rebuilt"),
    (error: unknown) => log.error({ err: error }, "search: the rebuild failed"),
  );
}
