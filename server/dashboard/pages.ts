import { Router } from "express";
import { ownPendingSeats, pendingSeats } from "../accounts/seats.ts";
import { NEED_STATUS_LABELS } from "../domain/need.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { submittedExperts } from "../experts/usecases.ts";
import { signedInOnly } from "../http/auth.ts";
import { frenchDate, since } from "../http/format.ts";
import { renderPage } from "../http/render.ts";
import { presentMatchRow } from "../matches/present.ts";
import { requestedMatches } from "../matches/usecases.ts";
import { presentNeedRow } from "../needs/present.ts";
import { listNeeds, submittedNeeds } from "../needs/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { awaitingTasks, type Task } from "./usecases.ts";

const ICONS: Record<string, string> = {
  invitation: "handshake",
  accepted: "mail",
  draft: "edit",
  seat: "users",
  profile: "user",
  qualify: "document",
  validate: "handshake",
  publish: "user",
};

const presentTask = (now: Date) => (task: Task) => ({
  href: task.url,
  label: task.title,
  detail: `${task.detail} (${since(task.since, now).text})`,
  icon: ICONS[task.kind] ?? "bell",
});

const presentSeat =
  (now: Date) =>
  ({ user, name, email, organisation, askedAt }: Awaited<ReturnType<typeof pendingSeats>>[number]) => ({
    who: name,
    mail: email,
    organisation,
    asked: since(askedAt, now),
    confirm: `/rattachement/${organisation.id}/${user}/confirmer`,
    refuse: `/rattachement/${organisation.id}/${user}/refuser`,
  });

/** What awaits me, and the adviser's queue. */
export function dashboardPages(): Router {
  const router = Router();

  router.get("/tableau-de-bord", signedInOnly, async (request, response) => {
    const { context } = response.locals;
    const now = context.clock();
    const [tasks, needs, seats, waiting] = await Promise.all([
      awaitingTasks(context),
      listNeeds(context, { q: "", status: undefined, page: 1 }),
      pendingSeats(context),
      ownPendingSeats(context),
    ]);
    const names = await organisationNames(needs.items.map((need) => need.organisation));
    await renderPage(request, response, "dashboard/show", {
      title: "Tableau de bord",
      tasks: tasks.map(presentTask(now)),
      needs: needs.items
        .slice(0, 6)
        .map((need) => presentNeedRow(need, names.get(need.organisation) ?? "", now, context.actor)),
      needTotal: needs.total,
      seats: context.actor.adviser ? [] : seats.map(presentSeat(now)),
      waiting: waiting.map(({ organisation, askedAt }) => ({ organisation, asked: since(askedAt, now) })),
      canPost: context.actor.seats.some((seat) => seat.role === "editor"),
      statusLabels: NEED_STATUS_LABELS,
    });
  });

  router.get("/conseil", signedInOnly, async (request, response) => {
    const { context } = response.locals;
    if (!can(context.actor, "queue.read", null))
      throw forbidden("Cette page est celle des conseillers de CUF.");
    const now = context.clock();
    const [needs, matches, experts, seats] = await Promise.all([
      submittedNeeds(context),
      requestedMatches(context),
      submittedExperts(context),
      pendingSeats(context),
    ]);
    const names = await organisationNames([
      ...needs.map((need) => need.organisation),
      ...matches.map((match) => match.needOrganisation),
    ]);
    await renderPage(request, response, "dashboard/queue", {
      title: "Conseil",
      needs: needs.map((need) =>
        presentNeedRow(need, names.get(need.organisation) ?? "", now, context.actor),
      ),
      matches: matches.map((match) =>
        presentMatchRow(match, names.get(match.needOrganisation) ?? "", now, context.actor),
      ),
      experts: experts.map((expert) => ({
        href: `/experts/${expert._id}`,
        person: expert.name,
        headline: expert.headline,
        sent: since(expert.updatedAt, now),
        date: frenchDate(expert.updatedAt),
      })),
      seats: seats.map(presentSeat(now)),
    });
  });
  return router;
}
