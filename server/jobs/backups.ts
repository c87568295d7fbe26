import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { peopleWithRole } from "../accounts/people.ts";
import type { Context } from "../context.ts";
import { type Day, dayOf, frenchDay, instantAt } from "../domain/days.ts";
import type { Message } from "../mail/message.ts";
import { droppedDays, type Keep } from "../storage/retention.ts";
import { inTransaction } from "../storage/transaction.ts";
import { queueMails } from "./mails.ts";

/** Backups that the service makes by itself, each night. */
export type Backups = {
  dir: string;
  keep: Keep;
  /** Writes the store into a file and verifies it. @throws a sentence */
  make: (file: string, signal?: AbortSignal) => Promise<void>;
};

export type LastBackup = { at: Date; size: number };

const AT_HOUR = 2;
const LOOK_MS = 600_000;
/** What failed is tried again after this long. */
const AGAIN_MS = 3_600_000;
const TWO_DAYS_MS = 48 * 3_600_000;
const GOOD = /^bourse-(\d{4}-\d\d-\d\d)\.backup$/;
const fileOf = (dir: string, day: Day): string => path.join(dir, `bourse-${day}.backup`);

/** The days of which there is a verified backup: only those have that name. */
async function goodDays(dir: string): Promise<Day[]> {
  const names = await readdir(dir).catch(() => []);
  return names.flatMap((name) => GOOD.exec(name)?.[1] ?? []).sort();
}

/** What a night that was cut off left. */
async function removeUnverified(dir: string): Promise<void> {
  for (const name of await readdir(dir))
    if (/^bourse-[\d-]+\.backup\.unverified/.test(name)) await rm(path.join(dir, name), { force: true });
}

/** The last verified backup; null where there is none. */
export async function lastBackup(dir: string): Promise<LastBackup | null> {
  const day = (await goodDays(dir)).at(-1);
  if (day === undefined) return null;
  const { mtime, size } = await stat(fileOf(dir, day));
  return { at: mtime, size };
}

const failedMessage = (why: string, last: LastBackup | null, overdue: boolean, url: string): Message => ({
  subject: overdue ? "Aucune sauvegarde réussie depuis deux jours" : "La sauvegarde de cette nuit a échoué",
  says: [
    `La Bourse n’a pas pu se sauvegarder. Ce que dit le serveur : « ${why} »`,
    last
      ? `La dernière sauvegarde vérifiée est du ${frenchDay(dayOf(last.at))}. Elle est gardée.`
      : "Il n’y a encore aucune sauvegarde vérifiée.",
  ],
  link: { label: "Voir l’état du service", url },
  next: ["Un nouvel essai a lieu chaque heure. Ce message ne revient qu’une fois par jour."],
});

async function tellAdministrators(context: Context, day: Day, why: string, last: LastBackup | null) {
  const now = context.clock();
  const overdue = last !== null && now.getTime() - last.at.getTime() > TWO_DAYS_MS;
  const message = failedMessage(why, last, overdue, `${context.publicUrl()}/administration#etat`);
  const to = await peopleWithRole("admin");
  const unread = await inTransaction((session) =>
    queueMails(session, now, { key: `backup.failed ${day}`, letters: [{ to, message }] }),
  );
  if (unread.length > 0)
    context.log.error({ why }, "backup: failed, and there is no administrator to write to");
  context.wakeOutbox();
}

/**
 * Makes the backup of the day where it is due and not there yet. Old ones go once the new one is verified, so the last good
 * one stays whatever happens. A failure is told to the administrators, once a day.
 */
export async function backUp(
  context: Context,
  { dir, keep, make }: Backups,
  signal?: AbortSignal,
): Promise<"done" | "failed" | "not-due"> {
  const now = context.clock();
  const day = dayOf(now);
  const days = await goodDays(dir);
  if (days.includes(day) || now < instantAt(day, AT_HOUR)) return "not-due";
  const file = fileOf(dir, day);
  const unverified = `${file}.unverified`;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await removeUnverified(dir);
    await make(unverified, signal);
    await utimes(unverified, now, now);
    await rename(unverified, file);
    for (const old of droppedDays([...days, day], keep)) await rm(fileOf(dir, old), { force: true });
    return "done";
  } catch (error) {
    await removeUnverified(dir).catch(() => {});
    if (signal?.aborted) return "not-due";
    const why = error instanceof Error ? error.message : String(error);
    context.log.error({ err: error }, "backup: failed, will be tried again in an hour");
    await tellAdministrators(context, day, why, await lastBackup(dir));
    return "failed";
  }
}

/** Looks every ten minutes whether a backup is due. @returns a function that ends the one under way, and stops. */
export function startBackups(context: Context, backups: Backups): () => Promise<void> {
  let running: Promise<void> | null = null;
  let failedAt = 0;
  const stopped = new AbortController();
  const look = async (): Promise<void> => {
    if (Date.now() - failedAt < AGAIN_MS) return;
    const outcome = await backUp(context, backups, stopped.signal);
    if (outcome === "failed") failedAt = Date.now();
    if (outcome !== "not-due") context.measures.job("backup", outcome);
  };
  const run = (): void => {
    running ??= look()
      .catch((error) => context.log.error({ err: error }, "backup: could not be looked after"))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(run, LOOK_MS);
  run();
  return async () => {
    clearInterval(timer);
    stopped.abort();
    await running;
  };
}
