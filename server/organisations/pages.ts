import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { openedFacet } from "../directories/facetGroup.ts";
import { sendOtherOptions } from "../directories/facetPart.ts";
import { presentDirectory, sortOptions } from "../directories/page.ts";
import { dayOf, yearOf } from "../domain/days.ts";
import { mergeThemes } from "../domain/organisation.ts";
import { can } from "../domain/policies.ts";
import { notFound } from "../errors.ts";
import { searchWords } from "../http/fields.ts";
import { parseAddress } from "../http/filters.ts";
import { idOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import type { VisitorPages } from "../http/visitorPages.ts";
import { proposing } from "../matches/propose.ts";
import { searchOrganisationChoices } from "./choices.ts";
import { cooperationPages } from "./cooperationPage.ts";
import { cooperationFrieze } from "./frieze.ts";
import {
  FACETS,
  type FacetName,
  type ListQuery,
  listQuery,
  presentListing,
  SORT_LABELS,
  SORTS,
} from "./listing.ts";
import { presentChoice, presentOrganisation } from "./present.ts";
import { searchOrganisations, todaysOrganisation, visibleOrganisation } from "./usecases.ts";

const PAGE_SIZE = 20;

const choiceQuery = z.strictObject({
  q: searchWords,
});

const sortOf = ({ sort, q }: ListQuery): ListQuery["sort"] => (sort === "relevance" && !q ? "name" : sort);

const search = (context: Context, query: ListQuery) =>
  searchOrganisations<FacetName>(context, {
    text: query.q,
    fields: FACETS,
    chosen: query,
    sort: SORTS[sortOf(query)],
    page: query.page,
    pageSize: PAGE_SIZE,
  });

const thisYear = ({ clock }: Pick<Context, "clock">): number => yearOf(dayOf(clock()));

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, ...refused } = parseAddress(listQuery, request.query);
  const { records, facets, counted, ...found } = await search(context, query);
  if (refused.problems.length > 0) response.status(422);
  await renderPage(request, response, "organisations/index", {
    title: "Collectivités",
    organisations: records.map((record) => presentOrganisation(record, context.labels, thisYear(context))),
    today: found.degraded ? null : await todaysOrganisation(query.q),
    ...presentListing(query, { facets, counted }, context.labels, openedFacet(request.query)),
    ...presentDirectory(query, refused, found, { facets: Object.keys(FACETS), pageSize: PAGE_SIZE }),
    sortOptions: sortOptions(SORT_LABELS, query.q),
    sortValue: sortOf(query),
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

/** The directory of authorities and their cooperations, and the page of each one. */
export function organisationPages(limits: Limits, visitors: VisitorPages): Router {
  const router = Router();
  router.get("/collectivites", limits.search, visitors.keep("/collectivites"), directory);
  router.get("/collectivites/filtres/:facet", limits.search, otherOptions);

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
    const organisation = presentOrganisation(record, context.labels, thisYear(context));
    await renderPage(request, response, "organisations/show", {
      title: organisation.title,
      organisation,
      editHref: can(context.actor, "organisation.edit", { id: record._id })
        ? `/collectivites/${record._id}/cooperations`
        : null,
      // Who is not listed is no candidate.
      propose: record.verified ? await proposing(context, { kind: "peer", id: record._id }) : null,
      frieze: cooperationFrieze(mergeThemes(record.cooperations), thisYear(context)),
    });
  });
  router.use(cooperationPages());
  return router;
}
