import type { Request, RequestHandler, Response } from "express";
import type { Dependencies } from "../context.ts";
import { AppError } from "../errors.ts";
import { postedFields } from "./formFields.ts";
import { type FormMark, markOf, ownerOf } from "./formMark.ts";
import { forgetForm, keepForm, keptForm } from "./keptForm.ts";
import { type Limits, passes } from "./limits.ts";
import { fromOurPage } from "./ourPage.ts";
import { redirectWith } from "./render.ts";
import { rememberPage } from "./returnTo.ts";
import { csrfProtection } from "./session.ts";

const SIGN_OUT = "/deconnexion";
const SIGNED_OUT = "Votre session est terminée.";
const ENDED =
  "Votre session était terminée : rien n’a été envoyé. Connectez-vous, vous retrouverez votre page et ce que vous y avez écrit.";
const NOT_KEPT =
  "Votre session était terminée : rien n’a été envoyé, et ce que vous aviez écrit n’a pas pu être gardé. Revenez en arrière pour le copier, puis connectez-vous.";

const isTokenError = (error: unknown): boolean => (error as { code?: unknown })?.code === "EBADCSRFTOKEN";

/** A form that a person sent by itself; a script asks for itself, and is told in its own way. */
const isSentForm = (request: Request): boolean =>
  request.method === "POST" &&
  !request.path.startsWith("/api/") &&
  Boolean(request.is("application/x-www-form-urlencoded")) &&
  request.get("x-csrf-token") === undefined &&
  request.accepts(["html", "json"]) === "html";

/**
 * Stands where the token of each post is checked, and loses nothing of a form whose token or session ended meanwhile.
 * Such a post is never carried out. It becomes a request to read the page that the form stands on, which shows the form
 * filled, with a fresh token; who has to sign in first finds it so afterwards, within the hour.
 */
export function formKeeper({ clock, publicUrl }: Dependencies, { keptForms }: Limits): RequestHandler {
  const mayKeep = (request: Request, response: Response): Promise<boolean> =>
    passes(keptForms, request, response).then(
      () => true,
      () => false,
    );
  return (request, response, next) => {
    csrfProtection(request, response, (error?: unknown) => {
      if (error && !isTokenError(error)) return next(error);
      const sent = isSentForm(request);
      if (sent && request.path === SIGN_OUT && !request.user) {
        redirectWith(request, response, "/", { kind: "success", text: SIGNED_OUT }).catch(next);
        return;
      }
      const mark = sent ? markOf(request) : null;
      // The token may hold while nobody does: the password was changed elsewhere.
      const ended = error !== undefined || Boolean(mark?.owner && !request.user);
      if (!ended) return afterwards(request, response, clock()).then(() => next(), next);
      if (!mark?.page || !fromOurPage(request, publicUrl())) return next(error);
      notSent(request, response, mark, clock(), mayKeep).then((answered) => {
        if (!answered) next();
      }, next);
    });
  };
}

/** @returns whether the request is answered; else it goes on as a request for the form's page. */
async function notSent(
  request: Request,
  response: Response,
  mark: FormMark,
  now: Date,
  mayKeep: (request: Request, response: Response) => Promise<boolean>,
): Promise<boolean> {
  const { owner, page } = mark;
  if (request.user && owner && owner !== ownerOf(request)) {
    throw new AppError(
      "other-account",
      409,
      "Ce formulaire était ouvert avec un autre compte que le vôtre : rien n’a été envoyé.",
    );
  }
  const again = { page, action: request.originalUrl, fields: postedFields(request) };
  if (owner && !request.user) {
    const kept = (await mayKeep(request, response)) && (await keepForm(request, { ...again, owner }, now));
    rememberPage(request, now, page);
    const text = kept ? ENDED : NOT_KEPT;
    await redirectWith(request, response, "/connexion", { kind: "warning", text });
    return true;
  }
  request.method = "GET";
  request.url = page;
  request.originalUrl = page;
  request.body = {};
  response.locals.filledAgain = { ...again, renewed: true };
  response.status(409);
  return false;
}

/** Who signed in again finds the form on its page, until it is sent. */
async function afterwards(request: Request, response: Response, now: Date): Promise<void> {
  const named = request.session?.keptForm;
  if (!named || !request.user) return;
  if (request.method === "POST") {
    if (request.originalUrl === named.action) await forgetForm(request);
  } else if (request.method === "GET" && request.originalUrl === named.page) {
    const kept = await keptForm(request, now);
    if (kept) response.locals.filledAgain = { ...kept, renewed: false };
    if (kept?.because) await forgetForm(request);
  }
}
