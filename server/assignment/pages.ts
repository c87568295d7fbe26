import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { signedInOnly } from "../http/auth.ts";
import { page } from "../http/fields.ts";
import { parseAddress } from "../http/filters.ts";
import {
  asNumber,
  button,
  form,
  NO_REFUSAL,
  orAbsent,
  type Posted,
  postedFields,
  type Refusal,
} from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { takenOfNeeds } from "../matches/ended.ts";
import { requestMatch } from "../matches/request.ts";
import {
  groupByNeed,
  PAGE_SIZE,
  presentChanged,
  presentNeeds,
  presentRun,
  presentTotals,
} from "./present.ts";
import { acceptInput, assignmentInput, DEFAULTS } from "./schema.ts";
import { changedSince, currentAssignment, startAssignment } from "./usecases.ts";

const PLACE = "/conseil/repartir";
/** Seconds between two looks at a calculation under way; the page asks again by itself, without scripts. */
const LOOK_AGAIN = 3;
const query = z.strictObject({ page });

type Shown = Refusal & { fields?: Posted; message?: string };

async function show(request: Request, response: Response, refused: Shown = NO_REFUSAL): Promise<void> {
  const { context } = response.locals;
  const current = await currentAssignment(context);
  const address = parseAddress(query, request.method === "GET" ? request.query : {});
  const { problems, errorOf } = address.problems.length > 0 ? address : refused;
  if (address.problems.length > 0) response.status(422);
  const { page: at } = address.query;
  const groups = groupByNeed(current?.result?.proposals ?? []);
  const shown = groups.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const [taken, changed] = await Promise.all([
    takenOfNeeds(shown.map(([first]) => first!.need)),
    changedSince(current),
  ]);
  if (current?.state === "running" && response.statusCode === 200) {
    response.set("Refresh", `${LOOK_AGAIN}; url=${PLACE}`);
  }
  await renderPage(request, response, "assignment/show", {
    title: "Répartir",
    run: current ? presentRun(current) : null,
    totals: current ? presentTotals(current) : null,
    outOfDate: presentChanged(changed),
    needs: presentNeeds(shown.flat(), taken, changed),
    unmet: (current?.result?.unmet ?? []).map(({ need, needTitle, organisation }) => ({
      href: `/besoins/${need}`,
      title: needTitle,
      organisation,
    })),
    page: at,
    pageCount: Math.ceil(groups.length / PAGE_SIZE),
    filled: refused.fields ?? current?.settings ?? DEFAULTS,
    message: refused.message ?? null,
    problems,
    errorOf,
  });
}

/** « Répartir »: all open needs and all experts at once; the adviser accepts line by line. */
export function assignmentPages(limits: Limits): Router {
  const router = Router();
  router.use(PLACE, signedInOnly);
  router.get(PLACE, (request, response) => show(request, response));
  router.post(
    PLACE,
    limits.search,
    form({
      schema: assignmentInput,
      read: ({ most, least, wanted, ...others }) => ({
        ...others,
        most: asNumber(orAbsent(most)),
        least: asNumber(orAbsent(least)),
        wanted: asNumber(orAbsent(wanted)),
      }),
      act: async (context, input) => {
        await startAssignment(context, input);
        return { to: PLACE };
      },
      again: show,
    }),
  );
  router.post(
    `${PLACE}/accepter`,
    button(async (context, request) => {
      // The page is the adviser's: others, who may ask for a match elsewhere, learn nothing here.
      await currentAssignment(context);
      const { need, expert } = parse(acceptInput, postedFields(request));
      const match = await requestMatch(context, need, { candidate: { kind: "expert", id: expert } });
      const text = `Vous avez présélectionné ${match.candidate.title} pour « ${match.needTitle} ».`;
      return { to: back(request), flash: { kind: "success", text } };
    }, back),
  );
  return router;
}

/** The line that was acted on. */
function back(request: Request): string {
  const { need, page: at } = postedFields(request);
  const line = typeof need === "string" && /^[0-9a-f]{24}$/.test(need) ? `#besoin-${need}` : "";
  const shown = typeof at === "string" && /^[1-9]\d{0,3}$/.test(at) ? `?page=${at}` : "";
  return `${PLACE}${shown}${line}`;
}
