import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { ownPendingSeats } from "../accounts/seats.ts";
import type { Context } from "../context.ts";
import { can, writesFor } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { presentProfileLine } from "../experts/present.ts";
import { ownExpert } from "../experts/usecases.ts";
import { signedInOnly } from "../http/auth.ts";
import { page } from "../http/fields.ts";
import { parseAddress } from "../http/filters.ts";
import { frenchDate, since } from "../http/format.ts";
import { renderPage } from "../http/render.ts";
import { listNeeds } from "../needs/listing.ts";
import { presentNeedRow } from "../needs/present.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { QUEUE_KINDS, QUEUES, type QueueKind, readQueue } from "./queues.ts";
import { awaitingTasks, TASK_KINDS, type Task, type TaskKind, tasksOfKind } from "./usecases.ts";

/** So many of each list are shown at first; the others are one link away. */
const FIRST = 10;
const PAGE_SIZE = 20;
const windowOf = (at: number) => ({ skip: (at - 1) * PAGE_SIZE, limit: PAGE_SIZE });

type KindShown = { icon: string; label: string; queue?: QueueKind };
const KINDS: Record<TaskKind, KindShown> = {
  invitation: { icon: "handshake", label: "Invitations" },
  accepted: { icon: "mail", label: "Missions à convenir" },
  mission: { icon: "calendar", label: "Dates à confirmer" },
  ending: { icon: "check", label: "Missions à terminer" },
  draft: { icon: "edit", label: "Brouillons" },
  profile: { icon: "user", label: "Votre profil" },
  seat: { icon: "users", label: "Rattachements", queue: "rattachements" },
  qualify: { icon: "document", label: QUEUES.besoins.heading, queue: "besoins" },
  validate: {
    icon: "handshake",
    label: QUEUES["mises-en-relation"].heading,
    queue: "mises-en-relation",
  },
  call: { icon: "mail", label: QUEUES.contacts.heading, queue: "contacts" },
  publish: { icon: "user", label: QUEUES.profils.heading, queue: "profils" },
};

const presentTask = (now: Date) => (task: Task) => ({
  href: task.url,
  label: task.title,
  detail: `${task.detail} (${since(task.since, now).text})`,
  icon: KINDS[task.kind].icon,
});

/** Where all the things of a kind are. */
function placeOf({ actor }: Context, kind: TaskKind): string {
  const { queue } = KINDS[kind];
  if (!queue) return `/tableau-de-bord/a-faire?kind=${kind}`;
  return `${actor.adviser ? "/conseil" : "/tableau-de-bord"}/${queue}`;
}

const presentKinds = (context: Context, kinds: { kind: TaskKind; total: number }[], current?: TaskKind) =>
  kinds.map(({ kind, total }) => ({
    href: placeOf(context, kind),
    label: KINDS[kind].label,
    count: total,
    current: kind === current,
  }));

/** The beginning of what was typed: enough to know it again. */
const excerpt = (text: string): string => (text.length > 160 ? `${text.slice(0, 160).trimEnd()}…` : text);

async function dashboard(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const now = context.clock();
  const [awaiting, needs, waiting, profile] = await Promise.all([
    awaitingTasks(context, FIRST),
    listNeeds(context, { q: "", status: undefined, page: 1 }),
    ownPendingSeats(context),
    context.actor.expert ? ownExpert(context) : null,
  ]);
  const names = await organisationNames(needs.items.map((need) => need.organisation));
  // An adviser answers these from the queues.
  const seats = context.actor.adviser
    ? { items: [], total: 0 }
    : await readQueue(context, "rattachements", { skip: 0, limit: FIRST });
  await renderPage(request, response, "dashboard/show", {
    title: "Tableau de bord",
    profile: profile ? presentProfileLine(profile, now) : null,
    typed: excerpt(request.session.typedNeed?.description ?? ""),
    tasks: awaiting.oldest.map(presentTask(now)),
    taskTotal: awaiting.total,
    kinds: presentKinds(context, awaiting.kinds),
    needs: needs.items
      .slice(0, 6)
      .map((need) => presentNeedRow(need, names.get(need.organisation) ?? "", now, context.actor)),
    needTotal: needs.total,
    seats: seats.items,
    seatTotal: seats.total,
    waiting: waiting.map(({ id, organisation, askedAt }) => ({
      organisation,
      day: frenchDate(askedAt),
      withdrawHref: `/rattachement/${id}/retirer`,
    })),
    canPost: writesFor(context.actor).length > 0,
    mailRefused: request.user?.user.mailRefused != null,
    newExpert: context.actor.newExpertSince !== undefined,
  });
}

const tasksQuery = z.strictObject({
  kind: z.enum(TASK_KINDS, "Cette liste n’existe pas.").default("invitation"),
  page,
});

async function tasks(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(tasksQuery, request.query);
  if (problems.length > 0) response.status(422);
  const [found, { kinds }] = await Promise.all([
    tasksOfKind(context, query.kind, windowOf(query.page)),
    awaitingTasks(context, 0),
  ]);
  await renderPage(request, response, "dashboard/tasks", {
    title: "Ce qui vous attend",
    tasks: found.items.map(presentTask(context.clock())),
    kinds: presentKinds(context, kinds, query.kind),
    total: found.total,
    page: query.page,
    pageCount: Math.ceil(found.total / PAGE_SIZE),
    query: { kind: query.kind },
    problems,
  });
}

/** One queue, page after page. */
async function queue(request: Request, response: Response, kind: QueueKind, base: string): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(z.strictObject({ page }), request.query);
  if (problems.length > 0) response.status(422);
  const { items, total } = await readQueue(context, kind, windowOf(query.page));
  await renderPage(request, response, "dashboard/queue", {
    title: QUEUES[kind].heading,
    ...QUEUES[kind],
    items,
    total,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    base: `${base}/${kind}`,
    back: base === "/conseil" ? { href: base, label: "Conseil" } : { href: base, label: "Tableau de bord" },
    problems,
  });
}

function checkAdviser({ actor }: Context): void {
  if (!can(actor, "queue.read", null)) throw forbidden("Cette page est celle des conseillers de CUF.");
}

async function advice(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  checkAdviser(context);
  const queues = await Promise.all(
    QUEUE_KINDS.map(async (kind) => ({
      kind,
      ...QUEUES[kind],
      ...(await readQueue(context, kind, { skip: 0, limit: FIRST })),
    })),
  );
  await renderPage(request, response, "dashboard/queues", { title: "Conseil", queues });
}

/** What awaits me, and the advisers' queues. */
export function dashboardPages(): Router {
  const router = Router();
  router.use(["/tableau-de-bord", "/conseil"], signedInOnly);
  router.get("/tableau-de-bord", dashboard);
  router.get("/tableau-de-bord/a-faire", tasks);
  router.get("/tableau-de-bord/rattachements", (request, response) =>
    queue(request, response, "rattachements", "/tableau-de-bord"),
  );
  router.get("/conseil", advice);
  for (const kind of QUEUE_KINDS) {
    router.get(`/conseil/${kind}`, (request, response) => {
      checkAdviser(response.locals.context);
      return queue(request, response, kind, "/conseil");
    });
  }
  return router;
}
