import { Router } from "express";
import { z } from "zod";
import { email, password } from "../http/fields.ts";
import { asText, form, NO_REFUSAL } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { messagePage } from "./messagePage.ts";
import { requestPasswordReset, resetLinkHolds, resetPassword } from "./usecases.ts";

/** A forgotten password: asking for a link, and choosing another one by it. */
export function passwordPages(limits: Limits): Router {
  const router = Router();

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
    form({
      limit: limits.passwordReset,
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
          typedEmail: asText(fields.email),
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
      { mailed: true },
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
  return router;
}
