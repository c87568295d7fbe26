import type { QueryFilter } from "mongoose";
import type { Context } from "../context.ts";
import { dayOf } from "../domain/days.ts";
import { type Actor, editedBy } from "../domain/policies.ts";
import { type Window, type Windowed, windowed } from "../storage/window.ts";
import { Match, type MatchRecord } from "./model.ts";

/** The matches of one side of which the actor is. @param more what is asked of those of that side */
const ofMine = (
  actor: Actor,
  more: { asker?: QueryFilter<MatchRecord>; candidate?: QueryFilter<MatchRecord> } = {},
): QueryFilter<MatchRecord>[] => {
  const editing = editedBy(actor);
  return [
    { needOrganisation: { $in: editing }, ...more.asker },
    { "candidate.id": { $in: [...editing, ...(actor.expert ? [actor.expert] : [])] }, ...more.candidate },
  ];
};

const speaksForNobody = (actor: Actor): boolean => editedBy(actor).length === 0 && !actor.expert;
const NOTHING: Windowed<MatchRecord> = { items: [], total: 0 };

/** Missions whose dates await the word of the actor's side, and are not over; the oldest first. */
export async function missionsToConfirm(
  { actor, clock }: Context,
  window: Window,
): Promise<Windowed<MatchRecord>> {
  if (speaksForNobody(actor)) return NOTHING;
  const filter: QueryFilter<MatchRecord> = {
    status: "engaged",
    "mission.to": { $gte: dayOf(clock()) },
    $or: ofMine(actor, {
      asker: { missionAgreedBy: { $ne: "asker" } },
      candidate: { missionAgreedBy: { $ne: "candidate" } },
    }),
  };
  return windowed(Match.find(filter).sort({ updatedAt: 1, _id: 1 }).lean(), window);
}

/** Missions of the actor's whose last day is over and of which nobody has said that they are; the first to end first. */
export async function missionsToEnd(
  { actor, clock }: Context,
  window: Window,
): Promise<Windowed<MatchRecord>> {
  if (speaksForNobody(actor)) return NOTHING;
  const filter: QueryFilter<MatchRecord> = {
    status: "engaged",
    "mission.to": { $lt: dayOf(clock()) },
    $or: ofMine(actor),
  };
  return windowed(Match.find(filter).sort({ "mission.to": 1, _id: 1 }).lean(), window);
}
