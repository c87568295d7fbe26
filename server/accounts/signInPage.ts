import { type Request, type Response, Router } from "express";
import type { PassportStatic } from "passport";
import { DEMO_PASSWORD, demoAccounts } from "../../seeds/demo/accounts.ts";
import { AppError, invalid } from "../errors.ts";
import { asText, NO_REFUSAL, postedFields, type Refusal, refusalOf } from "../http/forms.ts";
import { carryKeptForm } from "../http/keptForm.ts";
import type { Limits } from "../http/limits.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import { DASHBOARD, destination, sendTo } from "../http/returnTo.ts";
import { fieldErrors, TOLD } from "../http/validate.ts";
import { credentials } from "./schema.ts";
import { carryTypedNeed } from "./typedNeed.ts";

async function signInPage(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Record<string, unknown>; message?: string } = NO_REFUSAL,
): Promise<void> {
  const demo = request.app.locals.demo === true;
  await renderPage(request, response, "accounts/sign-in", {
    title: "Connexion",
    form: true,
    typedEmail: asText(refused.fields?.email),
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    accounts: demo ? demoAccounts().map((account) => ({ email: account.email, role: account.role })) : [],
    demoPassword: DEMO_PASSWORD,
    typed: request.session?.typedNeed?.description ?? "",
  });
}

/** Signing in and out. */
export function signInPages(passport: PassportStatic, limits: Limits): Router {
  const router = Router();

  router.get("/connexion", async (request, response) => {
    if (request.user) return response.redirect(303, "/tableau-de-bord");
    await signInPage(request, response);
  });
  router.post("/connexion", (request, response, next) => {
    const to = destination(request, response.locals.context.clock());
    const carryOn = carryKeptForm(request);
    const carryTyped = carryTypedNeed(request);
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
    const typed = credentials.safeParse(postedFields(request), TOLD);
    if (!typed.success) return refuse(invalid(fieldErrors(typed.error)));
    const signIn = passport.authenticate("local", (error: unknown, user: Express.User | false) => {
      if (error instanceof AppError && [401, 403].includes(error.status)) return refuse(error);
      if (error || !user) return next(error ?? new Error("signed in as nobody"));
      request.logIn(user, (failure) => {
        if (failure) return next(failure);
        const goOn = async () => {
          const kept = await carryOn(user.user._id);
          const typed = await carryTyped(user.user._id);
          // Who came for a page of their own gets it: the need waits on the dashboard.
          const page = kept ?? (to === DASHBOARD ? typed : null) ?? to;
          await redirectWith(request, response, sendTo(request, page));
        };
        goOn().catch(next);
      });
    });
    limits.signIn(request, response, (error?: unknown) => {
      if (error instanceof AppError) return refuse(error);
      return error ? next(error) : signIn(request, response, next);
    });
  });
  router.post("/deconnexion", (request, response, next) => {
    request.logout((error) => {
      if (error) return next(error);
      const flash = { kind: "success", text: "Votre session est terminée. À bientôt." } as const;
      redirectWith(request, response, "/", flash).catch(next);
    });
  });
  return router;
}
