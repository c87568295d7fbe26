import { type Day, dayOf } from "../domain/days.ts";
import type { Actor } from "../domain/policies.ts";
import { MODE_LABELS } from "../domain/vocabulary.ts";
import { frenchDate, frenchPeriod } from "../http/format.ts";
import { sidesOf, sidesToAgree } from "./mission.ts";
import type { MatchRecord } from "./model.ts";

/** "du 1er mars 2027 au 5 mars 2027, en mission sur place": when and how, in words. */
export const missionText = (mission: NonNullable<MatchRecord["mission"]>): string =>
  [frenchPeriod(mission), mission.mode ? MODE_LABELS[mission.mode].toLowerCase() : null]
    .filter(Boolean)
    .join(", ");

/** What is awaited of a mission that was noted, once its reader has said yes to its dates: the other side, its days, its end. */
export function missionNow(
  match: MatchRecord,
  { from, to }: NonNullable<MatchRecord["mission"]>,
  { actor, asker, today }: { actor: Actor; asker: string; today: Day },
): string {
  const end = actor.adviser ? "les parties disent si elle est terminée" : "dites si elle est terminée";
  if (to < today) return `La mission était prévue jusqu’au ${frenchDate(to)} : ${end}`;
  const [silent] = sidesToAgree(match);
  if (silent) {
    return `${silent === "asker" ? asker : match.candidate.title} doit confirmer les dates de la mission`;
  }
  return from > today ? `La mission commence le ${frenchDate(from)}` : "La mission est en cours";
}

/** The mission on the page of its match: its dates, who has agreed with them, and the day it ends while that is to come. */
export function presentMission(
  match: MatchRecord,
  mission: NonNullable<MatchRecord["mission"]>,
  { organisationName, actor, now }: { organisationName: string; actor: Actor; now: Date },
) {
  const mine = sidesOf(actor, match);
  const awaited = sidesToAgree(match);
  const silent = awaited.map((side) =>
    mine.includes(side) ? "vous" : side === "asker" ? organisationName : match.candidate.title,
  );
  return {
    ...mission,
    text: missionText(mission),
    agreed:
      silent.length === 0
        ? match.answer
          ? `${match.candidate.title} n’a pas de compte : ces dates se confirment entre vous.`
          : "Ces dates sont confirmées par les deux parties."
        : `Ces dates attendent d’être confirmées par ${silent.join(" et par ")}.`,
    confirmed: silent.length === 0,
    endsLater: dayOf(now) < mission.to ? frenchDate(mission.to) : null,
  };
}
