import { type Request, type Response, Router } from "express";
import { presentStepForPage } from "../audit/present.ts";
import { historyOf } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import type { Suggestion } from "../domain/matching/types.ts";
import { NEED_OUTCOME_LABELS, NEED_OUTCOMES } from "../domain/need.ts";
import { CANDIDATE_KINDS, type CandidateKind } from "../domain/vocabulary.ts";
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
import { renderPage } from "../http/render.ts";
import { recordShown } from "../learning/usecases.ts";
import { presentDealings, presentMatchRow } from "../matches/present.ts";
import { requestMatch } from "../matches/request.ts";
import { requestInput } from "../matches/schema.ts";
import { matchesOfNeed } from "../matches/usecases.ts";
import { presentLeftOut } from "../matching/leftOut.ts";
import { presentList } from "../matching/page.ts";
import { suggestFor } from "../matching/usecases.ts";
import { getOrganisation } from "../organisations/usecases.ts";
import { needChoices } from "./formFields.ts";
import type { NeedRecord } from "./model.ts";
import {
  needPermissions,
  presentDismissed,
  presentGroups,
  presentNeedPage,
  presentNeedSteps,
  presentQualifying,
} from "./present.ts";
import { closeInput, qualifyInput, reopenInput } from "./schema.ts";
import { closeNeed, qualifyNeed, reopenNeed, submitNeed } from "./transitions.ts";
import { getNeed } from "./usecases.ts";

/** How many suggestions of each kind the page shows at first, and when one asks for more. */
const FIRST = 5;
const MORE = 25;

/** The forms of this page: one that is refused comes back open. */
const REFUSABLE = ["qualifier", "clore", "rouvrir", "mises-en-relation"] as const;

type Shown = Refusal & { fields?: Posted; message?: string };

async function suggestionLists(context: Context, need: NeedRecord, more: unknown) {
  const matches = await matchesOfNeed(need._id);
  const dealings = presentDealings(matches);
  const shown: { kind: CandidateKind; items: Suggestion[] }[] = [];
  const one = async (kind: CandidateKind) => {
    const limit = more === kind ? MORE : FIRST;
    const suggestions = await suggestFor(context, need, { kind, limit });
    const list = await presentList(context, kind, suggestions, dealings);
    shown.push({ kind, items: suggestions.items });
    return {
      ...list,
      excluded: context.actor.adviser ? presentLeftOut(suggestions.excluded) : [],
      canShowMore: list.cards.length === FIRST,
    };
  };
  return { matches, lists: await Promise.all(CANDIDATE_KINDS.map(one)), shown };
}

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

const here = (request: Request) => `/besoins/${idOf(request)}`;

/** A need's own page: where it is, what was understood, the three lists, and what can be done with it. */
export function needShowPages(limits: Limits): Router {
  const router = Router();
  router.get("/besoins/:id", limits.search, (request, response) => show(request, response));
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
            ? `${match.candidate.title} est présélectionné.`
            : `Votre demande est partie. Un conseiller CUF l’examine avant d’inviter ${match.candidate.title}.`;
        return { to: `/mises-en-relation/${match._id}`, flash: { kind: "success", text } };
      },
      again: show,
    }),
  );
  return router;
}
