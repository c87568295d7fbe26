import type { Request, Response } from "express";
import type { TypedNeed } from "../domain/need.ts";
import { renderPage } from "../http/render.ts";
import { organisationNames } from "../organisations/usecases.ts";

/**
 * The way on for somebody who wants to write a need and acts for no organisation: to ask for a seat first. What was typed
 * is kept in the session, for the form that opens afterwards.
 */
export async function withoutSeat(request: Request, response: Response, typed?: TypedNeed): Promise<void> {
  const { actor } = response.locals.context;
  if (typed?.description) request.session.typedNeed = typed;
  const reads = actor.seats.map(({ organisation }) => organisation);
  const names = await organisationNames(reads);
  await renderPage(request, response, "needs/without-seat", {
    title: "Décrire un besoin",
    typed: request.session.typedNeed?.description ?? "",
    reads: reads.map((id) => names.get(id) ?? "").join(", "),
  });
}
