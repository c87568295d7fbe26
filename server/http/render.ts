import { promisify } from "node:util";
import type { Request, Response } from "express";
import { presentMe } from "../accounts/present.ts";
import { awaitingCount } from "../dashboard/usecases.ts";
import { type Actor, VISITOR, writesFor } from "../domain/policies.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { namedValues, writtenTexts } from "./formFields.ts";
import { markMaker } from "./formMark.ts";
import { nameErrors } from "./namedErrors.ts";
import { refillForm } from "./refill.ts";
import { csrfToken } from "./session.ts";
import { renderTemplate } from "./templates.ts";
import type { Flash } from "./types.ts";

/** Where this reader describes a need; null for an adviser who writes for nobody: their pages offer other things. */
function describesNeedsAt(actor: Actor): string | null {
  if (actor.id === null) return "/#description";
  return writesFor(actor).length > 0 || !actor.adviser ? "/besoins/nouveau" : null;
}

/** What every page shows besides its own content. */
async function shared(request: Request, response: Response, form: boolean) {
  const { context, nonce, requestId } = response.locals;
  const [names, awaiting] = await Promise.all([
    organisationNames(request.user?.actor.seats.map((seat) => seat.organisation) ?? []),
    request.user && context ? awaitingCount(context) : 0,
  ]);
  const user = request.user ? presentMe(request.user, names) : null;
  const kept: Flash[] = request.session?.flash ?? [];
  if (kept.length > 0) delete request.session.flash;
  const flash = response.locals.said ? [response.locals.said, ...kept] : kept;
  return {
    user,
    needHref: describesNeedsAt(request.user?.actor ?? VISITOR),
    awaiting,
    // A token begins a session: visitors get one only where the page has a form that posts.
    csrfToken: request.session && (user || form) ? csrfToken(request) : null,
    flash,
    nonce,
    requestId,
    path: request.path,
    contact: request.app.locals.contact,
    demo: request.app.locals.demo === true,
    mailsLeave: request.app.locals.mailsLeave === true,
    stylesheet: request.app.locals.stylesheet,
  };
}

/**
 * Renders a page in two stages: `views/VIEW.ejs`, then the layout around it.
 * @param locals what the page shows, and `title`; `form: true` where a visitor is to post something; `place`, where the
 *   page can be asked for at another address than the one that answers now.
 */
export async function renderPage(
  request: Request,
  response: Response,
  view: string,
  {
    form = false,
    place,
    ...locals
  }: Record<string, unknown> & { title: string; form?: boolean; place?: string },
): Promise<void> {
  const formMark = markMaker(request, place);
  const all = { ...(await shared(request, response, form)), formMark, ...locals };
  const written = renderTemplate(view, all);
  const refused = Array.isArray(locals.problems) && locals.problems.length > 0;
  const body = withPosted(response, refused ? nameErrors(written) : written);
  response.type("html").send(renderTemplate("layout", { ...all, body }));
}

/** The page with what was posted to a form of it and could not be sent; texts that have no place in it stand below. */
function withPosted(response: Response, body: string): string {
  const again = response.locals.filledAgain;
  if (!again) return body;
  const values = namedValues(again.fields);
  const notice = renderTemplate("partials/filled-again", { renewed: again.renewed, because: again.because });
  const { html, found, left } = refillForm(body, { action: again.action, values, notice });
  const texts = writtenTexts(left);
  return `${found || texts.length > 0 ? "" : notice}${html}${renderTemplate("partials/typed-texts", { texts })}`;
}

/**
 * Goes to another page, with a sentence that it shows once. The session is saved before: a browser follows a redirect
 * as soon as it has its headers, and express-session sends these while it saves.
 */
export async function redirectWith(
  request: Request,
  response: Response,
  to: string,
  flash?: Flash,
): Promise<void> {
  const { session } = request;
  const waiting = session?.flash ?? [];
  const told = waiting.some(({ text }) => text === flash?.text);
  if (flash && session && !told) session.flash = [...waiting, flash];
  const { flash: said, returnTo, arriving, keptForm } = session ?? {};
  if (said || returnTo || arriving || keptForm) await promisify(session.save.bind(session))();
  response.redirect(303, to);
}

/** Renders a part of a page, for a script that puts it in place. */
export async function renderFragment(
  response: Response,
  view: string,
  locals: Record<string, unknown>,
): Promise<void> {
  response.type("html").send(renderTemplate(view, locals));
}
