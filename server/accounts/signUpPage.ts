import { type Request, type Response, Router } from "express";
import { AppError } from "../errors.ts";
import { asText, form, NO_REFUSAL, orAbsent, type Refusal } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { type Outcome, once } from "../http/once.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import { organisationChoiceByKey, searchOrganisationChoices } from "../organisations/choices.ts";
import { presentChoice } from "../organisations/present.ts";
import { messagePage } from "./messagePage.ts";
import { signUpInput } from "./schema.ts";
import { confirmationHolds, confirmEmail, signUp } from "./usecases.ts";

async function signUpPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown> } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const asked = { ...(request.query as Record<string, unknown>), ...refused.fields };
  const profile = asked.profile === "expert" || asked.profile === "member" ? asked.profile : null;
  const query = asText(asked.q);
  const chosen = asText(asked.organisation)
    ? await organisationChoiceByKey(asText(asked.organisation))
    : null;
  const found = profile === "member" && !chosen ? await searchOrganisationChoices(context, query) : [];
  await renderPage(request, response, "accounts/sign-up", {
    title: "Inscription",
    form: true,
    profile,
    query,
    declaring: asked.declare === "1" || typeof asked.declared === "object",
    chosen: chosen ? presentChoice(chosen, context.labels) : null,
    found: found.map((choice) => presentChoice(choice, context.labels)),
    filled: refused.fields ?? {},
    problems: refused.problems,
    errorOf: refused.errorOf,
    countryOptions: context.labels.countries,
    typed: request.session.typedNeed?.description ?? "",
  });
}

/** A link that was used is no dead end. */
async function confirmedAlready(request: Request, response: Response): Promise<void> {
  response.status(404);
  await messagePage(
    request,
    response,
    "Ce lien a déjà servi, ou il est trop ancien",
    "Essayez de vous connecter : si votre adresse n’est pas encore confirmée, nous vous renverrons un lien.",
  );
}

/** Sign-up, and the confirmation of the address that was given. */
export function signUpPages(limits: Limits): Router {
  const router = Router();

  router.get("/inscription", (request, response) => signUpPage(request, response));
  router.post(
    "/inscription",
    form({
      limit: limits.signUp,
      schema: signUpInput,
      read: ({ q, declare, ...fields }) => ({
        ...fields,
        phone: orAbsent(fields.phone),
        organisation: orAbsent(fields.organisation),
      }),
      act: async (context, input, request) => {
        await signUp(context, input, request.session.typedNeed);
        return { to: "/inscription/merci" };
      },
      again: signUpPage,
    }),
  );
  router.get("/inscription/merci", (request, response) =>
    messagePage(
      request,
      response,
      "Regardez votre boîte aux lettres",
      "Nous venons de vous écrire. Ouvrez le lien de ce message et confirmez votre adresse : il vaut trois jours.",
      { mailed: true },
    ),
  );
  // Mail programs open links before people do: opening one changes nothing, its page has a button.
  router.get("/confirmer/:token", async (request, response) => {
    if (!(await confirmationHolds(response.locals.context, request.params.token))) {
      return confirmedAlready(request, response);
    }
    await renderPage(request, response, "accounts/confirm", {
      title: "Confirmer votre adresse",
      form: true,
    });
  });
  router.post("/confirmer/:token", async (request, response) => {
    const { context } = response.locals;
    const confirm = async (): Promise<Outcome> => {
      await confirmEmail(context, request.params.token);
      const text = "Votre adresse est confirmée. Connectez-vous.";
      return { to: "/connexion", flash: { kind: "success", text } };
    };
    const confirmed = await once(request, context.clock(), confirm).catch((error) => {
      if (error instanceof AppError && error.status === 404) return null;
      throw error;
    });
    if (!confirmed) return confirmedAlready(request, response);
    await redirectWith(request, response, confirmed.to, confirmed.flash);
  });
  return router;
}
