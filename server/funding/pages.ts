import { Router } from "express";
import { z } from "zod";
import type { Filter } from "../../search/engine.ts";
import {
  NEED_KIND_LABELS,
  NEED_KINDS,
  ORGANISATION_KIND_LABELS,
  ORGANISATION_KINDS,
  THEME_CODES,
} from "../domain/vocabulary.ts";
import { page } from "../http/fields.ts";
import { idOf, orAbsent } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { presentFunding, presentFundingCard } from "./present.ts";
import { getFunding, searchFunding } from "./usecases.ts";

const PAGE_SIZE = 20;

const listQuery = z.strictObject({
  q: z.string("Écrivez des mots à chercher.").trim().max(300, "Écrivez au plus 300 caractères.").default(""),
  theme: z.preprocess(orAbsent, z.enum(THEME_CODES, "Ce thème n’existe pas.").optional()),
  applicant: z.preprocess(orAbsent, z.enum(ORGANISATION_KINDS, "Ce type n’existe pas.").optional()),
  kind: z.preprocess(orAbsent, z.enum(NEED_KINDS, "Ce type d’aide n’existe pas.").optional()),
  open: z.preprocess(orAbsent, z.literal("1", "Cette valeur n’existe pas.").optional()),
  page,
});

/** The directory of funding schemes, and the page of each one. */
export function fundingPages(limits: Limits): Router {
  const router = Router();
  router.get("/dispositifs", limits.search, async (request, response) => {
    const { context } = response.locals;
    const query = parse(listQuery, request.query, "query");
    const filters: Filter[] = [];
    // A scheme without themes is open to all of them.
    if (query.theme) {
      filters.push({
        op: "or",
        filters: [
          { op: "eq", field: "themes", value: query.theme },
          { op: "not", filter: { op: "exists", field: "themes" } },
        ],
      });
    }
    if (query.applicant) filters.push({ op: "eq", field: "applicants", value: query.applicant });
    if (query.kind) filters.push({ op: "eq", field: "kinds", value: query.kind });
    if (query.open) filters.push({ op: "eq", field: "open", value: true });
    const { result, records } = await searchFunding(context, {
      text: query.q,
      ...(filters.length > 0 ? { filter: { op: "and", filters } } : {}),
      sort: query.q ? [] : [{ field: "name", direction: "asc" }],
      offset: (query.page - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    });
    const { page: at, ...asked } = query;
    await renderPage(request, response, "funding/index", {
      title: "Financements",
      query,
      kept: Object.fromEntries(Object.entries(asked).filter(([, value]) => value)),
      schemes: records.map((record) => presentFundingCard(record, context.labels, context.clock())),
      total: result.total,
      page: at,
      pageCount: Math.ceil(result.total / PAGE_SIZE),
      themeOptions: context.labels.themes,
      applicantOptions: ORGANISATION_KINDS.map((value) => ({
        value,
        label: ORGANISATION_KIND_LABELS[value],
      })),
      kindOptions: NEED_KINDS.map((value) => ({ value, label: NEED_KIND_LABELS[value] })),
    });
  });
  router.get("/dispositifs/:id", async (request, response) => {
    const { context } = response.locals;
    const scheme = presentFunding(await getFunding(idOf(request)), context.labels, context.clock());
    await renderPage(request, response, "funding/show", { title: scheme.name, scheme });
  });
  return router;
}
