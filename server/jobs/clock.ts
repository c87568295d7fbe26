import type { Context } from "../context.ts";
import { dayOf, daysBetween } from "../domain/days.ts";
import { confirmationDue } from "../domain/expert.ts";
import { EXPIRES_AFTER_DAYS, REMINDER_DAYS } from "../domain/match.ts";
import { askToConfirm, lapseProfile, untouchedProfiles } from "../experts/confirmation.ts";
import { remindCandidate, validatedMatches } from "../matches/clock.ts";
import { endImpossible } from "../matches/standing.ts";
import { expireMatch } from "../matches/transitions.ts";

const EVERY_MS = 3_600_000;

/**
 * What time alone does: reminders at 9 and 21 days, expiry at 45 (domain paper, lives of a match), and the yearly
 * confirmation of profiles. Each step is a versioned transition or marks what it did, so running it twice, or in two
 * processes, does nothing twice.
 * @returns how many invitations were reminded and expired, how many owners of a profile were asked to confirm it, and how
 * many profiles left the results.
 */
export async function tick(context: Context) {
  return { ...(await followInvitations(context)), ...(await followProfiles(context)) };
}

async function followProfiles(context: Context): Promise<{ asked: number; lapsed: number }> {
  const done = { asked: 0, lapsed: 0 };
  const now = context.clock();
  for await (const expert of untouchedProfiles(now)) {
    const due = confirmationDue(expert, now);
    if (due === "ask" && (await askToConfirm(context, expert))) done.asked += 1;
    if (due === "lapse" && (await lapseProfile(context, expert))) done.lapsed += 1;
  }
  return done;
}

async function followInvitations(context: Context): Promise<{ reminded: number; expired: number }> {
  const done = { reminded: 0, expired: 0 };
  const today = dayOf(context.clock());
  for await (const match of validatedMatches()) {
    if (await endImpossible(context, match)) continue;
    const days = daysBetween(dayOf(match.statusSince), today);
    if (days >= EXPIRES_AFTER_DAYS) {
      if (await expireMatch(context, match)) done.expired += 1;
      continue;
    }
    const due = REMINDER_DAYS.filter((day) => days >= day).at(-1);
    if (due === undefined || match.remindedAtDays.includes(due)) continue;
    if (await remindCandidate(context, match, due)) done.reminded += 1;
  }
  return done;
}

/** Runs `tick` now and every hour. @returns a function that stops it. */
export function startClock(context: Context): () => void {
  const run = () =>
    tick(context).then(
      () => context.measures.job("clock", "done"),
      (error) => {
        context.measures.job("clock", "failed");
        context.log.error({ err: error }, "clock: will try again in an hour");
      },
    );
  const timer = setInterval(run, EVERY_MS);
  void run();
  return () => clearInterval(timer);
}
