import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { countryCode, text, themeCode } from "../http/fields.ts";
import { parseAddress, several } from "../http/filters.ts";
import { asList, asText, type Posted, postedFields, type Refusal, refusalOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { fromOurPage } from "../http/ourPage.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { presentPreview } from "../matching/page.ts";
import { presentDismissed } from "../needs/present.ts";
import { dismissable, MAX_COUNTRIES, MAX_DISMISSED, MAX_THEMES, previewInput } from "../needs/schema.ts";
import { homeFigures } from "./figures.ts";

const PLACE = "/essayer";
const TRIED = 3;
/** Characters of an address that mail programs and proxies carry whole. */
const MAX_ADDRESS = 2000;

/** What is tried, as the address of the page says it: the text, what was read wrongly in it, what was added to it. */
const tried = z.object({
  besoin: text(6000).default(""),
  ecarte: several(z.array(dismissable).max(MAX_DISMISSED, `Écartez-en ${MAX_DISMISSED} au plus.`)),
  theme: several(z.array(themeCode).max(MAX_THEMES, `Au plus ${MAX_THEMES} thèmes.`)),
  pays: several(z.array(countryCode).max(MAX_COUNTRIES, `Au plus ${MAX_COUNTRIES} pays.`)),
});
type Tried = z.output<typeof tried>;

const without = (list: unknown[], code: unknown): unknown[] =>
  [...new Set(list)].filter((one) => one !== code);

/** The fields of the page's form after whichever of its buttons was pressed. */
function readTried({ description, ecarte, theme, pays, dismiss, restore, remove }: Posted): Posted {
  const dismissed = without(asList(ecarte), restore);
  return {
    besoin: asText(description),
    ecarte: dismiss === undefined ? dismissed : [...without(dismissed, dismiss), dismiss],
    theme: without(asList(theme), asText(remove).replace(/^theme:/, "")),
    pays: without(asList(pays), asText(remove).replace(/^country:/, "")),
  };
}

/** The address that shows the same again, to whom it is sent; null for a text that is too long for one. */
function addressOf({ besoin, ...lists }: Tried): string | null {
  const query = new URLSearchParams({ besoin });
  for (const [name, codes] of Object.entries(lists)) for (const code of codes) query.append(name, code);
  const address = `${PLACE}?${query}`;
  return address.length <= MAX_ADDRESS ? address : null;
}

/** Where one goes on with what was tried: to an account, or to the form of a need. */
const ONWARD = ["/inscription", "/connexion", "/besoins/nouveau"] as const;

/** Keeps what was tried for the form of a need, which opens with it. What another site would have sent is not kept. */
async function goOn(request: Request, response: Response, to: string, asked: Tried): Promise<void> {
  if (fromOurPage(request, response.locals.context.publicUrl())) {
    const { besoin: description, ecarte: dismissed, theme: themes, pays: countries } = asked;
    request.session.typedNeed = { description, themes, countries, dismissed };
  }
  await redirectWith(request, response, to);
}

async function show(request: Request, response: Response, asked: Tried, refused?: Refusal): Promise<void> {
  const { context } = response.locals;
  const { besoin: description, ecarte: dismissed, theme: themes, pays: countries } = asked;
  const input = { description, dismissed, themes, countries, limit: TRIED };
  const lists = await presentPreview(context, parse(previewInput, input));
  // What one person tried is nothing to find by searching the web.
  response.set("X-Robots-Tag", "noindex");
  const { labels } = context;
  await renderPage(request, response, "home/try", {
    title: "Votre besoin",
    typed: description,
    asked,
    shareable: addressOf(asked) !== null,
    lists,
    understood: lists[0]?.understood,
    dismissed: presentDismissed(dismissed, { themes, countries }, labels),
    themeOptions: labels.themes.filter(({ value }) => !themes.some((one) => one === value)),
    countryOptions: labels.countries.filter(({ value }) => !countries.includes(value)),
    problems: refused?.problems ?? [],
  });
}

/** The home page again, with what was typed there and what is wrong with it. */
async function refuse(request: Request, response: Response, error: unknown, typed: string): Promise<void> {
  if (!(error instanceof AppError) || error.status !== 422) throw error;
  response.status(422);
  // The home page calls the field by another name than the address.
  const refusal = refusalOf(
    (error.errors ?? []).map(({ path, message }) => ({
      path: path.replace(/^besoin\b/, "description"),
      message,
    })),
  );
  const { context } = response.locals;
  await renderPage(request, response, "home/index", {
    title: "Accueil",
    ...(await homeFigures(context)),
    typed,
    ...refusal,
  });
}

/**
 * Trying the matching without an account. The page's address says all that was asked, so it can be kept, shared and found
 * again by going back; a text that is too long for an address is answered where it was sent. Nothing is stored, until one
 * goes on with it.
 */
export function tryPages(limits: Limits): Router {
  const router = Router();
  router.get(PLACE, limits.search, async (request, response) => {
    const { query, ...refused } = parseAddress(tried, request.query);
    if (!query.besoin && refused.problems.length === 0) return response.redirect(303, "/");
    if (refused.problems.length > 0) response.status(422);
    await show(request, response, query, refused).catch((error: unknown) =>
      refuse(request, response, error, asText(request.query.besoin).slice(0, 6000)),
    );
  });
  // Nobody is signed in by it, so this form needs no session and no token.
  router.post(PLACE, limits.search, async (request, response) => {
    const posted = postedFields(request);
    const fields = readTried(posted);
    try {
      const asked = parse(tried, fields);
      const { besoin: description, ecarte: dismissed, theme: themes, pays: countries } = asked;
      parse(previewInput, { description, dismissed, themes, countries });
      const to = ONWARD.find((place) => place === posted.go);
      if (to) return await goOn(request, response, to, asked);
      const address = addressOf(asked);
      if (address) return response.redirect(303, address);
      await show(request, response, asked);
    } catch (error) {
      await refuse(request, response, error, asText(fields.besoin).slice(0, 6000));
    }
  });
  return router;
}
