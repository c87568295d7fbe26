import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { conflict, forbidden } from "../errors.ts";
import { expertsChangedSince } from "../experts/matchable.ts";
import { needsChangedSince } from "../needs/matchable.ts";
import { newId } from "../storage/id.ts";
import { type AssignmentRecord, AssignmentRun } from "./model.ts";
import { calculate } from "./run.ts";
import type { AssignmentInput } from "./schema.ts";

/** A calculation that has said nothing for so long has died with its process. */
const DEAD_AFTER_MS = 120_000;
/** How often progress is written down. */
const TOLD_EVERY_MS = 500;

const NOT_YOURS = "Cette page est celle des conseillers de CUF.";

/** The assignment under way or the last one; null before the first. @throws 403 but for advisers. */
export async function currentAssignment({
  actor,
  clock,
}: Pick<Context, "actor" | "clock">): Promise<AssignmentRecord | null> {
  if (!can(actor, "assignment.run", null)) throw forbidden(NOT_YOURS);
  const current = await AssignmentRun.findById("current").lean();
  if (current?.state !== "running") return current;
  const silent = clock().getTime() - current.updatedAt.getTime() > DEAD_AFTER_MS;
  return silent ? { ...current, state: "failed" } : current;
}

/** The needs and the experts, by id, that changed since an assignment began: what it says of them may be out of date. */
export type Changed = { needs: ReadonlySet<string>; experts: ReadonlySet<string> };

/** What changed since an assignment that is done; nothing for one that is not. */
export async function changedSince(current: AssignmentRecord | null): Promise<Changed> {
  if (current?.state !== "done") return { needs: new Set(), experts: new Set() };
  const [needs, experts] = await Promise.all([
    needsChangedSince(current.at),
    expertsChangedSince(current.at),
  ]);
  return { needs, experts };
}

/**
 * Begins an assignment of all open needs; it goes on after the answer.
 * @returns a promise of its end, for who wants to wait
 * @throws 403 but for advisers; 409 while another one is under way.
 */
export async function startAssignment(
  context: Context,
  settings: AssignmentInput,
): Promise<{ ended: Promise<void> }> {
  const { actor, clock } = context;
  if (!can(actor, "assignment.run", null)) throw forbidden(NOT_YOURS);
  const now = clock();
  const run = newId();
  const dead = new Date(now.getTime() - DEAD_AFTER_MS);
  try {
    await AssignmentRun.updateOne(
      { _id: "current", $or: [{ state: { $ne: "running" } }, { updatedAt: { $lt: dead } }] },
      {
        $set: {
          ...{ run, settings, state: "running", byName: actor.name, at: now, updatedAt: now },
          ...{ done: 0, total: 0, result: null },
        },
      },
      { upsert: true },
    );
  } catch (error) {
    // The one that is there did not match: it is running.
    if (error instanceof Error && "code" in error && error.code === 11000) {
      throw conflict("assignment-running", "Une répartition est déjà en cours : voici où elle en est.");
    }
    throw error;
  }
  return { ended: carryOut(context, run, settings) };
}

/** Calculates and keeps what came of it. Never throws: a failure is kept and logged. */
async function carryOut(context: Context, run: string, settings: AssignmentInput): Promise<void> {
  const { clock, log } = context;
  const keep = (fields: Partial<AssignmentRecord>) =>
    AssignmentRun.updateOne({ _id: "current", run }, { $set: { ...fields, updatedAt: clock() } });
  let told = 0;
  try {
    const result = await calculate(context, settings, async (done, total) => {
      const now = performance.now();
      if (done > 0 && now - told < TOLD_EVERY_MS) return;
      told = now;
      await keep({ done, total });
    });
    await keep({ state: "done", done: result.needs, total: result.needs, result });
  } catch (error) {
    log.error({ err: error }, "assignment: failed");
    await keep({ state: "failed" }).catch(() => {});
  }
}
