import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { frenchDate } from "../http/format.ts";
import { asText, button, form, NO_REFUSAL, type Refusal } from "../http/forms.ts";
import { renderPage } from "../http/render.ts";
import { organisationChoiceByKey, searchOrganisationChoices } from "../organisations/choices.ts";
import { presentChoice } from "../organisations/present.ts";
import { declaredOrganisation, organisationChoice } from "./schema.ts";
import { askForSeat, seatToWithdraw, settleSeat, withdrawSeat } from "./seats.ts";
import { NEED_TO_WRITE } from "./typedNeed.ts";

const backOf = (request: Request): string =>
  request.user?.actor.adviser ? "/conseil/rattachements" : "/tableau-de-bord/rattachements";

async function seatPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown>; message?: string } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const query = asText(refused.fields?.q ?? request.query.q);
  const key = asText(refused.fields?.organisation ?? request.query.organisation);
  const chosen = key ? await organisationChoiceByKey(key) : null;
  const found = await searchOrganisationChoices(context, query);
  await renderPage(request, response, "accounts/seat", {
    title: "Me rattacher à une structure",
    query,
    chosen: chosen ? presentChoice(chosen, context.labels) : null,
    declaring: request.query.declare === "1" || typeof refused.fields?.declared === "object",
    found: found.map((choice) => presentChoice(choice, context.labels)),
    filled: refused.fields ?? {},
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    countryOptions: context.labels.countries,
  });
}

/** Joining an organisation, and confirming or refusing who asks to. */
export function seatPages(): Router {
  const router = Router();

  const seat = z.union([
    z.strictObject({ organisation: organisationChoice }),
    z.strictObject({ declared: declaredOrganisation }),
  ]);
  router.get("/rattachement", signedInOnly, (request, response) => seatPage(request, response));
  router.post(
    "/rattachement",
    signedInOnly,
    form({
      schema: seat,
      read: ({ q, declare, ...fields }) => fields,
      act: async (context, input, request) => {
        await askForSeat(context, "organisation" in input ? input.organisation : input.declared);
        const text =
          "Votre demande est partie. Un conseiller CUF, ou un référent de la structure, vous répondra. En attendant, vous pouvez préparer un besoin.";
        const to = request.session.typedNeed ? NEED_TO_WRITE : "/tableau-de-bord";
        return { to, flash: { kind: "success", text } };
      },
      again: (request, response, refused) => seatPage(request, response, refused),
    }),
  );
  const organisationOf = (request: Request) => String(request.params.organisation);
  router.get("/rattachement/:organisation/retirer", signedInOnly, async (request, response) => {
    const { context } = response.locals;
    const id = organisationOf(request);
    const { organisation, askedAt } = await seatToWithdraw(context, id);
    await renderPage(request, response, "accounts/withdraw-seat", {
      title: "Retirer ma demande de rattachement",
      action: `/rattachement/${id}/retirer`,
      organisation,
      day: frenchDate(askedAt),
    });
  });
  router.post(
    "/rattachement/:organisation/retirer",
    signedInOnly,
    button(
      async (context, request) => {
        const organisation = await withdrawSeat(context, organisationOf(request));
        const text = `Votre demande pour ${organisation} est retirée.`;
        return { to: "/tableau-de-bord", flash: { kind: "success", text } };
      },
      () => "/tableau-de-bord",
    ),
  );
  router.post(
    "/rattachement/:organisation/:user/:decision",
    signedInOnly,
    button(
      async (context, request) => {
        const { organisation, user, decision } = request.params as Record<string, string>;
        if (decision !== "confirmer" && decision !== "refuser") throw notFound();
        const confirm = decision === "confirmer";
        await settleSeat(context, { organisation: organisation ?? "", user: user ?? "", confirm });
        const textOf = confirm ? "Le rattachement est confirmé." : "Le rattachement est refusé.";
        return { to: backOf(request), flash: { kind: "success", text: textOf } };
      },
      (request) => backOf(request),
    ),
  );
  return router;
}
