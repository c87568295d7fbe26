import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { dayOf, frenchDay } from "../domain/days.ts";
import type { MatchAction } from "../domain/match.ts";
import { type Actor, partsInMatch } from "../domain/policies.ts";
import { conflict, invalid } from "../errors.ts";
import { releaseCapacity, takeCapacity } from "../experts/capacity.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { needForMatch } from "../needs/matchable.ts";
import type { Side } from "./messages.ts";
import type { MatchRecord } from "./model.ts";
import { MISSION_DAYS, type MoveInput } from "./schema.ts";
import { subjectOf } from "./usecases.ts";

type Mission = NonNullable<MatchRecord["mission"]>;

/** The sides for which this person speaks: none for an adviser, both for who writes for both. */
export function sidesOf(actor: Actor, match: MatchRecord): Side[] {
  const parts = partsInMatch(actor, subjectOf(match));
  return [
    ...(parts.includes("editor") ? ["asker" as const] : []),
    ...(parts.includes("candidate") ? ["candidate" as const] : []),
  ];
}

/** Whether this person's side is still to say that the mission's dates are right. */
export function mayConfirmMission(actor: Actor, match: MatchRecord): boolean {
  const agreed = match.missionAgreedBy ?? [];
  return match.mission !== null && sidesOf(actor, match).some((side) => !agreed.includes(side));
}

/** The sides whose word on the mission's dates is awaited here: who answered through CUF has nowhere to give it. */
export function sidesToAgree({ missionAgreedBy = [], answer }: MatchRecord): Side[] {
  const sides: Side[] = answer ? ["asker"] : ["asker", "candidate"];
  return sides.filter((side) => !missionAgreedBy.includes(side));
}

/** The mission as given, else on the need's own dates. @throws 422 where neither says when. */
async function missionAsked(match: MatchRecord, { mission }: MoveInput): Promise<Mission> {
  if (mission) return { ...mission.period, mode: mission.mode };
  const need = await needForMatch(match.need);
  if (need?.period) return { from: need.period.from, to: need.period.to, mode: need.mode };
  throw invalid([
    { path: "mission.period.from", message: MISSION_DAYS.from },
    { path: "mission.period.to", message: MISSION_DAYS.to },
  ]);
}

/** Takes the expert's capacity in the years of a mission. @throws 409 where one of them is full. */
async function take(session: ClientSession, match: MatchRecord, mission: Mission): Promise<void> {
  const { candidate, status, version } = match;
  if (candidate.kind !== "expert") return;
  const full = await takeCapacity(session, candidate.id, mission);
  if (full === null) return;
  const message = `${candidate.title} n’a plus de mission disponible en ${full}.`;
  throw conflict("capacity", message, { status, version });
}

/** Gives back what the mission of this match takes. */
async function giveBack(session: ClientSession, { candidate, mission }: MatchRecord): Promise<void> {
  if (candidate.kind === "expert" && mission) await releaseCapacity(session, candidate.id, mission);
}

function changed({ mission }: MatchRecord, asked: Mission): Mission {
  const same =
    mission && mission.from === asked.from && mission.to === asked.to && mission.mode === asked.mode;
  if (!same) return asked;
  const message = "Ce sont les dates déjà notées : changez-les, ou confirmez-les.";
  throw invalid([{ path: "mission.period.from", message }]);
}

/**
 * What a step does to the mission and to the capacity that it takes, in the step's transaction. Capacity is taken as soon
 * as one side notes the dates: a place that is being agreed upon is not offered to others. Whoever notes or changes the
 * dates agrees with them, the other side is asked.
 * @returns fields to set
 * @throws 409 where a year is full or there is nothing to confirm, 422 where dates are missing or not over yet
 */
export async function missionEffects(
  { actor, clock }: Pick<Context, "actor" | "clock">,
  session: ClientSession,
  match: MatchRecord,
  action: MatchAction,
  input: MoveInput,
): Promise<Partial<MatchRecord>> {
  const { candidate, status, version, missionAgreedBy = [] } = match;
  const weighs = candidate.kind === "expert";
  switch (action) {
    case "engage":
    case "change-mission": {
      const asked = await missionAsked(match, input);
      const mission = action === "engage" ? asked : changed(match, asked);
      if (action === "change-mission") await giveBack(session, match);
      await take(session, match, mission);
      if (weighs) await queueIndex(session, clock(), "experts", candidate.id);
      return { mission, missionAgreedBy: sidesOf(actor, match) };
    }
    case "confirm-mission":
      if (!mayConfirmMission(actor, match)) {
        throw conflict("mission-confirmed", "Ces dates sont déjà confirmées de votre côté.", {
          status,
          version,
        });
      }
      return { missionAgreedBy: [...new Set([...missionAgreedBy, ...sidesOf(actor, match)])] };
    case "complete": {
      const ends = match.mission?.to;
      if (input.early !== false || !ends || dayOf(clock()) >= ends) return {};
      const message = `La mission est prévue jusqu’au ${frenchDay(ends)} : cochez cette case si elle est déjà finie.`;
      throw invalid([{ path: "early", message }]);
    }
    case "cancel":
      if (status !== "engaged") return {};
      await giveBack(session, match);
      if (weighs) await queueIndex(session, clock(), "experts", candidate.id);
      return {};
    default:
      return {};
  }
}
