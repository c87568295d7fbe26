import { type Request, type Response, Router } from "express";
import type { PassportStatic } from "passport";
import { z } from "zod";
import { DEMO_PASSWORD, demoAccounts } from "../../seeds/demo/accounts.ts";
import { AppError, invalid, notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { email, password } from "../http/fields.ts";
import { button, form, NO_REFUSAL, orAbsent, postedFields, type Refusal, refusalOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import { fieldErrors } from "../http/validate.ts";
import { organisationChoiceByKey, searchOrganisationChoices } from "../organisations/choices.ts";
import { presentChoice } from "../organisations/present.ts";
import { credentials, declaredOrganisation, organisationChoice, signUpInput } from "./schema.ts";
import { askForSeat, settleSeat } from "./seats.ts";
import {
  confirmationHolds,
  confirmEmail,
  requestPasswordReset,
  resetLinkHolds,
  resetPassword,
  signUp,
} from "./usecases.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A path of our own only: an address from outside would lead people away after they signed in. */
const ownPath = (value: string | undefined): string =>
  value && /^\/(?![/\\])/.test(value) ? value : "/tableau-de-bord";

async function signInPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown>; message?: string } = NO_REFUSAL,
): Promise<void> {
  const demo = request.app.locals.demo === true;
  await renderPage(request, response, "accounts/sign-in", {
    title: "Connexion",
    form: true,
    typedEmail: text(refused.fields?.email),
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    accounts: demo ? demoAccounts().map((account) => ({ email: account.email, role: account.role })) : [],
    demoPassword: DEMO_PASSWORD,
  });
}

async function signUpPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown> } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const asked = { ...(request.query as Record<string, unknown>), ...refused.fields };
  const profile = asked.profile === "expert" || asked.profile === "member" ? asked.profile : null;
  const query = text(asked.q);
  const chosen = text(asked.organisation) ? await organisationChoiceByKey(text(asked.organisation)) : null;
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
  });
}

const messagePage = (request: Request, response: Response, heading: string, message: string) =>
  renderPage(request, response, "accounts/message", { title: heading, message });

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

/** Sign-up, sign-in and out, confirmation, forgotten password, and joining an organisation. */
export function accountPages(passport: PassportStatic, limits: Limits): Router {
  const router = Router();

  router.get("/connexion", async (request, response) => {
    if (request.user) return response.redirect(303, "/tableau-de-bord");
    await signInPage(request, response);
  });
  router.post("/connexion", limits.signIn, (request, response, next) => {
    const { returnTo } = request.session;
    const refuse = (error: AppError) => {
      response.status(error.status);
      const refused = {
        ...refusalOf(error.errors ?? []),
        fields: postedFields(request),
        message: error.message,
      };
      signInPage(request, response, refused).catch(next);
    };
    // Passport turns an empty field away without asking us, and without saying which.
    const typed = credentials.safeParse(postedFields(request));
    if (!typed.success) return refuse(invalid(fieldErrors(typed.error)));
    passport.authenticate("local", (error: unknown, user: Express.User | false) => {
      if (error instanceof AppError && [401, 403].includes(error.status)) return refuse(error);
      if (error || !user) return next(error ?? new Error("signed in as nobody"));
      request.logIn(user, (failure) => (failure ? next(failure) : response.redirect(303, ownPath(returnTo))));
    })(request, response, next);
  });
  router.post("/deconnexion", (request, response, next) => {
    request.logout((error) => {
      if (error) return next(error);
      redirectWith(request, response, "/", { kind: "success", text: "Vous êtes déconnecté." });
    });
  });

  router.get("/inscription", (request, response) => signUpPage(request, response));
  router.post(
    "/inscription",
    limits.mails,
    form({
      schema: signUpInput,
      read: ({ q, declare, ...fields }) => ({
        ...fields,
        phone: orAbsent(fields.phone),
        organisation: orAbsent(fields.organisation),
      }),
      act: async (context, input) => {
        await signUp(context, input);
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
    const confirmed = await confirmEmail(response.locals.context, request.params.token).catch((error) => {
      if (error instanceof AppError && error.status === 404) return null;
      throw error;
    });
    if (!confirmed) return confirmedAlready(request, response);
    const text = "Votre adresse est confirmée. Connectez-vous.";
    redirectWith(request, response, "/connexion", { kind: "success", text });
  });

  router.get("/mot-de-passe-oublie", (request, response) =>
    renderPage(request, response, "accounts/forgotten", {
      title: "Mot de passe oublié",
      form: true,
      typedEmail: "",
      ...NO_REFUSAL,
    }),
  );
  router.post(
    "/mot-de-passe-oublie",
    limits.mails,
    form({
      schema: z.strictObject({ email }),
      read: (fields) => fields,
      act: async (context, input) => {
        await requestPasswordReset(context, input.email);
        return { to: "/mot-de-passe-oublie/merci" };
      },
      again: (request, response, { fields, ...refused }) =>
        renderPage(request, response, "accounts/forgotten", {
          title: "Mot de passe oublié",
          form: true,
          typedEmail: text(fields.email),
          ...refused,
        }),
    }),
  );
  router.get("/mot-de-passe-oublie/merci", (request, response) =>
    messagePage(
      request,
      response,
      "Regardez votre boîte aux lettres",
      "Si cette adresse a un compte, nous venons de lui envoyer un lien pour choisir un autre mot de passe. Il vaut deux heures.",
    ),
  );
  router.get("/reinitialiser/:token", async (request, response) => {
    const holds = await resetLinkHolds(response.locals.context, request.params.token);
    if (!holds) {
      response.status(404);
      await messagePage(
        request,
        response,
        "Ce lien ne vaut plus",
        "Il a déjà servi, ou il est trop ancien. Demandez-en un autre depuis « Mot de passe oublié ».",
      );
      return;
    }
    await renderPage(request, response, "accounts/reset", {
      title: "Nouveau mot de passe",
      form: true,
      ...NO_REFUSAL,
    });
  });
  router.post(
    "/reinitialiser/:token",
    limits.mails,
    form({
      schema: z.strictObject({ password }),
      read: (fields) => fields,
      act: async (context, input, request) => {
        await resetPassword(context, String(request.params.token), input.password);
        const text = "Votre mot de passe est changé. Connectez-vous.";
        return { to: "/connexion", flash: { kind: "success", text } };
      },
      again: (request, response, refused) =>
        renderPage(request, response, "accounts/reset", {
          title: "Nouveau mot de passe",
          form: true,
          ...refused,
        }),
    }),
  );

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
      act: async (context, input) => {
        await askForSeat(context, "organisation" in input ? input.organisation : input.declared);
        return {
          to: "/tableau-de-bord",
          flash: {
            kind: "success",
            text: "Votre demande est partie. Un conseiller CUF, ou un référent de la structure, la confirmera.",
          },
        };
      },
      again: (request, response, refused) => seatPage(request, response, refused),
    }),
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

const backOf = (request: Request): string =>
  request.user?.actor.adviser ? "/conseil#rattachements" : "/tableau-de-bord#rattachements";

async function seatPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown>; message?: string } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const query = text(refused.fields?.q ?? request.query.q);
  const key = text(refused.fields?.organisation ?? request.query.organisation);
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
