import type { IndexName } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { frenchDate, frenchMoment, frenchPercent, frenchQuantity } from "../http/format.ts";
import { lastBackup } from "../jobs/backups.ts";
import { outboxState } from "../jobs/outbox.ts";
import { type RebuildState, rebuildState } from "../jobs/rebuildRun.ts";

const INDEX_LABELS: Record<IndexName, string> = {
  experts: "Experts",
  organisations: "Collectivités",
  needs: "Besoins",
  funding: "Financements",
  experiences: "Expériences",
};

/** A delay as one says it: « 12 s », « 3 min », « 2 h ». */
function delay(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes}\u00a0min` : `${Math.round(minutes / 60)}\u00a0h`;
}

/** A rebuild as the page shows it, under way or ended. */
function presentRebuild({ counts, expected, ...run }: RebuildState) {
  const built = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const when = frenchMoment(run.finishedAt ?? run.startedAt);
  const outcome = run.interrupted
    ? `Interrompue, commencée le ${when}. Les index sont restés tels quels.`
    : run.error
      ? `Échouée le ${when}. Les index sont restés utilisables. ${run.error}`
      : `Terminée le ${when}.`;
  return {
    running: run.running,
    failed: run.interrupted || run.error !== null,
    by: run.by,
    outcome,
    built,
    // More may be found than the live indexes held: the bar then follows.
    expected: Math.max(expected, built),
    indexes: Object.entries(counts).map(([index, count]) => ({
      label: INDEX_LABELS[index as IndexName],
      count,
    })),
  };
}

const TWO_DAYS_MS = 48 * 3_600_000;

/** What is said of backups: by whom they are made, and of the last one. */
async function presentedBackups({ backups, clock }: Context) {
  if (backups.by === "database")
    return { ok: true, label: "Par la base", text: "Elles se règlent sur le serveur MongoDB." };
  if (backups.by === "nobody")
    return {
      ok: false,
      label: "Aucune",
      text: "Rien ne se sauvegarde tout seul : la variable BACKUP_DIR dit où le faire.",
    };
  const last = await lastBackup(backups.dir);
  if (!last)
    return {
      ok: false,
      label: "Aucune encore",
      text: "Aucune n’a encore réussi. La première se fait dans les minutes qui suivent le démarrage, puis chaque nuit.",
    };
  const late = clock().getTime() - last.at.getTime() > TWO_DAYS_MS;
  const size = frenchQuantity(Math.max(1, Math.round(last.size / 1e6)), "Mo");
  return {
    ok: !late,
    label: late ? "Plus de deux jours" : "À jour",
    text: `La dernière, vérifiée, est du ${frenchMoment(last.at)} (${size}).`,
  };
}

/** What is said of the room on the disk. */
async function presentedSpace({ space }: Context) {
  const { writable, freeShare, low } = await space.state();
  const left =
    freeShare === null ? "La place libre n’est pas connue." : `${frenchPercent(freeShare)} de libre.`;
  if (!writable) return { ok: false, label: "Plein", text: `Rien ne peut être enregistré. ${left}` };
  return { ok: !low, label: low ? "Presque plein" : "De la place", text: left };
}

/** The rebuild of the indexes alone, for the script that follows it. @throws 403. */
export async function presentedRebuild(context: Context) {
  if (!can(context.actor, "admin.read", null)) throw forbidden();
  const rebuild = await rebuildState(context);
  return {
    rebuild: rebuild && presentRebuild(rebuild),
    canRebuild: can(context.actor, "search.rebuild", null),
  };
}

/** How the service is doing: its search, what waits, what was given up. @throws 403. */
export async function presentedState(context: Context) {
  const [rebuild, outbox, search, backups, disk] = await Promise.all([
    presentedRebuild(context),
    outboxState(context.clock),
    context.search.health(),
    presentedBackups(context),
    presentedSpace(context),
  ]);
  return {
    ...rebuild,
    backups,
    disk,
    search: { ...search, degraded: context.search.degraded === true },
    waiting: outbox.waiting,
    lag: delay(outbox.lagMs),
    parked: outbox.parked.map((row) => ({
      what:
        row.kind === "mail"
          ? `Message à ${row.mail.to}`
          : `${INDEX_LABELS[row.index]}, fiche ${row.documentId}`,
      why: row.error ?? "",
      when: frenchDate(row.at),
    })),
  };
}
