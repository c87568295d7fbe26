import { pendingSeats } from "../accounts/seats.ts";
import type { Context } from "../context.ts";
import { addDays, startOf } from "../domain/days.ts";
import { unauthenticated } from "../errors.ts";
import type { ExpertRecord } from "../experts/model.ts";
import { expertsToValidate, ownExpert } from "../experts/usecases.ts";
import { missionsToConfirm, missionsToEnd } from "../matches/missionTasks.ts";
import type { MatchRecord } from "../matches/model.ts";
import { acceptedMatchesOf, invitationsOf, matchesToCall, matchesToExamine } from "../matches/usecases.ts";
import { ownDrafts, submittedNeeds } from "../needs/usecases.ts";
import { COUNT_ONLY, type Window, type Windowed } from "../storage/window.ts";

export const TASK_KINDS = [
  "invitation",
  "accepted",
  "mission",
  "ending",
  "draft",
  "profile",
  "seat",
  "qualify",
  "validate",
  "call",
  "publish",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** One thing that waits for this person: what to do, on what, where, since when. */
export type Task = { kind: TaskKind; title: string; detail: string; url: string; since: Date };

type Source = (context: Context, window: Window) => Promise<Windowed<Task>>;

const NOTHING: Windowed<Task> = { items: [], total: 0 };

const tasksOf = <T>({ items, total }: Windowed<T>, task: (item: T) => Task): Windowed<Task> => ({
  items: items.map(task),
  total,
});

const advisersOnly =
  (source: Source): Source =>
  async (context, window) =>
    context.actor.adviser ? source(context, window) : NOTHING;

const onMatch =
  (kind: TaskKind, title: string) =>
  (match: MatchRecord): Task => ({
    kind,
    title,
    detail: match.needTitle,
    url: `/mises-en-relation/${match._id}`,
    since: match.statusSince,
  });

/** What a profile awaits of its owner, or null. */
function profileTask({ status, headline, sentBackNote, confirmation, updatedAt }: ExpertRecord): Task | null {
  const task = { kind: "profile", detail: headline, url: "/mon-profil" } as const;
  if (status === "draft") {
    const title = sentBackNote
      ? "Compléter votre profil, relu par un conseiller"
      : "Finir et envoyer votre profil";
    return { ...task, title, since: updatedAt };
  }
  if (status !== "published" || !confirmation) return null;
  const title = confirmation.lapsed
    ? "Confirmer votre profil, sorti des résultats"
    : "Confirmer votre profil";
  return { ...task, title, since: confirmation.askedAt };
}

/** What awaits somebody who signed up as an expert, before anything else. */
const FIRST_PROFILE = {
  kind: "profile",
  title: "Remplir votre profil d’expert",
  detail: "Dites ce que vous savez faire : un conseiller le lit, puis le publie",
  url: "/mon-profil",
} as const;

/** Where each kind of task is read, the oldest first: from the lives themselves, so that nothing can be forgotten. */
const SOURCES: Record<TaskKind, Source> = {
  invitation: async (context, window) =>
    tasksOf(await invitationsOf(context, window), onMatch("invitation", "Répondre à une invitation")),
  accepted: async (context, window) =>
    tasksOf(
      await acceptedMatchesOf(context, window),
      onMatch("accepted", "Prendre contact et convenir d’une mission"),
    ),
  mission: async (context, window) =>
    tasksOf(await missionsToConfirm(context, window), (match) => ({
      ...onMatch("mission", "Confirmer les dates d’une mission")(match),
      since: match.updatedAt,
    })),
  ending: async (context, window) =>
    tasksOf(await missionsToEnd(context, window), (match) => ({
      ...onMatch("ending", "Dire si une mission est terminée")(match),
      since: match.mission ? startOf(addDays(match.mission.to, 1)) : match.statusSince,
    })),
  draft: async (context, window) =>
    tasksOf(await ownDrafts(context, window), (need) => ({
      kind: "draft",
      title: need.privateTo ? "Préparer un besoin, à envoyer plus tard" : "Finir et envoyer un besoin",
      detail: need.title,
      url: `/besoins/${need._id}/modifier`,
      since: need.updatedAt,
    })),
  async profile(context, { skip, limit }) {
    const own = context.actor.expert ? await ownExpert(context) : null;
    const since = context.actor.newExpertSince;
    const task = own ? profileTask(own) : since ? { ...FIRST_PROFILE, since } : null;
    const items = task ? [task] : [];
    return { items: items.slice(skip, skip + limit), total: items.length };
  },
  seat: async (context, window) =>
    tasksOf(await pendingSeats(context, window), (seat) => ({
      kind: "seat",
      title: "Confirmer un rattachement",
      detail: `${seat.name}, ${seat.organisation.name}`,
      url: `${context.actor.adviser ? "/conseil" : "/tableau-de-bord"}/rattachements`,
      since: seat.askedAt,
    })),
  qualify: advisersOnly(async (context, window) =>
    tasksOf(await submittedNeeds(context, window), (need) => ({
      kind: "qualify",
      title: "Qualifier un besoin",
      detail: need.title,
      url: `/besoins/${need._id}`,
      since: need.statusSince,
    })),
  ),
  validate: advisersOnly(async (context, window) =>
    tasksOf(await matchesToExamine(context, window), (match) => ({
      ...onMatch("validate", "Examiner une mise en relation")(match),
      detail: `${match.candidate.title}, pour « ${match.needTitle} »`,
    })),
  ),
  call: advisersOnly(async (context, window) =>
    tasksOf(await matchesToCall(context, window), (match) => ({
      ...onMatch("call", "Prendre contact avec un candidat")(match),
      detail: `${match.candidate.title}, pour « ${match.needTitle} »`,
    })),
  ),
  publish: advisersOnly(async (context, window) =>
    tasksOf(await expertsToValidate(context, window), (expert) => ({
      kind: "publish",
      title: "Valider un profil d’expert",
      detail: `${expert.name}, ${expert.headline}`,
      url: `/experts/${expert._id}`,
      since: expert.statusSince,
    })),
  ),
};

const sumOf = (totals: { total: number }[]): number => totals.reduce((sum, { total }) => sum + total, 0);

export type Awaiting = {
  /** The oldest things of all kinds, the oldest first. */
  oldest: Task[];
  total: number;
  /** The kinds of which something waits, in the order of TASK_KINDS. */
  kinds: { kind: TaskKind; total: number }[];
};

/** What awaits the actor: the `limit` oldest things, and how many there are of each kind. @throws 401. */
export async function awaitingTasks(context: Context, limit: number): Promise<Awaiting> {
  if (!context.actor.id) throw unauthenticated();
  const found = await Promise.all(TASK_KINDS.map((kind) => SOURCES[kind](context, { skip: 0, limit })));
  const all = found.flatMap(({ items }) => items);
  all.sort((a, b) => a.since.getTime() - b.since.getTime() || (a.url < b.url ? -1 : 1));
  const kinds = TASK_KINDS.map((kind, at) => ({ kind, total: found[at]?.total ?? 0 }));
  return {
    oldest: all.slice(0, limit),
    total: sumOf(found),
    kinds: kinds.filter(({ total }) => total > 0),
  };
}

/** The things of one kind that await the actor, the oldest first. @throws 401. */
export async function tasksOfKind(context: Context, kind: TaskKind, window: Window): Promise<Windowed<Task>> {
  if (!context.actor.id) throw unauthenticated();
  return SOURCES[kind](context, window);
}

/** How many things await the actor, for the header of every page: nothing is loaded to be counted. */
export async function awaitingCount(context: Context): Promise<number> {
  if (!context.actor.id) return 0;
  return sumOf(await Promise.all(TASK_KINDS.map((kind) => SOURCES[kind](context, COUNT_ONLY))));
}
