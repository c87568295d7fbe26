import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { Audit, type AuditRecord, type AuditSubject } from "./model.ts";

type Entry = {
  subject: AuditSubject;
  action: string;
  from?: string | null;
  to?: string | null;
  reason?: string | undefined;
  /** For the people concerned. */
  note?: string | undefined;
  /** What stood before, in words, where the step writes it anew. */
  before?: string | undefined;
  /** For the file: advisers alone write and read it. */
  fileNote?: string | undefined;
};

/**
 * Adds a line to the trail, in the transaction of what it tells: neither is there without the other.
 * @throws 403 for a note to the file by whoever may not write one, whatever the step is.
 */
export async function recordAudit(
  { actor, clock }: Pick<Context, "actor" | "clock">,
  session: ClientSession,
  entry: Entry,
): Promise<void> {
  if (entry.fileNote && !can(actor, "file.note", null)) {
    throw forbidden("Seuls les conseillers de CUF écrivent au dossier.");
  }
  await Audit.create(
    [
      {
        at: clock(),
        actor: actor.id,
        actorName: actor.name || "Automatique",
        subject: entry.subject,
        action: entry.action,
        from: entry.from ?? null,
        to: entry.to ?? null,
        reason: entry.reason ?? null,
        note: entry.note || null,
        fileNote: entry.fileNote || null,
        ...(entry.before ? { before: entry.before } : {}),
      },
    ],
    { session },
  );
}

/** The trail of one thing, oldest first. The caller has checked that the thing may be read. */
export async function historyOf(subject: AuditSubject): Promise<AuditRecord[]> {
  return Audit.find({ "subject.type": subject.type, "subject.id": subject.id })
    .sort({ at: 1, _id: 1 })
    .lean();
}

/** The trails of several things of one sort, by id, each oldest first. The caller has checked the right to them. */
export async function historiesOf(
  type: AuditSubject["type"],
  ids: string[],
): Promise<Map<string, AuditRecord[]>> {
  const steps = await Audit.find({ "subject.type": type, "subject.id": { $in: ids } })
    .sort({ at: 1, _id: 1 })
    .lean();
  const trails = new Map<string, AuditRecord[]>();
  for (const step of steps) {
    const trail = trails.get(step.subject.id);
    if (trail) trail.push(step);
    else trails.set(step.subject.id, [step]);
  }
  return trails;
}

/** The whole trail, newest first. @throws 403 but for administrators. */
export async function readTrail(
  { actor }: Context,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ items: AuditRecord[]; total: number }> {
  if (!can(actor, "admin.read", null)) throw forbidden();
  const [items, total] = await Promise.all([
    Audit.find()
      .sort({ at: -1, _id: -1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .lean(),
    Audit.countDocuments(),
  ]);
  return { items, total };
}
