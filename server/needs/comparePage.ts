import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { id } from "../http/fields.ts";
import { idOf, NO_REFUSAL, orAbsent, type Posted, refusalOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { presentDealings } from "../matches/present.ts";
import { matchesOfNeed } from "../matches/usecases.ts";
import { type ComparableKind, compareCandidates } from "../matching/comparison.ts";
import { presentAdvantages, presentCriteria, presentSides } from "../matching/comparisonPage.ts";
import { needPermissions } from "./present.ts";
import { getNeed } from "./usecases.ts";

const KINDS = ["expert", "peer"] as const satisfies readonly ComparableKind[];
const chosen = z.string("Choisissez qui comparer.").pipe(id);

const kindQuery = z.object({
  kind: z.enum(KINDS, "On compare des experts (expert) ou des collectivités (peer).").default("expert"),
});
const pairQuery = z
  .object({ ...kindQuery.shape, a: chosen, b: chosen })
  .refine(({ a, b }) => a !== b, { path: ["b"], message: "Choisissez deux candidats différents." });

/** The two that an address names; null where it names nobody yet. @throws 422. */
function pairOf({ a, b, ...others }: Posted): [string, string] | null {
  if (orAbsent(a) === undefined && orAbsent(b) === undefined) {
    return null;
  }
  const pair = parse(pairQuery, { ...others, a: orAbsent(a), b: orAbsent(b) }, "query");
  return [pair.a, pair.b];
}

async function compare(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const query = request.query as Posted;
  const need = await getNeed(context, idOf(request));
  const { kind } = parse(kindQuery, query, "query");
  let refused: ReturnType<typeof refusalOf> = NO_REFUSAL;
  let pair: [string, string] | null = null;
  try {
    pair = pairOf(query);
  } catch (error) {
    if (!(error instanceof AppError) || error.status !== 422) throw error;
    response.status(422);
    refused = refusalOf(error.errors ?? []);
  }
  const { sides, choices } = await compareCandidates(context, need, { kind, pair });
  const dealings = presentDealings(await matchesOfNeed(need._id));
  const criteria = sides ? presentCriteria(sides) : [];
  await renderPage(request, response, "needs/compare", {
    title: kind === "expert" ? "Comparer deux experts" : "Comparer deux collectivités",
    need: { id: need._id, title: need.title },
    compared: kind,
    sides: sides ? await presentSides(context, kind, sides, dealings) : null,
    criteria,
    advantages: presentAdvantages(criteria),
    choices: choices.map(({ candidate, score }, index) => ({
      value: candidate.id,
      label: `${index + 1}. ${candidate.title} (${Math.round(score)})`,
    })),
    filled: { a: query.a ?? choices[0]?.candidate.id, b: query.b ?? choices[1]?.candidate.id },
    permissions: needPermissions(context.actor, need),
    problems: refused.problems,
    errorOf: refused.errorOf,
  });
}

/** Two candidates of a need side by side; the choice is in the address, so that it can be sent to a colleague. */
export function needComparison(limits: Limits): Router {
  const router = Router();
  router.get("/besoins/:id/comparer", limits.search, compare);
  return router;
}
