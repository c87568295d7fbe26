import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import { MATCH_LIFE, type MatchAction, type PersonMatchAction } from "../domain/match.ts";
import { can, partsInMatch } from "../domain/policies.ts";
import { conflict, forbidden, notFound } from "../errors.ts";
import { advanceNeed } from "../needs/forMatches.ts";
import { inTransaction } from "../storage/transaction.ts";
import { missionEffects } from "./mission.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { MoveInput } from "./schema.ts";
import { brokenStanding } from "./standing.ts";
import { takeStep } from "./step.ts";
import { subjectOf } from "./usecases.ts";

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
  if (action === "validate") await advanceNeed(context, session, match.need, "qualify");
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
  const { reason, note, fileNote } = input;
  return inTransaction(async (session) => {
    const extra = await effects(context, session, match, action, input);
    const after = await takeStep(context, session, match, { action, reason, note, fileNote, extra });
    if (!after) await session.abortTransaction();
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
  const refusal = refuseTransition(MATCH_LIFE[action], match.status, parts);
  if (refusal === "not-in-table") {
    if (input.version !== match.version) throw stale(match);
    throw conflict("transition", "Cette mise en relation n’est pas dans un état qui le permet.", {
      status: match.status,
      version: match.version,
    });
  }
  if (refusal === "not-yours") throw forbidden();
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

/** Lets one invitation expire. @returns false when it was answered meanwhile. */
export async function expireMatch(context: Context, match: MatchRecord): Promise<boolean> {
  const moved = await carryOut(context, match, "expire", { version: match.version });
  context.wakeOutbox();
  return moved !== null;
}
