import type { ClientSession, QueryFilter } from "mongoose";
import { adviserEmails, peopleByIds } from "../accounts/usecases.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import {
  NEED_LIFE,
  NEED_OUTCOME_LABELS,
  type NeedAction,
  type NeedContent,
  OPEN_NEED_STATUSES,
} from "../domain/need.ts";
import { can, partsInNeed } from "../domain/policies.ts";
import { conflict, forbidden, invalid, notFound, unauthenticated } from "../errors.ts";
import { queueIndex, queueMail } from "../jobs/outbox.ts";
import {
  adviserTaskMessage,
  type Message,
  needClosedMessage,
  needQualifiedMessage,
  needReopenedMessage,
} from "../mail/messages.ts";
import { checkCodes } from "../reference/codes.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { Need, type NeedRecord } from "./model.ts";
import type { CloseInput, ListQuery, NeedChange, NeedInput, QualifyInput, ReopenInput } from "./schema.ts";

export const PAGE_SIZE = 20;
/** A description shorter than this says nothing that can be answered. */
const SUBMIT_FROM_CHARACTERS = 10;

function authorOrganisation({ actor }: Context, asked: string | undefined): string {
  if (!actor.id) throw unauthenticated();
  const editable = actor.seats.filter((seat) => seat.role === "editor");
  if (!asked && editable.length === 0 && !actor.adviser) {
    throw forbidden("Pour publier un besoin, rattachez-vous d’abord à une collectivité.");
  }
  const organisation = asked ?? (editable.length === 1 ? editable[0]?.organisation : undefined);
  if (!organisation) {
    throw invalid([{ path: "organisation", message: "Dites pour quelle structure vous écrivez." }]);
  }
  if (!can(actor, "need.create", { id: organisation })) {
    throw forbidden("Vous ne pouvez pas écrire au nom de cette structure.");
  }
  return organisation;
}

/** Begins a need as a draft of the author's organisation. @throws 401, 403, 422. */
export async function postNeed(context: Context, input: NeedInput): Promise<NeedRecord> {
  const organisation = authorOrganisation(context, input.organisation);
  checkCodes(context, input);
  const now = context.clock();
  const _id = newId();
  return inTransaction(async (session) => {
    const [need] = await Need.create(
      [
        {
          ...input,
          _id,
          organisation,
          author: context.actor.id as string,
          statusSince: now,
          createdAt: now,
          updatedAt: now,
        },
      ],
      { session },
    );
    await recordAudit(context, session, {
      subject: { type: "need", id: _id },
      action: "create",
      to: "draft",
    });
    return need?.toObject() as NeedRecord;
  });
}

/** One need. @throws 404 where it does not exist or may not be read. */
export async function getNeed({ actor }: Context, id: string): Promise<NeedRecord> {
  const need = await Need.findById(id).lean();
  if (!need || !can(actor, "need.read", need)) throw notFound("Ce besoin");
  return need;
}

/** The needs of the actor's organisations; for an adviser, every need that was sent. Newest first. @throws 401. */
export async function listNeeds(
  context: Context,
  { q, status, page }: ListQuery,
): Promise<{ items: NeedRecord[]; total: number }> {
  const { actor } = context;
  if (!actor.id) throw unauthenticated();
  const mine: QueryFilter<NeedRecord> = {
    organisation: { $in: actor.seats.map((seat) => seat.organisation) },
  };
  const filter: QueryFilter<NeedRecord>[] = [
    actor.adviser ? { $or: [mine, { status: { $ne: "draft" } }] } : mine,
  ];
  if (status) filter.push({ status });
  if (q) {
    const found = await context.search.search("needs", { text: q, limit: 200 });
    filter.push({ _id: { $in: found.hits.map((hit) => hit.id) } });
  }
  const [items, total] = await Promise.all([
    Need.find({ $and: filter })
      .sort({ updatedAt: -1, _id: -1 })
      .skip((page - 1) * PAGE_SIZE)
      .limit(PAGE_SIZE)
      .lean(),
    Need.countDocuments({ $and: filter }),
  ]);
  return { items, total };
}

const staleNeed = (need: NeedRecord) =>
  conflict("version", "Ce besoin a été modifié entre-temps.", { status: need.status, version: need.version });

/**
 * Changes what a need says. An autosave sends no version and the last word wins; a form sends the one that it showed.
 * @throws 403 when it is closed or not the actor's to edit; 409 for an old version; 422.
 */
export async function editNeed(context: Context, id: string, change: NeedChange): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  if (!can(context.actor, "need.edit", need)) throw forbidden("Ce besoin ne peut plus être modifié.");
  const { version, ...content } = change;
  if (version !== undefined && version !== need.version) throw staleNeed(need);
  checkCodes(context, content);
  const now = context.clock();
  const saved = await inTransaction(async (session) => {
    const after = await Need.findOneAndUpdate(
      { _id: id, version: need.version },
      { $set: { ...content, updatedAt: now }, $inc: { version: 1 } },
      { session, returnDocument: "after" },
    ).lean();
    if (!after) return null;
    if (need.status !== "draft") {
      await recordAudit(context, session, { subject: { type: "need", id }, action: "edit" });
      await queueIndex(session, now, "needs", id);
    }
    return after;
  });
  if (!saved) throw staleNeed((await Need.findById(id).lean()) ?? need);
  context.wakeOutbox();
  return saved;
}

type Move = {
  action: NeedAction;
  version?: number | undefined;
  change?: Partial<Pick<NeedRecord, "kinds" | "themes" | "countries" | "adviser" | "outcome">>;
  reason?: string;
  note?: string | undefined;
  /** What the need must hold for this step, once it is known that the actor may take it. @throws 422. */
  check?: (need: NeedRecord) => void;
  mails: (session: ClientSession, need: NeedRecord) => Promise<{ to: string; message: Message }[]>;
};

/** Carries a need along its life: table first, then role, then version, then the write with its trail and mails. */
async function moveNeed(context: Context, id: string, move: Move): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  const transition = NEED_LIFE[move.action];
  const refusal = refuseTransition(transition, need.status, partsInNeed(context.actor, need));
  if (refusal === "not-in-table") {
    throw conflict("transition", "Ce besoin n’est pas dans un état qui le permet.", {
      status: need.status,
      version: need.version,
    });
  }
  if (refusal === "not-yours") throw forbidden();
  if (move.version !== undefined && move.version !== need.version) throw staleNeed(need);
  move.check?.(need);
  const now = context.clock();
  const moved = await inTransaction(async (session) => {
    const after = await Need.findOneAndUpdate(
      { _id: id, status: need.status, version: need.version },
      {
        $set: { ...move.change, status: transition.to, statusSince: now, updatedAt: now },
        $inc: { version: 1 },
      },
      { session, returnDocument: "after" },
    ).lean();
    if (!after) return null;
    await recordAudit(context, session, {
      subject: { type: "need", id },
      action: move.action,
      from: need.status,
      to: transition.to,
      reason: move.reason,
      note: move.note,
    });
    await queueIndex(session, now, "needs", id);
    for (const { to, message } of await move.mails(session, after)) {
      await queueMail(session, now, { to, ...message });
    }
    return after;
  });
  if (!moved) throw staleNeed((await Need.findById(id).lean()) ?? need);
  context.wakeOutbox();
  return moved;
}

const needUrl = (context: Context, id: string) => `${context.publicUrl()}/besoins/${id}`;

async function toAuthor(need: NeedRecord, message: Message): Promise<{ to: string; message: Message }[]> {
  const author = (await peopleByIds([need.author])).get(need.author);
  return author ? [{ to: author.email, message }] : [];
}

/** @throws 422 while a description says too little to be sent. */
export function checkSendable({ description }: Pick<NeedContent, "description">): void {
  if (description.length >= SUBMIT_FROM_CHARACTERS) return;
  throw invalid([
    { path: "description", message: "Décrivez votre besoin en quelques phrases avant de l’envoyer." },
  ]);
}

function saysEnough({ description }: NeedRecord): void {
  if (description.length >= SUBMIT_FROM_CHARACTERS) return;
  throw invalid([
    { path: "description", message: "Décrivez votre besoin en quelques phrases avant de l’envoyer." },
  ]);
}

/** Sends a draft to the advisers. @throws 422 while it says too little. */
export async function submitNeed(context: Context, id: string, version?: number): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "submit",
    version,
    check: saysEnough,
    mails: async (_session, need) => {
      const message = adviserTaskMessage(
        `Un besoin attend d’être qualifié : ${need.title}`,
        needUrl(context, id),
      );
      return (await adviserEmails()).map((to) => ({ to, message }));
    },
  });
}

/** An adviser takes charge of a need and confirms, or corrects, what it is about. */
export async function qualifyNeed(
  context: Context,
  id: string,
  { version, ...confirmed }: QualifyInput,
): Promise<NeedRecord> {
  checkCodes(context, confirmed);
  return moveNeed(context, id, {
    action: "qualify",
    version,
    change: { ...confirmed, adviser: context.actor.id },
    mails: (_session, need) => toAuthor(need, needQualifiedMessage(need.title, needUrl(context, id))),
  });
}

/** Ends a need with its outcome. */
export async function closeNeed(
  context: Context,
  id: string,
  { version, outcome, note }: CloseInput,
): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "close",
    version,
    change: { outcome },
    reason: outcome,
    note,
    mails: (_session, need) =>
      toAuthor(need, needClosedMessage(need.title, NEED_OUTCOME_LABELS[outcome], needUrl(context, id))),
  });
}

/** An adviser reopens a closed need. */
export async function reopenNeed(
  context: Context,
  id: string,
  { version, reason }: ReopenInput,
): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "reopen",
    version,
    change: { outcome: null },
    note: reason,
    mails: (_session, need) => toAuthor(need, needReopenedMessage(need.title, needUrl(context, id))),
  });
}

/**
 * A step that a match takes its need through, in the match's own transaction: validating one qualifies a need that was
 * only submitted (the adviser has read it by then), accepting one starts a qualified need. Elsewhere it changes nothing.
 */
export async function advanceNeed(
  context: Context,
  session: ClientSession,
  id: string,
  action: "qualify" | "start",
): Promise<void> {
  const now = context.clock();
  const [from] = NEED_LIFE[action].from;
  const { to } = NEED_LIFE[action];
  const { modifiedCount } = await Need.updateOne(
    { _id: id, status: from },
    {
      $set: {
        status: to,
        statusSince: now,
        updatedAt: now,
        ...(action === "qualify" ? { adviser: context.actor.id } : {}),
      },
      $inc: { version: 1 },
    },
    { session },
  );
  if (modifiedCount === 0) return;
  await recordAudit(context, session, { subject: { type: "need", id }, action, from, to });
  await queueIndex(session, now, "needs", id);
}

/** Needs that wait to be qualified, oldest first. @throws 403 but for advisers. */
export async function submittedNeeds({ actor }: Context): Promise<NeedRecord[]> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return Need.find({ status: "submitted" }).sort({ statusSince: 1, _id: 1 }).lean();
}

/** Drafts that the actor began and has not sent, oldest first. */
export async function ownDrafts({ actor }: Context): Promise<NeedRecord[]> {
  const organisations = actor.seats.filter((seat) => seat.role === "editor").map((seat) => seat.organisation);
  return Need.find({ organisation: { $in: organisations }, author: actor.id as string, status: "draft" })
    .sort({ updatedAt: 1, _id: 1 })
    .lean();
}

/** A need by id for a use case that has checked the right to it otherwise (its match), or null. */
export async function needForMatch(id: string): Promise<NeedRecord | null> {
  return Need.findById(id).lean();
}

/** What the matching reads of a need. */
export function needContent(record: NeedRecord): NeedContent {
  const { title, description, kinds, themes, countries, odd, languages, period, mode } = record;
  return { title, description, kinds, themes, countries, odd, languages, period, mode };
}

/** Open needs among `ids`, for the index; all of them where `ids` is left out. */
export async function* openNeeds(ids?: string[]): AsyncGenerator<NeedRecord> {
  yield* Need.find({ status: { $in: OPEN_NEED_STATUSES }, ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}
