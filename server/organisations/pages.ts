import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { presentDirectory, sortOptions } from "../directories/page.ts";
import { notFound } from "../errors.ts";
import { parseAddress } from "../http/filters.ts";
import { idOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { keptForVisitors } from "../http/visitorPages.ts";
import { searchOrganisationChoices } from "./choices.ts";
import { cooperationFrieze } from "./frieze.ts";
import { FACETS, type FacetName, listQuery, presentListing, SORT_LABELS, SORTS } from "./listing.ts";
import { mergeThemes, presentChoice, presentOrganisation } from "./present.ts";
import { searchOrganisations, visibleOrganisation } from "./usecases.ts";

const PAGE_SIZE = 20;

const choiceQuery = z.strictObject({
  q: z.string("Écrivez des mots à chercher.").max(160, "Écrivez au plus 160 caractères.").default(""),
});

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, ...refused } = parseAddress(listQuery, request.query);
  const sort = query.sort === "relevance" && !query.q ? "name" : query.sort;
  const { records, facets, ...found } = await searchOrganisations<FacetName>(context, {
    text: query.q,
    fields: FACETS,
    chosen: query,
    sort: SORTS[sort],
    page: query.page,
    pageSize: PAGE_SIZE,
  });
  if (refused.problems.length > 0) response.status(422);
  await renderPage(request, response, "organisations/index", {
    title: "Collectivités",
    organisations: records.map((record) => presentOrganisation(record, context.labels)),
    ...presentListing(query, facets, context.labels),
    ...presentDirectory(query, refused, found, { facets: Object.keys(FACETS), pageSize: PAGE_SIZE }),
    sortOptions: sortOptions(SORT_LABELS, query.q),
    sortValue: sort,
  });
}

/** The directory of authorities and their cooperations, and the page of each one. */
export function organisationPages(limits: Limits): Router {
  const router = Router();
  router.get("/collectivites", limits.search, keptForVisitors(), directory);

  // For the script of the sign-up form; without it the same list comes with the page.
  router.get("/collectivites/choix.json", limits.search, async (request, response) => {
    const { context } = response.locals;
    const { q } = parse(choiceQuery, request.query, "query");
    const found = await searchOrganisationChoices(context, q);
    response.json({ items: found.map((choice) => presentChoice(choice, context.labels)) });
  });

  router.get("/collectivites/:id", async (request, response) => {
    const { context } = response.locals;
    const record = await visibleOrganisation(context, idOf(request));
    if (!record) throw notFound("Cette structure");
    const organisation = presentOrganisation(record, context.labels);
    await renderPage(request, response, "organisations/show", {
      title: organisation.title,
      organisation,
      frieze: cooperationFrieze(mergeThemes(record.cooperations), context.clock().getUTCFullYear()),
    });
  });
  return router;
}
