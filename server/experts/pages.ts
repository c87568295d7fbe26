import { type Request, type Response, Router } from "express";
import { presentStepForPage } from "../audit/present.ts";
import { historyOf } from "../audit/usecases.ts";
import { openedFacet } from "../directories/facetGroup.ts";
import { sendOtherOptions } from "../directories/facetPart.ts";
import { presentDirectory, sortOptions } from "../directories/page.ts";
import { EXPERT_LIFE, type ExpertAction } from "../domain/expert.ts";
import { can } from "../domain/policies.ts";
import { notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { parseAddress } from "../http/filters.ts";
import { button, filledAgain, idOf, postedFields } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import type { VisitorPages } from "../http/visitorPages.ts";
import { proposing } from "../matches/propose.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { availabilityCalendar } from "./calendar.ts";
import { confirmOwnProfile } from "./confirmation.ts";
import { FACETS, PAGE_SIZE, searchDirectory } from "./directory.ts";
import { editor, postProfile, showCompleteness } from "./editPage.ts";
import { presentListing } from "./listing.ts";
import { expertPermissions, presentDeparture, presentExpertCard, presentExpertForPage } from "./present.ts";
import { decision, directoryQuery } from "./schema.ts";
import { standingPage } from "./standingPage.ts";
import { moveExpert } from "./transitions.ts";
import { getExpert } from "./usecases.ts";

const SORT_LABELS = {
  relevance: "Pertinence",
  name: "Nom de famille",
  experience: "Expérience",
  recent: "Les plus récents",
};

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, ...refused } = parseAddress(directoryQuery, request.query);
  const { records, hits, facets, counted, ...found } = await searchDirectory(context, query);
  const now = context.clock();
  const hitOf = new Map(hits.map((hit) => [hit.id, hit]));
  if (refused.problems.length > 0) response.status(422);
  const narrowing = [...Object.keys(FACETS), "availableFrom", "availableTo"];
  await renderPage(request, response, "experts/index", {
    title: "Experts",
    experts: records.map((record) => presentExpertCard(record, context.labels, now, hitOf.get(record._id))),
    ...presentListing(query, { facets, counted }, context.labels, now, openedFacet(request.query)),
    ...presentDirectory(query, refused, found, { facets: narrowing, pageSize: PAGE_SIZE }),
    // Dates come back as they were typed, so that a wrong one can be corrected.
    typed: { from: String(request.query.availableFrom ?? ""), to: String(request.query.availableTo ?? "") },
    sortOptions: sortOptions(SORT_LABELS, query.q),
    sortValue: query.sort === "relevance" && !query.q ? "name" : query.sort,
  });
}

/** The options of one facet that the page left out. */
async function otherOptions(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query } = parseAddress(directoryQuery, request.query);
  const name = String(request.params.facet);
  const { facets, counted } = await searchDirectory(context, query);
  const { groups } = presentListing(query, { facets, counted }, context.labels, context.clock(), name);
  await sendOtherOptions(response, groups, name);
}

async function profile(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const record = await getExpert(context, idOf(request));
  const names = await organisationNames(record.organisation ? [record.organisation] : []);
  const expert = presentExpertForPage(record, context.labels, context.clock());
  const { actor } = context;
  const steps = actor.id ? await historyOf({ type: "expert", id: record._id }) : [];
  const history = can(actor, "file.note", null) ? steps : [];
  await renderPage(request, response, "experts/show", {
    title: expert.name,
    expert,
    calendar: availabilityCalendar(record.availability, context.clock()),
    employer: record.organisation
      ? { href: `/collectivites/${record.organisation}`, title: names.get(record.organisation) ?? "" }
      : null,
    permissions: expertPermissions(actor, record),
    propose:
      record.status === "published" ? await proposing(context, { kind: "expert", id: record._id }) : null,
    own: actor.expert === record._id,
    departure: presentDeparture(record, steps),
    history: history.map((step) => presentStepForPage(step, actor)).reverse(),
  });
}

const DONE: Record<ExpertAction, string> = {
  submit: "Votre profil est envoyé. Un conseiller CUF va le lire.",
  publish: "Le profil est publié.",
  "send-back": "Le profil est renvoyé à son auteur, avec votre message.",
  pause:
    "Votre profil est en pause. Il n’est plus montré ni proposé, jusqu’à ce que vous le remettiez en ligne.",
  resume: "Votre profil est de nouveau en ligne.",
  suspend: "Le profil est suspendu.",
  archive: "Le profil est archivé.",
};

/** The directory, the profiles, the own profile's editor, and the adviser's decisions on a profile. */
export function expertPages(limits: Limits, visitors: VisitorPages): Router {
  const router = Router();
  router.use(standingPage(limits));
  router.get("/experts", limits.search, visitors.keep("/experts"), directory);
  router.get("/experts/filtres/:facet", limits.search, otherOptions);
  router.get("/experts/:id", profile);
  router.post(
    "/experts/:id/:action",
    signedInOnly,
    button(
      async (context, request) => {
        const action = String(request.params.action);
        if (!Object.hasOwn(EXPERT_LIFE, action)) throw notFound();
        const { note, fileNote } = parse(decision, postedFields(request));
        const id = idOf(request);
        await moveExpert(context, { id, action: action as ExpertAction, note, fileNote });
        const to = action === "pause" || action === "resume" ? "/mon-profil" : `/experts/${id}`;
        return { to, flash: { kind: "success", text: DONE[action as ExpertAction] } };
      },
      (request) => `/experts/${idOf(request)}`,
    ),
  );
  router.get("/mon-profil", signedInOnly, (request, response) =>
    editor(request, response, filledAgain(response, "/mon-profil")),
  );
  router.post("/mon-profil", signedInOnly, postProfile);
  router.post("/mon-profil/completude", signedInOnly, showCompleteness);
  router.post(
    "/mon-profil/confirmer",
    signedInOnly,
    button(
      async (context) => {
        await confirmOwnProfile(context);
        const text = "Merci : votre profil est confirmé.";
        return { to: "/mon-profil", flash: { kind: "success", text } };
      },
      () => "/mon-profil",
    ),
  );
  return router;
}
