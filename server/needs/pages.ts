import { type Request, type Response, Router } from "express";
import { pagesOf } from "../directories/page.ts";
import { NEED_STATUS_LABELS, NEED_STATUSES } from "../domain/need.ts";
import { writesFor } from "../domain/policies.ts";
import { signedInOnly } from "../http/auth.ts";
import { parseAddress } from "../http/filters.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { needComparison } from "./comparePage.ts";
import { needCorrections } from "./correctionPage.ts";
import { needDeleting } from "./deletePage.ts";
import { needEditing } from "./editPage.ts";
import { listNeeds, PAGE_SIZE } from "./listing.ts";
import { presentNeedRow } from "./present.ts";
import { needPreview } from "./previewPage.ts";
import { listQuery } from "./schema.ts";
import { needShowPages } from "./showPage.ts";

async function list(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(listQuery, request.query);
  if (problems.length > 0) response.status(422);
  const { items, total, byStatus, ...found } = await listNeeds(context, query);
  const names = await organisationNames(items.map((need) => need.organisation));
  await renderPage(request, response, "needs/index", {
    title: "Besoins",
    needs: items.map((need) =>
      presentNeedRow(need, names.get(need.organisation) ?? "", context.clock(), context.actor),
    ),
    ...found,
    total,
    problems,
    page: query.page,
    pageCount: pagesOf(total, PAGE_SIZE),
    query,
    canPost: writesFor(context.actor).length > 0,
    adviser: context.actor.adviser,
    statuses: NEED_STATUSES.filter(
      (status) => status !== "draft" || byStatus.draft || !context.actor.adviser,
    ).map((status) => ({
      status,
      label: NEED_STATUS_LABELS[status],
      // Where nothing is counted, no number is shown.
      count: found.degraded ? null : (byStatus[status] ?? 0),
    })),
  });
}

/** Lists, the form with its drafts and previews, and each need's own page. */
export function needPages(limits: Limits): Router {
  const router = Router();
  router.use("/besoins", signedInOnly);
  router.get("/besoins", limits.search, list);
  router.use(needEditing(), needDeleting(), needPreview(limits), needCorrections(), needComparison(limits));
  router.use(needShowPages(limits));
  return router;
}
