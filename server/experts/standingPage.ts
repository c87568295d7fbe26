import { Router } from "express";
import { historiesOf } from "../audit/usecases.ts";
import { pagesOf } from "../directories/page.ts";
import { EXPERT_STATUS_LABELS } from "../domain/expert.ts";
import { signedInOnly } from "../http/auth.ts";
import { parseAddress } from "../http/filters.ts";
import { since } from "../http/format.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { expertPermissions, presentDeparture } from "./present.ts";
import { STANDINGS, type Standing, standingQuery } from "./schema.ts";
import { countStandings, expertsInStanding, STANDING_PAGE_SIZE } from "./standing.ts";

const LABELS: Record<Standing, string> = {
  published: "Publiés",
  submitted: "À valider",
  paused: "En pause",
  suspended: "Suspendus",
  archived: "Archivés",
  lapsed: "Sortis des résultats",
  draft: "Brouillons",
};

/** Every profile by its standing, for advisers: what the directory does not show is found, and published again, from here. */
export function standingPage(limits: Limits): Router {
  const router = Router();
  router.get("/conseil/experts", signedInOnly, limits.search, async (request, response) => {
    const { context } = response.locals;
    const { query, problems } = parseAddress(standingQuery, request.query);
    if (problems.length > 0) response.status(422);
    const [{ items, total }, counts] = await Promise.all([
      expertsInStanding(context, query),
      countStandings(context),
    ]);
    const now = context.clock();
    const trails = await historiesOf(
      "expert",
      items.map(({ _id }) => _id),
    );
    await renderPage(request, response, "experts/standing", {
      title: "Tous les profils",
      standings: STANDINGS.map((standing) => ({
        standing,
        label: LABELS[standing],
        count: counts[standing],
      })),
      profiles: items.map((record) => ({
        href: `/experts/${record._id}`,
        person: record.name,
        headline: record.headline,
        status: {
          code: record.status,
          label: query.standing === "lapsed" ? "Sorti des résultats" : EXPERT_STATUS_LABELS[record.status],
        },
        since: since(record.confirmation?.lapsed ? record.confirmation.askedAt : record.statusSince, now),
        left: presentDeparture(record, trails.get(record._id) ?? [])?.byOwner ?? false,
        // What waits to be read is published from its page, once it was read.
        publish:
          record.status !== "submitted" && expertPermissions(context.actor, record).publish
            ? `/experts/${record._id}/publish`
            : null,
      })),
      total,
      page: query.page,
      pageCount: pagesOf(total, STANDING_PAGE_SIZE),
      query,
      problems,
    });
  });
  return router;
}
