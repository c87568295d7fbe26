import { Router } from "express";
import { z } from "zod";
import { grantRole, listAccounts } from "../accounts/administration.ts";
import { presentAccount } from "../accounts/present.ts";
import { presentTrailLine } from "../audit/present.ts";
import { readTrail } from "../audit/usecases.ts";
import { signedInOnly } from "../http/auth.ts";
import { line, page } from "../http/fields.ts";
import { parseAddress } from "../http/filters.ts";
import { frenchDate } from "../http/format.ts";
import { button, postedFields } from "../http/forms.ts";
import { renderFragment, renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { startRebuild } from "../jobs/rebuildRun.ts";
import { presentedRebuild, presentedState } from "./state.ts";

const PAGE_SIZE = 50;
const trailQuery = z.strictObject({ page });
const accountsQuery = z.strictObject({
  q: line(0, 120).default(""),
  page,
});
const nothing = z.strictObject({});
const grant = z.strictObject({
  user: z.string().max(64),
  role: z.enum(["adviser", "admin"]),
  given: z.enum(["1", "0"]),
});

/** Accounts, the state of the service with the button that rebuilds the indexes, and the audit trail. */
export function adminPages(): Router {
  const router = Router();
  router.use("/administration", signedInOnly);
  router.get("/administration", async (request, response) => {
    const { context } = response.locals;
    const { query, problems } = parseAddress(accountsQuery, request.query);
    const { q, page: at } = query;
    if (problems.length > 0) response.status(422);
    const { items, total } = await listAccounts(context, { q, page: at, pageSize: PAGE_SIZE });
    await renderPage(request, response, "admin/accounts", {
      title: "Administration",
      accounts: items.map((user) => {
        const { createdAt, mailRefused, ...account } = presentAccount(user);
        const refused = mailRefused && `le ${frenchDate(mailRefused.at)} : ${mailRefused.words}`;
        return { ...account, refused, since: frenchDate(createdAt) };
      }),
      q,
      problems,
      total,
      page: at,
      pageCount: Math.ceil(total / PAGE_SIZE),
      ...(await presentedState(context)),
    });
  });
  // For the script that follows a rebuild; without it the page says the same each time it is loaded.
  router.get("/administration/index", async (_request, response) => {
    await renderFragment(response, "admin/rebuild-progress", await presentedRebuild(response.locals.context));
  });
  router.post(
    "/administration/index",
    button(
      async (context, request) => {
        parse(nothing, postedFields(request));
        await startRebuild(context);
        const text = "La reconstruction des index a commencé. La recherche répond pendant ce temps.";
        return { to: "/administration#etat", flash: { kind: "info", text } };
      },
      () => "/administration#etat",
    ),
  );
  router.post(
    "/administration/roles",
    button(
      async (context, request) => {
        const { user, role, given } = parse(grant, postedFields(request));
        await grantRole(context, { user, role, given: given === "1" });
        return { to: "/administration", flash: { kind: "success", text: "Le rôle est enregistré." } };
      },
      () => "/administration",
    ),
  );
  router.get("/administration/journal", async (request, response) => {
    const { context } = response.locals;
    const { query, problems } = parseAddress(trailQuery, request.query);
    const { page: at } = query;
    if (problems.length > 0) response.status(422);
    const { items, total } = await readTrail(context, { page: at, pageSize: PAGE_SIZE });
    await renderPage(request, response, "admin/trail", {
      title: "Journal",
      problems,
      steps: items.map((step) => presentTrailLine(step, context.actor)),
      total,
      page: at,
      pageCount: Math.ceil(total / PAGE_SIZE),
    });
  });
  return router;
}
