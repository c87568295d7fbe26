import { Router } from "express";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { text } from "../http/fields.ts";
import { NO_REFUSAL, postedFields, refusalOf } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { presentPreview } from "../matching/page.ts";
import { previewInput } from "../needs/schema.ts";
import { homeFigures } from "./figures.ts";

const PAGES = [
  { path: "/aide", view: "static/help", title: "Aide" },
  { path: "/accessibilite", view: "static/accessibility", title: "Accessibilité" },
  { path: "/mentions-legales", view: "static/legal", title: "Mentions légales" },
  { path: "/confidentialite", view: "static/privacy", title: "Données personnelles" },
];

const TRIED = 3;
const tried = z.strictObject({ description: text(6000).default("") });

/** The home page, where anyone may try the matching on a sentence, the help page, and those that the law asks for. */
export function staticPages(limits: Limits): Router {
  const router = Router();
  router.get("/", async (request, response) => {
    const { context } = response.locals;
    await renderPage(request, response, "home/index", {
      title: "Accueil",
      ...(await homeFigures(context)),
      typed: "",
      ...NO_REFUSAL,
    });
  });

  // Nothing is stored and nobody is signed in by it, so this form needs no session and no token.
  router.post("/essayer", limits.search, async (request, response) => {
    const { context } = response.locals;
    const typed = String(postedFields(request).description ?? "").slice(0, 6000);
    try {
      const { description } = parse(tried, postedFields(request));
      const lists = await presentPreview(context, parse(previewInput, { description, limit: TRIED }));
      await renderPage(request, response, "home/try", {
        title: "Votre besoin",
        typed: description,
        lists,
        understood: lists[0]?.understood,
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 422) throw error;
      const refusal = refusalOf(error.errors ?? []);
      response.status(422);
      const locals = { title: "Accueil", ...(await homeFigures(context)), typed, ...refusal };
      await renderPage(request, response, "home/index", locals);
    }
  });

  for (const { path, view, title } of PAGES) {
    router.get(path, (request, response) => renderPage(request, response, view, { title }));
  }
  return router;
}
