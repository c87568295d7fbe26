import { type Request, type Response, Router } from "express";
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
import { presentNeedRow } from "./present.ts";
import { needPreview } from "./previewPage.ts";
import { listQuery } from "./schema.ts";
import { needShowPages } from "./showPage.ts";
import { listNeeds, PAGE_SIZE } from "./usecases.ts";

async function list(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(listQuery, request.query);
  if (problems.length > 0) response.status(422);
  const { items, total } = await listNeeds(context, query);
  const names = await organisationNames(items.map((need) => need.organisation));
  await renderPage(request, response, "needs/index", {
    title: "Besoins",
    needs: items.map((need) =>
      presentNeedRow(need, names.get(need.organisation) ?? "", context.clock(), context.actor),
    ),
    total,
    problems,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    query,
    canPost: writesFor(context.actor).length > 0,
    adviser: context.actor.adviser,
    statuses: NEED_STATUSES.filter((status) => status !== "draft" || !context.actor.adviser).map(
      (status) => ({
        status,
        label: NEED_STATUS_LABELS[status],
      }),
    ),
  });
}

/** Lists, the form with its drafts and previews, and each need's own page. */
export function needPages(limits: Limits): Router {
  const router = Router();
  router.use("/besoins", signedInOnly);
  router.get("/besoins", list);
  router.use(needEditing(), needDeleting(), needPreview(limits), needCorrections(), needComparison(limits));
  router.use(needShowPages(limits));
  return router;
}
