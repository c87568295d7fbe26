import { promisify } from "node:util";
import type { Request, Response } from "express";
import { presentMe } from "../accounts/present.ts";
import { awaitingCount } from "../dashboard/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { csrfToken } from "./session.ts";
import { renderTemplate } from "./templates.ts";
import type { Flash } from "./types.ts";

/** What every page shows besides its own content. */
async function shared(request: Request, response: Response, form: boolean) {
  const { context, nonce, requestId } = response.locals;
  const [names, awaiting] = await Promise.all([
    organisationNames(request.user?.actor.seats.map((seat) => seat.organisation) ?? []),
    request.user && context ? awaitingCount(context) : 0,
  ]);
  const user = request.user ? presentMe(request.user, names) : null;
  const flash: Flash[] = request.session?.flash ?? [];
  if (flash.length > 0) delete request.session.flash;
  return {
    user,
    awaiting,
    // A token begins a session: visitors get one only where the page has a form that posts.
    csrfToken: request.session && (user || form) ? csrfToken(request) : null,
    flash,
    nonce,
    requestId,
    path: request.path,
    demo: request.app.locals.demo === true,
    mailsLeave: request.app.locals.mailsLeave === true,
    stylesheet: request.app.locals.stylesheet,
  };
}

/**
 * Renders a page in two stages: `views/VIEW.ejs`, then the layout around it.
 * @param locals what the page shows, and `title`; `form: true` where a visitor is to post something.
 */
export async function renderPage(
  request: Request,
  response: Response,
  view: string,
  { form = false, ...locals }: Record<string, unknown> & { title: string; form?: boolean },
): Promise<void> {
  const all = { ...(await shared(request, response, form)), ...locals };
  const body = renderTemplate(view, all);
  response.type("html").send(renderTemplate("layout", { ...all, body }));
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
  if (flash && session) session.flash = [...(session.flash ?? []), flash];
  if (session?.flash || session?.returnTo) await promisify(session.save.bind(session))();
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
