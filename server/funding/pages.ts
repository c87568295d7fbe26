import { type Request, type Response, Router } from "express";
import { kept } from "../directories/present.ts";
import { parseAddress } from "../http/filters.ts";
import { idOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { keptForVisitors } from "../http/visitorPages.ts";
import { listQuery, presentListing } from "./listing.ts";
import { presentFunding, presentFundingCard } from "./present.ts";
import { FACETS, getFunding, searchFunding } from "./usecases.ts";

const PAGE_SIZE = 20;

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems, errorOf } = parseAddress(listQuery, request.query);
  const byName = query.sort === "name" || !query.q;
  const { records, total, facets, degraded, nearest } = await searchFunding(context, {
    text: query.q,
    chosen: query,
    openNow: query.open === "1",
    sort: byName ? [{ field: "name", direction: "asc" }] : [],
    page: query.page,
    pageSize: PAGE_SIZE,
  });
  if (problems.length > 0) response.status(422);
  await renderPage(request, response, "funding/index", {
    title: "Financements",
    query,
    schemes: records.map((record) => presentFundingCard(record, context.labels, context.clock())),
    total,
    degraded,
    nearest,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    ...presentListing(query, facets, context.labels),
    problems,
    errorOf,
    kept: kept(query),
    keptForFacets: kept(query, [...Object.keys(FACETS), "open"]),
    keptForSearch: kept(query, ["q"]),
    keptForSort: kept(query, ["sort"]),
    sortOptions: [
      ...(query.q ? [{ value: "relevance", label: "Pertinence" }] : []),
      { value: "name", label: "Nom" },
    ],
    sortValue: byName ? "name" : "relevance",
  });
}

/** The directory of funding schemes, and the page of each one. */
export function fundingPages(limits: Limits): Router {
  const router = Router();
  router.get("/dispositifs", limits.search, keptForVisitors(), directory);
  router.get("/dispositifs/:id", async (request, response) => {
    const { context } = response.locals;
    const scheme = presentFunding(await getFunding(idOf(request)), context.labels, context.clock());
    await renderPage(request, response, "funding/show", { title: scheme.name, scheme });
  });
  return router;
}
