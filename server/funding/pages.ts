import { type Request, type Response, Router } from "express";
import type { Context } from "../context.ts";
import { openedFacet } from "../directories/facetGroup.ts";
import { sendOtherOptions } from "../directories/facetPart.ts";
import { presentDirectory, sortOptions } from "../directories/page.ts";
import { dayOf } from "../domain/days.ts";
import { parseAddress } from "../http/filters.ts";
import { idOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import type { VisitorPages } from "../http/visitorPages.ts";
import { type ListQuery, listQuery, presentListing } from "./listing.ts";
import { presentFunding, presentFundingCard } from "./present.ts";
import { countOpenCalls, FACETS, getFunding, searchFunding } from "./usecases.ts";

const PAGE_SIZE = 20;
const SORT_LABELS = { relevance: "Pertinence", name: "Nom" };

const byName = ({ sort, q }: ListQuery): boolean => sort === "name" || !q;

const search = (context: Context, query: ListQuery) =>
  searchFunding(context, {
    text: query.q,
    chosen: query,
    openNow: query.open === "1",
    sort: byName(query) ? [{ field: "name", direction: "asc" }] : [],
    page: query.page,
    pageSize: PAGE_SIZE,
  });

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, ...refused } = parseAddress(listQuery, request.query);
  const { records, facets, counted, ...found } = await search(context, query);
  if (refused.problems.length > 0) response.status(422);
  await renderPage(request, response, "funding/index", {
    title: "Financements",
    openCalls: await countOpenCalls(dayOf(context.clock())),
    schemes: records.map((record) => presentFundingCard(record, context.labels, context.clock())),
    ...presentListing(query, { facets, counted }, context.labels, openedFacet(request.query)),
    ...presentDirectory(query, refused, found, {
      facets: [...Object.keys(FACETS), "open"],
      pageSize: PAGE_SIZE,
    }),
    sortOptions: sortOptions(SORT_LABELS, query.q),
    sortValue: byName(query) ? "name" : "relevance",
  });
}

/** The options of one facet that the page left out. */
async function otherOptions(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query } = parseAddress(listQuery, request.query);
  const name = String(request.params.facet);
  const { facets, counted } = await search(context, query);
  await sendOtherOptions(
    response,
    presentListing(query, { facets, counted }, context.labels, name).groups,
    name,
  );
}

/** The directory of funding schemes, and the page of each one. */
export function fundingPages(limits: Limits, visitors: VisitorPages): Router {
  const router = Router();
  router.get("/dispositifs", limits.search, visitors.keep("/dispositifs"), directory);
  router.get("/dispositifs/filtres/:facet", limits.search, otherOptions);
  router.get("/dispositifs/:id", async (request, response) => {
    const { context } = response.locals;
    const scheme = presentFunding(await getFunding(idOf(request)), context.labels, context.clock());
    await renderPage(request, response, "funding/show", { title: scheme.name, scheme });
  });
  return router;
}
