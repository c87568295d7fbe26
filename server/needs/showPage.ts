import { type Request, type Response, Router } from "express";
import { presentStepForPage } from "../audit/present.ts";
import { historyOf } from "../audit/usecases.ts";
import { NEED_OUTCOME_LABELS, NEED_OUTCOMES } from "../domain/need.ts";
import { CANDIDATE_KINDS } from "../domain/vocabulary.ts";
import { notFound } from "../errors.ts";
import { frenchDate } from "../http/format.ts";
import {
  asList,
  asNumber,
  button,
  form,
  idOf,
  NO_REFUSAL,
  orAbsent,
  type Posted,
  type Refusal,
  readNotes,
} from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderFragment, renderPage } from "../http/render.ts";
import { csrfToken } from "../http/session.ts";
import { recordShown } from "../learning/usecases.ts";
import { presentMatchRow } from "../matches/present.ts";
import { requestMatch } from "../matches/request.ts";
import { requestInput } from "../matches/schema.ts";
import { getOrganisation } from "../organisations/usecases.ts";
import { needChoices } from "./formFields.ts";
import {
  needPermissions,
  presentDismissed,
  presentGroups,
  presentNeedPage,
  presentNeedSteps,
  presentQualifying,
} from "./present.ts";
import { closeInput, qualifyInput, reopenInput } from "./schema.ts";
import { furtherSuggestions, suggestionLists } from "./suggestionLists.ts";
import { closeNeed, qualifyNeed, reopenNeed, submitNeed } from "./transitions.ts";
import { getNeed } from "./usecases.ts";

/** The forms of this page: one that is refused comes back open. */
const REFUSABLE = ["qualifier", "clore", "rouvrir", "mises-en-relation"] as const;

type Shown = Refusal & { fields?: Posted; message?: string };

async function show(request: Request, response: Response, refused: Shown = NO_REFUSAL): Promise<void> {
  const { context } = response.locals;
  const need = await getNeed(context, idOf(request));
  if (need.status === "draft") return response.redirect(303, `/besoins/${need._id}/modifier`);
  const now = context.clock();
  const [organisation, history, { matches, lists, shown }] = await Promise.all([
    getOrganisation(need.organisation),
    historyOf({ type: "need", id: need._id }),
    suggestionLists(context, need, request.query.plus),
  ]);
  const permissions = needPermissions(context.actor, need);
  const read = lists[0]?.understood;
  await renderPage(request, response, "needs/show", {
    title: need.title,
    printed: frenchDate(now),
    need: presentNeedPage(need, organisation, context.labels),
    steps: presentNeedSteps(need, permissions, now),
    history: history.map((step) => presentStepForPage(step, context.actor)).reverse(),
    matches: matches.map((match) => presentMatchRow(match, organisation.name, now, context.actor)),
    lists,
    understood: read,
    dismissed: presentDismissed(need.dismissed ?? [], need, context.labels),
    groups: read ? presentGroups(context.reference.groups, read) : [],
    permissions,
    qualifying: read ? presentQualifying(need, read) : need,
    refusedAction: REFUSABLE.find((action) => request.path.endsWith(`/${action}`)) ?? null,
    outcomeOptions: NEED_OUTCOMES.map((value) => ({ value, label: NEED_OUTCOME_LABELS[value] })),
    filled: refused.fields ?? {},
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    ...needChoices(context.labels),
  });
  for (const { kind, items } of shown) void recordShown(context, need, kind, items);
}

/** The rest of a list alone, for the page that shows its beginning. */
async function showFurther(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const kind = CANDIDATE_KINDS.find((known) => known === request.params.kind);
  if (!kind) throw notFound("Cette liste");
  const need = await getNeed(context, idOf(request));
  const { list, shown } = await furtherSuggestions(context, need, kind);
  await renderFragment(response, "needs/suggestion-rows", {
    list,
    need: { id: need._id },
    permissions: needPermissions(context.actor, need),
    csrfToken: csrfToken(request),
    refusedAction: null,
    filled: {},
    errorOf: NO_REFUSAL.errorOf,
  });
  void recordShown(context, need, shown.kind, shown.items);
}

const here = (request: Request) => `/besoins/${idOf(request)}`;

/** A need's own page: where it is, what was understood, the three lists, and what can be done with it. */
export function needShowPages(limits: Limits): Router {
  const router = Router();
  router.get("/besoins/:id", limits.search, (request, response) => show(request, response));
  router.get("/besoins/:id/suite/:kind", limits.search, showFurther);
  router.post(
    "/besoins/:id/envoyer",
    button(async (context, request) => {
      await submitNeed(context, idOf(request));
      return { to: here(request), flash: { kind: "success", text: "Votre besoin est envoyé." } };
    }, here),
  );
  router.post(
    "/besoins/:id/qualifier",
    form({
      schema: qualifyInput,
      read: (fields) => ({
        version: asNumber(orAbsent(fields.version)),
        kinds: asList(fields.kinds),
        themes: asList(fields.themes),
        countries: asList(fields.countries),
        ...readNotes(fields),
      }),
      act: async (context, input, request) => {
        await qualifyNeed(context, idOf(request), input);
        return {
          to: here(request),
          flash: { kind: "success", text: "Le besoin est qualifié : vous le suivez." },
        };
      },
      again: show,
    }),
  );
  router.post(
    "/besoins/:id/clore",
    form({
      schema: closeInput,
      read: (fields) => ({
        ...fields,
        version: asNumber(orAbsent(fields.version)),
        ...readNotes(fields),
      }),
      act: async (context, input, request) => {
        await closeNeed(context, idOf(request), input);
        return { to: here(request), flash: { kind: "success", text: "Le besoin est clos." } };
      },
      again: show,
    }),
  );
  router.post(
    "/besoins/:id/rouvrir",
    form({
      schema: reopenInput,
      read: (fields) => ({
        ...fields,
        version: asNumber(orAbsent(fields.version)),
        fileNote: orAbsent(fields.fileNote),
      }),
      act: async (context, input, request) => {
        await reopenNeed(context, idOf(request), input);
        return { to: here(request), flash: { kind: "success", text: "Le besoin est rouvert." } };
      },
      again: show,
    }),
  );
  router.post(
    "/besoins/:id/mises-en-relation",
    form({
      schema: requestInput,
      read: ({ kind, candidate, fileNote }) => ({
        candidate: { kind, id: candidate },
        fileNote: orAbsent(fileNote),
      }),
      act: async (context, input, request) => {
        const match = await requestMatch(context, idOf(request), input);
        const text =
          match.status === "shortlisted"
            ? `Vous avez présélectionné ${match.candidate.title}.`
            : `Votre demande est partie. Un conseiller CUF l’examine avant d’inviter ${match.candidate.title}.`;
        return { to: `/mises-en-relation/${match._id}`, flash: { kind: "success", text } };
      },
      again: show,
    }),
  );
  return router;
}
