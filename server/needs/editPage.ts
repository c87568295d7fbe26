import { type Request, type Response, Router } from "express";
import { type Actor, can, partsInNeed, writesFor } from "../domain/policies.ts";
import { AppError, forbidden } from "../errors.ts";
import { createdBy } from "../http/formMark.ts";
import {
  asList,
  asText,
  filledAgain,
  form,
  idOf,
  NO_REFUSAL,
  type Posted,
  postedFields,
  type Refusal,
  type Refused,
  refusalOf,
} from "../http/forms.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { conflictPage } from "./conflictPage.ts";
import { correctedFields, fieldsOfNeed, needChoices, readNeed, sightOf } from "./formFields.ts";
import { type FormField, saveForm, seenOf } from "./merge.ts";
import type { NeedRecord } from "./model.ts";
import { fieldsInWords } from "./present.ts";
import { dismissedOf, previewOf } from "./previewPage.ts";
import { refuseToSendYet } from "./privateDrafts.ts";
import { needChange, needInput } from "./schema.ts";
import { checkSendable, submitNeed } from "./transitions.ts";
import { getNeed, postNeed } from "./usecases.ts";
import { withoutSeat } from "./withoutSeatPage.ts";

const mayNotSendYet = (actor: Actor, record: NeedRecord): boolean =>
  Boolean(record.privateTo) && !partsInNeed(actor, record).includes("editor");

const editPlace = (id: string): string => `/besoins/${id}/modifier`;

type Shown = Refusal & {
  fields?: Posted;
  message?: string;
  /** The fields were typed before signing in. */
  tried?: boolean;
};

/** Codes as a form sends them; the form's schema looks at them when it is sent. */
const asCodes = (value: unknown): string[] => asList(value).filter((code) => typeof code === "string");

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
    record: record
      ? {
          id: record._id,
          status: record.status,
          version: record.version,
          canDelete: can(context.actor, "need.delete", record),
          canMove: can(context.actor, "need.move", record),
        }
      : null,
    // A form that comes back still began where it began.
    seen: typeof filled.seen === "string" ? filled.seen : record ? seenOf(record) : "",
    filled,
    preview: await previewOf(context, filled),
    dismissed: dismissedOf(context, filled),
    organisations: organisations.map((organisation) => ({
      value: organisation,
      label: `${names.get(organisation) ?? ""}${pending.includes(organisation) ? " (rattachement à confirmer)" : ""}`,
    })),
    // A draft of which the author's seat is not confirmed is kept, not sent.
    keptOnly: record
      ? mayNotSendYet(context.actor, record)
      : organisations.every((each) => pending.includes(each)),
    message: refused.message ?? null,
    tried: refused.tried === true,
    problems: refused.problems,
    errorOf: refused.errorOf,
    ...needChoices(context.labels),
  });
}

/** Everything that keeps a need from being sent is told at once, not one thing after the other. */
function withUnsendable(refused: Refused): Shown {
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

const SAVED = "Votre brouillon est enregistré.";

/** Says what others changed and the form did not. */
const keptElsewhere = (fields: FormField[]): string =>
  `Ce qui a été changé ailleurs entre-temps est gardé : ${fieldsInWords(fields)}.`;

/** The form of a need: begun, gone on with, saved with what others wrote meanwhile, and sent. */
export function needEditing(): Router {
  const router = Router();
  router.get("/besoins/nouveau", async (request, response) => {
    const { typedNeed } = request.session;
    if (writesFor(response.locals.context.actor).length === 0) return withoutSeat(request, response);
    const again = filledAgain(response, "/besoins/nouveau");
    const start = typedNeed ? { ...NO_REFUSAL, fields: { ...typedNeed }, tried: true } : undefined;
    await editor(request, response, null, again.fields ? again : start);
  });
  router.post("/besoins/nouveau", async (request, response, next) => {
    if (writesFor(response.locals.context.actor).length > 0) return next();
    const { description, themes, countries, dismissed } = postedFields(request);
    await withoutSeat(request, response, {
      description: asText(description).slice(0, 6000),
      themes: asCodes(themes),
      countries: asCodes(countries),
      dismissed: asCodes(dismissed),
    });
  });
  // What was tried before signing in is not what this need is about.
  router.post("/besoins/nouveau/autre", async (request, response) => {
    delete request.session.typedNeed;
    await redirectWith(request, response, "/besoins/nouveau");
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
        const made = createdBy(request);
        const need = await postNeed(context, input, made ? { need: made.id, key: made.key } : undefined);
        delete request.session.typedNeed;
        return sending
          ? submitted(context, need._id)
          : { to: `/besoins/${need._id}/modifier`, flash: { kind: "success", text: SAVED } };
      },
      again: async (request, response, refused) => {
        await editor(request, response, null, withUnsendable(refused));
      },
    }),
  );
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
      read: readNeed,
      act: async (context, change, request) => {
        const { organisation, privateTo } = await getNeed(context, idOf(request));
        const to = change.organisation ?? organisation;
        const sending = postedFields(request).send === "submit";
        if (sending && (privateTo || to !== organisation)) refuseToSendYet(context, to);
        const { need, elsewhere } = await saveForm(context, idOf(request), change, sightOf(request));
        if (sending && need.status === "draft") return submitted(context, need._id);
        const saved = need.status === "draft" ? SAVED : "Le besoin est enregistré.";
        const text = elsewhere.length > 0 ? `${saved} ${keptElsewhere(elsewhere)}` : saved;
        const place = need.status === "draft" ? editPlace(need._id) : `/besoins/${need._id}`;
        return { to: place, flash: { kind: "success", text } };
      },
      again: async (request, response, refused) => {
        const need = await getNeed(response.locals.context, idOf(request));
        if (refused.id === "need-conflict") return conflictPage(request, response, need, refused);
        await editor(request, response, need, withUnsendable(refused));
      },
    }),
  );
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
