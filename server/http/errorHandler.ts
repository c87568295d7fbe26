import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { type AppError, notFound } from "../errors.ts";
import { namedValues, postedFields, writtenTexts } from "./formFields.ts";
import { titleOf, toAppError, toProblem } from "./problem.ts";
import { redirectWith, renderPage } from "./render.ts";
import { elsewhere } from "./returnTo.ts";

const wantsJson = (request: Request): boolean =>
  request.path.startsWith("/api/") || request.accepts(["html", "json"]) === "json";

/** What was written in a form that this page answers: it can be copied. Not what another account had written. */
function typedTexts(request: Request, response: Response, { id }: AppError): string[] {
  // A page that was asked for in the place of a form has them already.
  if (request.method !== "POST" || response.locals.filledAgain || id === "other-account" || id === "csrf")
    return [];
  return writtenTexts(namedValues(postedFields(request)).values());
}

/** Whatever no route answered. */
export const noSuchPage: RequestHandler = () => {
  throw notFound();
};

/** The one error handler: problem+json for programs, a page for people. Stacks go to the log, never out. */
export const errorHandler: ErrorRequestHandler = async (error, request, response, next) => {
  // A session that is saved as the page ends, and finds no room: the page is whole, and ends by itself.
  const noRoomFor = request.app.locals.space.note(error);
  if (response.headersSent) return noRoomFor ? undefined : next(error);
  const known = toAppError(error);
  // Who is told to come back later is no fault of ours.
  if (known.status >= 500 && known.id !== "busy") request.log.error({ err: error }, "request failed");
  const { requestId } = response.locals;
  response.status(known.status);
  if (known.status === 503) response.set("Retry-After", known.id === "busy" ? "15" : "60");
  if (wantsJson(request)) {
    response.type("application/problem+json").send(JSON.stringify(toProblem(known, requestId)));
    return;
  }
  if (known.status === 401 && request.method === "GET") {
    const text = "Connectez-vous pour voir cette page.";
    return redirectWith(request, response, "/connexion", { kind: "info", text });
  }
  const other = elsewhere(response.locals.arrived, known.status);
  if (other) return redirectWith(request, response, other.to, { kind: "info", text: other.text });
  const locals = {
    title: titleOf(known.status),
    status: known.status,
    message: known.message,
    problems: (known.errors ?? []).map(({ path, message }) => ({ name: path, message })),
    texts: typedTexts(request, response, known),
  };
  try {
    await renderPage(request, response, "errors/error", locals);
  } catch (failure) {
    request.log.error({ err: failure }, "the error page failed");
    response.type("text/plain").send(`${known.message} (${requestId})`);
  }
};
