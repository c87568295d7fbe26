import { Router } from "express";
import { z } from "zod";
import type { Filter } from "../../search/engine.ts";
import { ORGANISATION_KIND_LABELS, ORGANISATION_KINDS, THEME_CODES } from "../domain/vocabulary.ts";
import { countryCode, page } from "../http/fields.ts";
import { idOf, orAbsent } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { presentChoice, presentOrganisation } from "./present.ts";
import { getOrganisation, searchOrganisationChoices, searchOrganisations } from "./usecases.ts";

const PAGE_SIZE = 20;

const listQuery = z.strictObject({
  q: z.string("Écrivez des mots à chercher.").trim().max(300, "Écrivez au plus 300 caractères.").default(""),
  kind: z.preprocess(orAbsent, z.enum(ORGANISATION_KINDS, "Ce type n’existe pas.").optional()),
  theme: z.preprocess(orAbsent, z.enum(THEME_CODES, "Ce thème n’existe pas.").optional()),
  country: z.preprocess(orAbsent, countryCode.optional()),
  page,
});
const choiceQuery = z.strictObject({
  q: z.string("Écrivez des mots à chercher.").max(160, "Écrivez au plus 160 caractères.").default(""),
});

/** The directory of authorities and their cooperations, and the page of each one. */
export function organisationPages(limits: Limits): Router {
  const router = Router();
  router.get("/collectivites", limits.search, async (request, response) => {
    const { context } = response.locals;
    const query = parse(listQuery, request.query, "query");
    const filters: Filter[] = [];
    if (query.kind) filters.push({ op: "eq", field: "kind", value: query.kind });
    if (query.theme) filters.push({ op: "eq", field: "themes", value: query.theme });
    if (query.country) filters.push({ op: "eq", field: "partnerCountries", value: query.country });
    const { result, records } = await searchOrganisations(context, {
      text: query.q,
      ...(filters.length > 0 ? { filter: { op: "and", filters } } : {}),
      sort: query.q ? [] : [{ field: "name", direction: "asc" }],
      facets: ["kind", "themes", "partnerCountries"],
      offset: (query.page - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    });
    const counted = (facet: string) => Object.entries(result.facets[facet] ?? {}).sort((a, b) => b[1] - a[1]);
    await renderPage(request, response, "organisations/index", {
      title: "Collectivités",
      query,
      organisations: records.map((record) => presentOrganisation(record, context.labels)),
      total: result.total,
      page: query.page,
      pageCount: Math.ceil(result.total / PAGE_SIZE),
      kindOptions: counted("kind").map(([value, count]) => ({
        value,
        label: `${ORGANISATION_KIND_LABELS[value as keyof typeof ORGANISATION_KIND_LABELS] ?? value} (${count})`,
      })),
      themeOptions: counted("themes").map(([value, count]) => ({
        value,
        label: `${context.labels.theme(value)} (${count})`,
      })),
      countryOptions: counted("partnerCountries").map(([value, count]) => ({
        value,
        label: `${context.labels.country(value)} (${count})`,
      })),
    });
  });

  // For the script of the sign-up form; without it the same list comes with the page.
  router.get("/collectivites/choix.json", limits.search, async (request, response) => {
    const { context } = response.locals;
    const { q } = parse(choiceQuery, request.query, "query");
    const found = await searchOrganisationChoices(context, q);
    response.json({ items: found.map((choice) => presentChoice(choice, context.labels)) });
  });

  router.get("/collectivites/:id", async (request, response) => {
    const { context } = response.locals;
    const organisation = presentOrganisation(await getOrganisation(idOf(request)), context.labels);
    await renderPage(request, response, "organisations/show", { title: organisation.title, organisation });
  });
  return router;
}
