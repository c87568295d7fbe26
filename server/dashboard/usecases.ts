import { pendingSeats } from "../accounts/seats.ts";
import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { unauthenticated } from "../errors.ts";
import { ownExpert, submittedExperts } from "../experts/usecases.ts";
import { acceptedMatchesOf, invitationsOf, requestedMatches, subjectOf } from "../matches/usecases.ts";
import { ownDrafts, submittedNeeds } from "../needs/usecases.ts";

/** One thing that waits for this person: what to do, on what, where, since when. */
export type Task = { kind: string; title: string; detail: string; url: string; since: Date };

/** Everything that awaits the actor, the oldest first. Read from the lives themselves: nothing can be forgotten. */
export async function awaitingTasks(context: Context): Promise<Task[]> {
  const { actor } = context;
  if (!actor.id) throw unauthenticated();
  const [invitations, accepted, drafts, profile, seats] = await Promise.all([
    invitationsOf(context),
    acceptedMatchesOf(context),
    ownDrafts(context),
    ownExpert(context),
    pendingSeats(context),
  ]);
  const tasks: Task[] = [
    ...invitations.map((match) => ({
      kind: "invitation",
      title: "Répondre à une invitation",
      detail: match.needTitle,
      url: `/mises-en-relation/${match._id}`,
      since: match.statusSince,
    })),
    ...accepted.map((match) => ({
      kind: "accepted",
      title: "Prendre contact et convenir d’une mission",
      detail: match.needTitle,
      url: `/mises-en-relation/${match._id}`,
      since: match.statusSince,
    })),
    ...drafts.map((need) => ({
      kind: "draft",
      title: "Finir et envoyer un besoin",
      detail: need.title,
      url: `/besoins/${need._id}/modifier`,
      since: need.updatedAt,
    })),
    ...seats.map((seat) => ({
      kind: "seat",
      title: "Confirmer un rattachement",
      detail: `${seat.name}, ${seat.organisation.name}`,
      url: actor.adviser ? "/conseil#rattachements" : "/tableau-de-bord#rattachements",
      since: seat.askedAt,
    })),
  ];
  if (profile?.status === "draft") {
    tasks.push({
      kind: "profile",
      title: profile.sentBackNote
        ? "Compléter votre profil, relu par un conseiller"
        : "Finir et envoyer votre profil",
      detail: profile.headline,
      url: "/mon-profil",
      since: profile.updatedAt,
    });
  }
  if (profile?.status === "published" && profile.confirmation) {
    tasks.push({
      kind: "profile",
      title: profile.confirmation.lapsed
        ? "Confirmer votre profil, sorti des résultats"
        : "Confirmer votre profil",
      detail: profile.headline,
      url: "/mon-profil",
      since: profile.confirmation.askedAt,
    });
  }
  if (actor.adviser) tasks.push(...(await adviserTasks(context)));
  return tasks.sort((a, b) => a.since.getTime() - b.since.getTime() || (a.url < b.url ? -1 : 1));
}

async function adviserTasks(context: Context): Promise<Task[]> {
  const [needs, matches, experts] = await Promise.all([
    submittedNeeds(context),
    requestedMatches(context),
    submittedExperts(context),
  ]);
  // What concerns oneself awaits another adviser.
  const theirs = matches.filter((match) => can(context.actor, "match.validate", subjectOf(match)));
  const profiles = experts.filter(({ _id: id, status }) =>
    can(context.actor, "expert.validate", { id, status }),
  );
  return [
    ...needs.map((need) => ({
      kind: "qualify",
      title: "Qualifier un besoin",
      detail: need.title,
      url: `/besoins/${need._id}`,
      since: need.statusSince,
    })),
    ...theirs.map((match) => ({
      kind: "validate",
      title: "Examiner une mise en relation",
      detail: `${match.candidate.title}, pour « ${match.needTitle} »`,
      url: `/mises-en-relation/${match._id}`,
      since: match.statusSince,
    })),
    ...profiles.map((expert) => ({
      kind: "publish",
      title: "Valider un profil d’expert",
      detail: `${expert.name}, ${expert.headline}`,
      url: `/experts/${expert._id}`,
      since: expert.updatedAt,
    })),
  ];
}

/** How many things await the actor, for the header of every page. */
export async function awaitingCount(context: Context): Promise<number> {
  return context.actor.id ? (await awaitingTasks(context)).length : 0;
}
