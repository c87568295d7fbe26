import { tellAdvisers } from "../accounts/tell.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { MATCH_LIFE } from "../domain/match.ts";
import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { can } from "../domain/policies.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import { matchNeed, placeOf } from "../matching/usecases.ts";
import { holdNeedOpen } from "../needs/forMatches.ts";
import type { NeedRecord } from "../needs/model.ts";
import { getNeed } from "../needs/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { beginsBy, readCandidate } from "./candidates.ts";
import { endedCandidates } from "./ended.ts";
import { matchUrl } from "./mails.ts";
import { requestToExamineMessage } from "./messages.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { RequestInput } from "./schema.ts";

/**
 * Checks that a candidate exists and breaks no hard rule for this need. With whom it came to nothing before is left to
 * an adviser, who says why where the candidate itself had declined.
 * @returns its title. @throws 404, 409 naming the rule, 422.
 */
async function eligibleCandidate(
  context: Context,
  need: NeedRecord,
  { candidate, fileNote }: RequestInput,
  byAdviser: boolean,
): Promise<string> {
  const { kind, id } = candidate;
  const [facts, ended] = await Promise.all([matchNeed(need), endedCandidates(need._id)]);
  const { title, brokenFor } = await readCandidate(context, candidate);
  const earlier = ended[kind].get(id)?.status;
  const broken = brokenFor(facts, byAdviser ? undefined : earlier);
  if (broken) throw conflict(`rule-${broken.rule}`, broken.text);
  if (byAdviser && !fileNote && earlier === "declined") {
    const message = `${title} a décliné ce besoin : dites pourquoi le lui proposer à nouveau.`;
    throw invalid([{ path: "fileNote", message }]);
  }
  return title;
}

const openKeyOf = (need: string, { kind, id }: RequestInput["candidate"]) => `${need}:${kind}:${id}`;

/**
 * Asks for a match (an editor of the need's organisation), or shortlists a candidate (an adviser).
 * @throws 404, 403, 409 when the need is not open, when such a match is open already, or when a hard rule forbids it; 422
 * where who declined is asked again without a word why.
 */
export async function requestMatch(
  context: Context,
  needId: string,
  input: RequestInput,
): Promise<MatchRecord> {
  const need = await getNeed(context, needId);
  if (!OPEN_NEED_STATUSES.includes(need.status)) {
    throw conflict("need-not-open", "Ce besoin n’est pas ouvert aux mises en relation.", {
      status: need.status,
      version: need.version,
    });
  }
  if (!can(context.actor, "match.request", need)) throw forbidden();
  const action = beginsBy(context.actor, need);
  const { candidate, fileNote } = input;
  const title = await eligibleCandidate(context, need, input, action === "shortlist");
  // What the engine shows of the candidate at this moment: the raw material of learning.
  const shown = await placeOf(context, need, candidate);
  const now = context.clock();
  const { to } = MATCH_LIFE[action];
  const record: MatchRecord = {
    _id: newId(),
    need: needId,
    needTitle: need.title,
    needOrganisation: need.organisation,
    candidate: { ...candidate, title },
    status: to,
    version: 1,
    openKey: openKeyOf(needId, candidate),
    requestedBy: context.actor.id as string,
    shown,
    mission: null,
    remindedAtDays: [],
    statusSince: now,
    createdAt: now,
    updatedAt: now,
  };
  await inTransaction(async (session) => {
    const open = await Match.findOne({ openKey: record.openKey }).session(session).lean();
    if (open) {
      throw conflict("match-exists", "Une mise en relation est déjà en cours avec ce contact.", {
        id: open._id,
        status: open.status,
        version: open.version,
      });
    }
    record.needTitle = await holdNeedOpen(session, needId);
    await new Match(record).save({ session });
    const subject = { type: "match" as const, id: record._id };
    await recordAudit(context, session, { subject, action, to, fileNote });
    if (action === "request") {
      const message = requestToExamineMessage({
        title: need.title,
        organisation: (await organisationNames([need.organisation])).get(need.organisation) ?? "",
        candidate: title,
        by: context.actor.name,
        url: matchUrl(context, record._id),
      });
      await tellAdvisers(context, session, { key: `match.request ${record._id}`, message });
    }
  }).catch((error: unknown) => {
    // Two clicks at once: the unique index on openKey let one through.
    if (error instanceof Error && "code" in error && error.code === 11000) {
      throw conflict("match-exists", "Une mise en relation est déjà en cours avec ce contact.");
    }
    throw error;
  });
  context.wakeOutbox();
  return record;
}
