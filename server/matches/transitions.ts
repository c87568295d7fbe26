import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { dayOf, frenchDay } from "../domain/days.ts";
import { refuseTransition } from "../domain/life.ts";
import { MATCH_LIFE, type MatchAction, type PersonMatchAction } from "../domain/match.ts";
import { can, partsInMatch } from "../domain/policies.ts";
import { conflict, forbidden, invalid, notFound } from "../errors.ts";
import { advanceNeed } from "../needs/forMatches.ts";
import { inTransaction } from "../storage/transaction.ts";
import { inviteAddress } from "./invitations.ts";
import { missionEffects } from "./mission.ts";
import { Match, type MatchRecord } from "./model.ts";
import { hasReader } from "./readers.ts";
import type { MoveInput } from "./schema.ts";
import { brokenStanding } from "./standing.ts";
import { takeStep } from "./step.ts";
import { getMatch, subjectOf } from "./usecases.ts";

const stale = (match: MatchRecord) =>
  conflict("version", "Cette mise en relation a changé entre-temps. Voici où elle en est.", {
    status: match.status,
    version: match.version,
  });

/**
 * An expert who was suspended or archived since the request, or who joined the organisation that asks, is neither invited
 * nor put in touch. @throws 409.
 */
async function refuseByStanding(session: ClientSession, match: MatchRecord, now: Date): Promise<void> {
  const broken = await brokenStanding(session, match, now);
  if (!broken) return;
  throw conflict(`rule-${broken.rule}`, broken.text, { status: match.status, version: match.version });
}

/**
 * How a candidate is asked that has nobody here: nobody is invited into the void.
 * @throws 409 where nobody would read the invitation and nothing else was chosen; 422 where the choice does not fit.
 */
async function reachOf(match: MatchRecord, { reach }: MoveInput): Promise<Pick<MatchRecord, "reach">> {
  const { candidate, status, version } = match;
  if (await hasReader(candidate)) {
    if (!reach) return {};
    throw invalid([{ path: "reach", message: "Ce candidat peut lire une invitation : il la recevra." }]);
  }
  if (!reach) {
    throw conflict(
      "nobody-to-ask",
      `Personne ne pourrait lire cette invitation : ${candidate.title} n’est pas encore sur la Bourse. Invitez une adresse, chargez CUF de l’appel, ou écartez la demande.`,
      { status, version },
    );
  }
  if (reach.by === "address" && candidate.kind === "expert") {
    throw invalid([{ path: "reach", message: "Ce profil n’a plus de compte : CUF peut l’appeler." }]);
  }
  return { reach: { by: reach.by, email: reach.by === "address" ? reach.email : null } };
}

/** An answer that was taken down, as it is kept and as people read it. @throws 422. */
function answerOf(context: Context, action: MatchAction, { answered, note }: MoveInput) {
  if (!answered) return { note, extra: {} };
  if (answered.on > dayOf(context.clock())) {
    throw invalid([{ path: "answered.on", message: "Ce jour n’est pas encore venu." }]);
  }
  if (action === "accept" && !answered.email) {
    const message =
      "Écrivez l’adresse à laquelle la personne accepte d’être jointe : la collectivité la reçoit.";
    throw invalid([{ path: "answered.email", message }]);
  }
  const { who, on, said, email = null, phone = null } = answered;
  const told = `Réponse de ${who} à CUF, le ${frenchDay(on)} : « ${said} »`;
  const answer = { who, on, said, email, phone };
  return { note: [told, note].filter(Boolean).join("\n"), extra: { answer } };
}

/** What a transition does besides changing the status, in the same transaction. @returns fields to set. */
async function effects(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  action: MatchAction,
  input: MoveInput,
): Promise<Partial<MatchRecord>> {
  const now = context.clock();
  if (action === "validate" || action === "accept") await refuseByStanding(session, match, now);
  if (action === "validate") {
    const reach = await reachOf(match, input);
    await advanceNeed(context, session, match.need, "qualify");
    return reach;
  }
  if (action === "accept") await advanceNeed(context, session, match.need, "start");
  return missionEffects(context, session, match, action, input);
}

/** The write itself: the step with its trail and mails, and its effects, all of them or none. @returns null when someone was faster. */
async function carryOut(
  context: Context,
  match: MatchRecord,
  action: MatchAction,
  input: MoveInput,
): Promise<MatchRecord | null> {
  const { reason, fileNote } = input;
  const { note, extra: answer } = answerOf(context, action, input);
  return inTransaction(async (session) => {
    const extra = { ...(await effects(context, session, match, action, input)), ...answer };
    const after = await takeStep(context, session, match, { action, reason, note, fileNote, extra });
    if (!after) await session.abortTransaction();
    else if (action === "validate" && after.reach?.email) {
      await inviteAddress(context, session, after, after.reach.email);
    }
    return after;
  });
}

/**
 * Carries a match through one transition of its life. The table speaks first (409, whoever asks), then the role (403),
 * then the version (409 with the current state).
 * @throws 404 for a stranger.
 */
export async function moveMatch(
  context: Context,
  id: string,
  action: PersonMatchAction,
  input: MoveInput,
): Promise<MatchRecord> {
  const match = await Match.findById(id).lean();
  const parts = match ? partsInMatch(context.actor, subjectOf(match)) : [];
  const mayRead = match && can(context.actor, "match.read", subjectOf(match));
  if (!match || (parts.length === 0 && !mayRead)) throw notFound("Cette mise en relation");
  // Who takes an answer down stands in for the candidate, and says whose answer it is.
  const standsIn = input.answered !== undefined && can(context.actor, "match.answerFor", subjectOf(match));
  const capacities = standsIn ? [...parts, "candidate" as const] : parts;
  const refusal = refuseTransition(MATCH_LIFE[action], match.status, capacities);
  if (refusal === "not-in-table") {
    if (input.version !== match.version) throw stale(match);
    throw conflict("transition", "Cette mise en relation n’est pas dans un état qui le permet.", {
      status: match.status,
      version: match.version,
    });
  }
  if (refusal === "not-yours" || (input.answered && !standsIn)) throw forbidden();
  if (action === "validate" && !can(context.actor, "match.validate", subjectOf(match))) {
    const why = parts.includes("candidate") ? "s’adresse à vous" : "vient de votre structure";
    throw forbidden(`Cette demande ${why} : un autre conseiller doit l’examiner.`);
  }
  if (input.version !== match.version) throw stale(match);
  const moved = await carryOut(context, match, action, input);
  if (!moved) throw stale((await Match.findById(id).lean()) ?? match);
  context.wakeOutbox();
  return moved;
}

/** Notes a call to a candidate that CUF is to reach, for the file. @throws 404, 403 but for who may take its answer down. */
export async function noteCall(context: Context, id: string, fileNote: string): Promise<void> {
  const match = await getMatch(context, id);
  if (!can(context.actor, "match.answerFor", subjectOf(match))) throw forbidden();
  await inTransaction((session) =>
    recordAudit(context, session, { subject: { type: "match", id }, action: "call", fileNote }),
  );
}

/** Lets one invitation expire. @returns false when it was answered meanwhile. */
export async function expireMatch(context: Context, match: MatchRecord): Promise<boolean> {
  const moved = await carryOut(context, match, "expire", { version: match.version });
  context.wakeOutbox();
  return moved !== null;
}
