import { type Request, type Response, Router } from "express";
import { NEED_STATUS_LABELS, NEED_STATUSES } from "../domain/need.ts";
import { can, writesFor } from "../domain/policies.ts";
import { AppError, forbidden } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { parseAddress } from "../http/filters.ts";
import {
  asText,
  filledAgain,
  form,
  idOf,
  NO_REFUSAL,
  type Posted,
  postedFields,
  type Refusal,
  refusalOf,
} from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { needComparison } from "./comparePage.ts";
import { needCorrections } from "./correctionPage.ts";
import { correctedFields, fieldsOfNeed, needChoices, readNeed } from "./formFields.ts";
import type { NeedRecord } from "./model.ts";
import { presentNeedRow } from "./present.ts";
import { dismissedOf, needPreview, previewOf } from "./previewPage.ts";
import { refuseToSendYet } from "./privateDrafts.ts";
import { listQuery, needChange, needInput } from "./schema.ts";
import { needShowPages } from "./showPage.ts";
import { checkSendable, submitNeed } from "./transitions.ts";
import { editNeed, getNeed, listNeeds, PAGE_SIZE, postNeed } from "./usecases.ts";
import { withoutSeat } from "./withoutSeatPage.ts";

async function list(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { query, problems } = parseAddress(listQuery, request.query);
  if (problems.length > 0) response.status(422);
  const { items, total } = await listNeeds(context, query);
  const names = await organisationNames(items.map((need) => need.organisation));
  await renderPage(request, response, "needs/index", {
    title: "Besoins",
    needs: items.map((need) =>
      presentNeedRow(need, names.get(need.organisation) ?? "", context.clock(), context.actor),
    ),
    total,
    problems,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    query,
    canPost: writesFor(context.actor).length > 0,
    adviser: context.actor.adviser,
    statuses: NEED_STATUSES.filter((status) => status !== "draft" || !context.actor.adviser).map(
      (status) => ({
        status,
        label: NEED_STATUS_LABELS[status],
      }),
    ),
  });
}

const editPlace = (id: string): string => `/besoins/${id}/modifier`;

type Shown = Refusal & { fields?: Posted; message?: string };

async function editor(
  request: Request,
  response: Response,
  record: NeedRecord | null,
  refused: Shown = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const { pending } = context.actor;
  const organisations = writesFor(context.actor);
  const names = await organisationNames(organisations);
  const filled = refused.fields ?? fieldsOfNeed(record);
  await renderPage(request, response, "needs/edit", {
    place: record ? editPlace(record._id) : "/besoins/nouveau",
    title: record ? "Modifier le besoin" : "Décrire un besoin",
    record: record ? { id: record._id, status: record.status, version: record.version } : null,
    filled,
    preview: await previewOf(context, filled),
    dismissed: dismissedOf(context, filled),
    organisations: organisations.map((organisation) => ({
      value: organisation,
      label: `${names.get(organisation) ?? ""}${pending.includes(organisation) ? " (rattachement à confirmer)" : ""}`,
    })),
    // A draft of which the author's seat is not confirmed is kept, not sent.
    keptOnly: record ? Boolean(record.privateTo) : organisations.every((each) => pending.includes(each)),
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    ...needChoices(context.labels),
  });
}

/** Everything that keeps a need from being sent is told at once, not one thing after the other. */
function withUnsendable(refused: Required<Shown>): Shown {
  const { send, description } = refused.fields;
  if (send !== "submit" || refused.problems.length === 0 || refused.errorOf("description")) return refused;
  try {
    checkSendable({ description: String(description ?? "").trim() });
    return refused;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const told = refused.problems.map(({ name, message }) => ({ path: name, message }));
    return { ...refused, ...refusalOf([...told, ...(error.errors ?? [])]) };
  }
}

const SAVED = { kind: "success", text: "Votre brouillon est enregistré." } as const;

/** Lists, the form with its drafts and previews, and each need's own page. */
export function needPages(limits: Limits): Router {
  const router = Router();
  router.use("/besoins", signedInOnly);
  router.get("/besoins", list);

  router.get("/besoins/nouveau", async (request, response) => {
    const { typedNeed } = request.session;
    if (writesFor(response.locals.context.actor).length === 0) return withoutSeat(request, response);
    const again = filledAgain(response, "/besoins/nouveau");
    const start = typedNeed ? { ...NO_REFUSAL, fields: { description: typedNeed } } : undefined;
    await editor(request, response, null, again.fields ? again : start);
  });
  // What was tried on the home page comes along: the form opens with it, nothing is written yet.
  router.post("/besoins/nouveau", async (request, response, next) => {
    const { send, description } = postedFields(request);
    const seated = writesFor(response.locals.context.actor).length > 0;
    if (send !== "start" && seated) return next();
    const typed = asText(description).slice(0, 6000);
    if (!seated) return withoutSeat(request, response, typed);
    await editor(request, response, null, { ...NO_REFUSAL, fields: { description: typed } });
  });
  // Without scripts, a button beside the form strikes out what was misread: the page comes back with all that was typed.
  router.post("/besoins/nouveau", async (request, response, next) => {
    const fields = correctedFields(postedFields(request));
    if (!fields) return next();
    await editor(request, response, null, { ...NO_REFUSAL, fields });
  });
  router.post(
    "/besoins/nouveau",
    form({
      schema: needInput,
      read: readNeed,
      act: async (context, input, request) => {
        const sending = postedFields(request).send === "submit";
        // Before it is written: a refused form must not leave a draft behind at each try.
        if (sending) {
          refuseToSendYet(context, input.organisation);
          checkSendable(input);
        }
        const need = await postNeed(context, input);
        delete request.session.typedNeed;
        return sending ? submitted(context, need._id) : { to: `/besoins/${need._id}/modifier`, flash: SAVED };
      },
      again: async (request, response, refused) => {
        await editor(request, response, null, withUnsendable(refused));
      },
    }),
  );
  router.use(needPreview(limits));

  router.get("/besoins/:id/modifier", async (request, response) => {
    const { context } = response.locals;
    const need = await getNeed(context, idOf(request));
    if (!can(context.actor, "need.edit", need)) throw forbidden("Ce besoin ne peut plus être modifié.");
    await editor(request, response, need, filledAgain(response, editPlace(need._id)));
  });
  router.post("/besoins/:id/modifier", async (request, response, next) => {
    const fields = correctedFields(postedFields(request));
    if (!fields) return next();
    const { context } = response.locals;
    const need = await getNeed(context, idOf(request));
    if (!can(context.actor, "need.edit", need)) throw forbidden("Ce besoin ne peut plus être modifié.");
    await editor(request, response, need, { ...NO_REFUSAL, fields });
  });
  router.post(
    "/besoins/:id/modifier",
    form({
      schema: needChange,
      read: (fields) => {
        const { organisation, ...change } = readNeed(fields);
        return change;
      },
      act: async (context, change, request) => {
        const { organisation, privateTo } = await getNeed(context, idOf(request));
        if (privateTo && postedFields(request).send === "submit") refuseToSendYet(context, organisation);
        const need = await editNeed(context, idOf(request), change);
        if (postedFields(request).send === "submit" && need.status === "draft")
          return submitted(context, need._id);
        if (need.status === "draft") return { to: `/besoins/${need._id}/modifier`, flash: SAVED };
        return { to: `/besoins/${need._id}`, flash: { kind: "success", text: "Le besoin est enregistré." } };
      },
      again: async (request, response, refused) => {
        const need = await getNeed(response.locals.context, idOf(request));
        await editor(request, response, need, withUnsendable(refused));
      },
    }),
  );
  router.use(needCorrections(), needComparison(limits));
  router.use(needShowPages(limits));
  return router;
}

async function submitted(context: Parameters<typeof submitNeed>[0], id: string) {
  await submitNeed(context, id);
  return {
    to: `/besoins/${id}`,
    flash: {
      kind: "success" as const,
      text: "Votre besoin est envoyé. Voici, dès maintenant, qui pourrait y répondre.",
    },
  };
}
