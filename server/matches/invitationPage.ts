import { type Request, type Response, Router } from "express";
import { messagePage } from "../accounts/messagePage.ts";
import { AppError } from "../errors.ts";
import { form, NO_REFUSAL, type Posted, type Refusal } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { joinByInvitation, openAccountByInvitation, openInvitation } from "./invitations.ts";
import { invitedAccount } from "./schema.ts";

const tokenOf = (request: Request): string => String(request.params.token);

/** The link stays in a mailbox after it was used: it is no dead end. */
async function usedAlready(request: Request, response: Response): Promise<void> {
  response.status(404);
  await messagePage(
    request,
    response,
    "Ce lien a déjà servi, ou il ne vaut plus",
    "Si vous avez ouvert votre compte avec lui, connectez-vous : ce qui attend votre réponse est sur votre tableau de bord. Sinon, demandez un nouveau lien à Cités Unies France.",
  );
}

async function show(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Posted; message?: string } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const invitation = await openInvitation(context, tokenOf(request)).catch((error: unknown) => {
    if (error instanceof AppError && error.status === 404) return null;
    throw error;
  });
  if (!invitation) return usedAlready(request, response);
  const { account } = invitation;
  // Signing in leads back here.
  if (account && !context.actor.id && request.method === "GET")
    request.session.returnTo = { path: request.originalUrl, at: context.clock().getTime() };
  await renderPage(request, response, "matches/invitation", {
    title: `Répondre pour ${invitation.organisation.name}`,
    form: true,
    path: `/invitation/${tokenOf(request)}`,
    invitation,
    // The account of the address; somebody else's cannot take the seat.
    reader:
      account?.id === context.actor.id ? "invited" : context.actor.id ? "another" : account ? "away" : "new",
    filled: refused.fields ?? {},
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
  });
}

/** Where the link of an adviser's invitation leads: to the seat, through an account, and then to the answer. */
export function invitationPages(limits: Limits): Router {
  const router = Router();
  router.get("/invitation/:token", (request, response) => show(request, response));
  router.post(
    "/invitation/:token",
    limits.signIn,
    form({
      schema: invitedAccount.partial(),
      read: () => ({}),
      act: async (context, _input, request) => {
        const match = await joinByInvitation(context, tokenOf(request));
        const text = "Vous êtes référent de la structure. Lisez la demande, et répondez.";
        return { to: `/mises-en-relation/${match}`, flash: { kind: "success", text } };
      },
      again: show,
    }),
  );
  router.post(
    "/invitation/:token/compte",
    limits.signIn,
    form({
      schema: invitedAccount,
      read: ({ name, password }) => ({ name, password }),
      act: async (context, input, request) => {
        const match = await openAccountByInvitation(context, tokenOf(request), input);
        request.session.returnTo = { path: `/mises-en-relation/${match}`, at: context.clock().getTime() };
        const text = "Votre compte est ouvert. Connectez-vous : vous arrivez à la demande.";
        return { to: "/connexion", flash: { kind: "success", text } };
      },
      again: show,
    }),
  );
  return router;
}
