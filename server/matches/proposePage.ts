import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { pagesOf } from "../directories/page.ts";
import { MATCH_REASON_LABELS, MATCH_STATUS_LABELS } from "../domain/match.ts";
import { NEED_STATUS_LABELS } from "../domain/need.ts";
import { signedInOnly } from "../http/auth.ts";
import { id, page, searchWords } from "../http/fields.ts";
import { parseAddress } from "../http/filters.ts";
import { unbroken } from "../http/format.ts";
import { form, idOf, NO_REFUSAL, orAbsent, type Posted, type Refusal } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { PAGE_SIZE } from "../needs/listing.ts";
import type { CandidateRef } from "./candidates.ts";
import { type Proposal, proposalsFor } from "./propose.ts";
import { requestMatch } from "./request.ts";
import { requestInput } from "./schema.ts";

const PLACES = { expert: "/experts", peer: "/collectivites" } as const;

const listQuery = z.strictObject({ q: searchWords, page });
const proposal = requestInput.extend({ need: id });

/** One need beside the candidate: to be asked for, spoken of already, or why not. */
function presentProposal({ need, organisationName, begins, dealing, because }: Proposal) {
  return {
    id: need._id,
    href: `/besoins/${need._id}`,
    title: unbroken(need.title),
    organisation: organisationName,
    status: { code: need.status, label: NEED_STATUS_LABELS[need.status] },
    because: dealing?.open ? null : because,
    shortlists: begins === "shortlist",
    match: dealing && {
      href: `/mises-en-relation/${dealing.match}`,
      status: { code: dealing.status, label: MATCH_STATUS_LABELS[dealing.status] },
      open: dealing.open,
      declined: dealing.status === "declined",
      reason: dealing.open || !dealing.reason ? null : (MATCH_REASON_LABELS[dealing.reason] ?? null),
    },
  };
}

type Shown = Refusal & { fields?: Posted; message?: string };

async function show(
  request: Request,
  response: Response,
  candidate: CandidateRef,
  refused: Shown = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const { query, problems: unread } = parseAddress(listQuery, request.query);
  if (unread.length > 0) response.status(422);
  const { items, title, absent, total, nearest, degraded } = await proposalsFor(context, candidate, query);
  const base = `${PLACES[candidate.kind]}/${candidate.id}`;
  await renderPage(request, response, "matches/propose", {
    title: `Proposer ${title}`,
    place: request.originalUrl,
    candidate: { ...candidate, title, href: base, absent },
    base: `${base}/proposer`,
    // What is posted comes back to the same part of the list.
    action: request.originalUrl,
    proposals: items.map(presentProposal),
    adviser: context.actor.adviser,
    ...{ query, unread, total, nearest, degraded },
    page: query.page,
    pageCount: pagesOf(total, PAGE_SIZE),
    filled: refused.fields ?? {},
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
  });
}

/**
 * From a profile or an organisation to one's open needs: whoever was found in a directory is asked for here, also where no
 * ranking shows them. Stands before the pages of profiles, whose decisions are posted to addresses of the same form.
 */
export function proposePages(limits: Limits): Router {
  const router = Router();
  for (const kind of ["expert", "peer"] as const) {
    const path = `${PLACES[kind]}/:id/proposer`;
    const refOf = (request: Request): CandidateRef => ({ kind, id: idOf(request) });
    router.get(path, signedInOnly, limits.search, (request, response) =>
      show(request, response, refOf(request)),
    );
    router.post(
      path,
      signedInOnly,
      form({
        schema: proposal,
        read: ({ need, fileNote }, request) => ({
          need,
          candidate: refOf(request),
          fileNote: orAbsent(fileNote),
        }),
        act: async (context, { need, ...input }) => {
          const match = await requestMatch(context, need, input);
          const text =
            match.status === "shortlisted"
              ? `Vous avez présélectionné ${match.candidate.title}.`
              : `Votre demande est partie. Un conseiller CUF l’examine avant d’inviter ${match.candidate.title}.`;
          return { to: `/mises-en-relation/${match._id}`, flash: { kind: "success", text } };
        },
        again: (request, response, refused) => show(request, response, refOf(request), refused),
      }),
    );
  }
  return router;
}
