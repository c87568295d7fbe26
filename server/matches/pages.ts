import { type Request, type Response, Router } from "express";
import { presentStepForPage } from "../audit/present.ts";
import { historyOf } from "../audit/usecases.ts";
import {
  MATCH_ACTIONS,
  MATCH_LIFE,
  MATCH_STATUS_LABELS,
  MATCH_STATUSES,
  type MatchStatus,
  type PersonMatchAction,
} from "../domain/match.ts";
import { can } from "../domain/policies.ts";
import { MODE_LABELS, MODES } from "../domain/vocabulary.ts";
import { notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { parseAddress } from "../http/filters.ts";
import {
  asNumber,
  asText,
  form,
  idOf,
  NO_REFUSAL,
  orAbsent,
  orNull,
  type Posted,
  type Refusal,
  readNotes,
} from "../http/forms.ts";
import { renderPage } from "../http/render.ts";
import { placeOf } from "../matching/usecases.ts";
import { needForMatch } from "../needs/matchable.ts";
import { presentNeedPage } from "../needs/present.ts";
import { getOrganisation, organisationNames } from "../organisations/usecases.ts";
import type { MatchRecord } from "./model.ts";
import { matchPermissions, presentMatchPage, presentMatchRow, reasonOptions } from "./present.ts";
import { presentEnding, presentMatchSteps } from "./presentLife.ts";
import { hasReader } from "./readers.ts";
import { BODIES, callInput, matchListQuery } from "./schema.ts";
import { moveMatch, noteCall } from "./transitions.ts";
import { contactsOf, getMatch, listMatches, PAGE_SIZE } from "./usecases.ts";

async function list(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(matchListQuery, request.query);
  if (problems.length > 0) response.status(422);
  const { items, total } = await listMatches(context, query);
  const names = await organisationNames(items.map((match) => match.needOrganisation));
  await renderPage(request, response, "matches/index", {
    title: "Mises en relation",
    matches: items.map((match) =>
      presentMatchRow(match, names.get(match.needOrganisation) ?? "", context.clock(), context.actor),
    ),
    total,
    problems,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    query,
    statusOptions: MATCH_STATUSES.map((value) => ({ value, label: MATCH_STATUS_LABELS[value] })),
  });
}

/** Before there is an answer. */
const AWAITED: readonly MatchStatus[] = ["requested", "shortlisted", "validated"];

type Shown = Refusal & { fields?: Posted; message?: string };

async function show(request: Request, response: Response, refused: Shown = NO_REFUSAL): Promise<void> {
  const { context } = response.locals;
  const match = await getMatch(context, idOf(request));
  const [need, organisation, history, contacts] = await Promise.all([
    needForMatch(match.need),
    getOrganisation(match.needOrganisation),
    historyOf({ type: "match", id: match._id }),
    contactsOf(context, match),
  ]);
  if (!need) throw notFound("Ce besoin");
  const { actor } = context;
  const asked = history[0]?.action === "request";
  const permissions = matchPermissions(actor, match);
  // It matters while an answer is to be had.
  const absent = AWAITED.includes(match.status) && !(await hasReader(match.candidate));
  const today = match.shown ? null : await placeOf(context, need, match.candidate);
  const refusedAction =
    [...MATCH_ACTIONS, "appel"].find((action) => request.path.endsWith(`/${action}`)) ?? null;
  await renderPage(request, response, "matches/show", {
    title: `${match.candidate.title} et ${organisation.name}`,
    match: presentMatchPage(match, {
      organisationName: organisation.name,
      actor,
      asked,
      absent,
      today,
      now: context.clock(),
    }),
    need: presentNeedPage(need, organisation, context.labels),
    steps: presentMatchSteps(match, { actor, now: context.clock(), asked, asker: organisation.name }),
    ending: presentEnding(match, { history, need, actor, asked }),
    history: history.map((step) => presentStepForPage(step, actor)).reverse(),
    contacts,
    permissions,
    files: can(actor, "file.note", null),
    reasonOptions,
    modeOptions: [
      ...MODES.map((value) => ({ value, label: MODE_LABELS[value] })),
      { value: "", label: "Peu importe" },
    ],
    refusedAction,
    filled: refused.fields ?? {},
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
  });
}

const DONE: Record<PersonMatchAction, string> = {
  shortlist: "Le candidat est présélectionné.",
  validate: "La mise en relation est validée. Le candidat est invité à répondre.",
  withdraw: "Votre demande est retirée.",
  reject: "La mise en relation est écartée.",
  accept: "Vous avez accepté. Vos coordonnées et celles de la collectivité sont maintenant échangées.",
  decline: "Vous avez décliné. Merci d’avoir répondu.",
  engage: "La mission est notée. L’autre partie est prévenue, et confirme les dates.",
  "confirm-mission": "Les dates de la mission sont confirmées.",
  "change-mission": "Les dates de la mission sont changées. L’autre partie est prévenue.",
  complete: "La mission est terminée.",
  cancel: "La mise en relation est annulée.",
};

/** The same where nobody could have read an invitation. */
const VALIDATED = {
  address: "La mise en relation est validée. L’invitation part à l’adresse que vous avez donnée.",
  cuf: "La mise en relation est validée. L’appel est dans vos tâches.",
};

/** The same for an answer that an adviser took down for somebody. */
const TAKEN_DOWN: Partial<Record<PersonMatchAction, string>> = {
  accept: "La réponse est enregistrée : c’est oui. La structure qui demande est prévenue.",
  decline: "La réponse est enregistrée : c’est non. La structure qui demande est prévenue.",
};

/** What is said to whoever took a step. @param takenDown whether they took down another's answer */
function doneText(action: PersonMatchAction, { reach }: MatchRecord, takenDown: boolean): string {
  if (action === "validate" && reach) return VALIDATED[reach.by];
  return (takenDown && TAKEN_DOWN[action]) || DONE[action];
}

/** The way that was chosen to a candidate who is not here; a form without the choice has none. */
function readReach(reach: unknown): unknown {
  const { by, email } = (reach ?? {}) as Posted;
  if (orAbsent(by) === undefined) return undefined;
  return by === "address" ? { by, email } : { by };
}

/** An answer that was taken down; left out where the form does not ask for one. */
function readAnswered(answered: unknown): unknown {
  if (answered === undefined || answered === null || typeof answered !== "object") return undefined;
  const { email, phone, ...others } = answered as Posted;
  return { ...others, email: orAbsent(email), phone: orAbsent(phone) };
}

/** Browser fields of a transition → the input of its schema. */
function readMove(action: PersonMatchAction, { mission, early, ...fields }: Posted): unknown {
  const common = { ...fields, version: asNumber(orAbsent(fields.version)), ...readNotes(fields) };
  if (action === "validate") return { ...common, reach: readReach(fields.reach) };
  if (action === "accept" || action === "decline")
    return { ...common, answered: readAnswered(fields.answered) };
  if (action === "complete") return { ...common, early: early === "true" };
  if (action !== "engage" && action !== "change-mission") return common;
  const { period, mode } = (mission ?? {}) as Posted;
  const { from, to } = (period ?? {}) as Posted;
  // An empty date is asked for, even where the need has dates: whoever emptied it meant something.
  return { ...common, mission: { period: { from: asText(from), to: asText(to) }, mode: orNull(mode) } };
}

/** The list of matches, and each one's page with what can be done at its stage. */
export function matchPages(): Router {
  const router = Router();
  router.use("/mises-en-relation", signedInOnly);
  router.get("/mises-en-relation", list);
  router.get("/mises-en-relation/:id", (request, response) => show(request, response));
  for (const action of MATCH_ACTIONS) {
    router.post(
      `/mises-en-relation/:id/${action}`,
      form({
        schema: BODIES[action],
        read: (fields) => readMove(action, fields),
        act: async (context, input, request) => {
          const match = await moveMatch(context, idOf(request), action, input);
          // A declined or rejected match may no longer be readable by who acted.
          const to = MATCH_LIFE[action].to === "rejected" ? "/conseil" : `/mises-en-relation/${match._id}`;
          const text = doneText(action, match, "answered" in input && input.answered !== undefined);
          return { to, flash: { kind: "success", text } };
        },
        again: show,
      }),
    );
  }
  router.post(
    "/mises-en-relation/:id/appel",
    form({
      schema: callInput,
      read: ({ fileNote }) => ({ fileNote }),
      act: async (context, { fileNote }, request) => {
        await noteCall(context, idOf(request), fileNote);
        const to = `/mises-en-relation/${idOf(request)}`;
        return { to, flash: { kind: "success", text: "L’appel est noté au dossier." } };
      },
      again: show,
    }),
  );
  return router;
}
