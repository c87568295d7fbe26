import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import { dayOf } from "../domain/days.ts";
import { can } from "../domain/policies.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { forbidden } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import { frenchDate } from "../http/format.ts";
import { renderPage } from "../http/render.ts";
import { ndjson } from "./ndjson.ts";
import { learningLines } from "./outcomes.ts";
import { learningState } from "./usecases.ts";

const KIND_LABELS: Record<CandidateKind, string> = {
  expert: "Experts",
  peer: "Collectivités",
  funding: "Financements",
};

/** What the bourse learns from: how much was kept, and its download. */
export function learningPages(): Router {
  const router = Router();
  router.use("/administration/apprentissage", signedInOnly);
  router.get("/administration/apprentissage", async (request, response) => {
    const { context } = response.locals;
    const { since, kinds } = await learningState(context);
    await renderPage(request, response, "learning/show", {
      title: "Apprentissage",
      since: since ? frenchDate(since) : null,
      kept: kinds.map(({ kind, lists, items: shown }) => ({ label: KIND_LABELS[kind], lists, shown })),
    });
  });
  router.get("/administration/apprentissage/export.ndjson", async (_request, response) => {
    const { context } = response.locals;
    // Before the first byte: afterwards nothing can be refused any more.
    if (!can(context.actor, "learning.export", null)) throw forbidden();
    const day = dayOf(context.clock());
    response.set({
      "Content-Type": "application/x-ndjson; charset=utf-8",
      "Content-Disposition": `attachment; filename="apprentissage-${day}.ndjson"`,
      "Cache-Control": "no-store",
    });
    await pipeline(Readable.from(ndjson(learningLines(context))), response);
  });
  return router;
}
