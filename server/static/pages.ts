import { Router } from "express";
import { NO_REFUSAL } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { homeFigures } from "./figures.ts";
import { tryPages } from "./tryPage.ts";

const PAGES = [
  { path: "/aide", view: "static/help", title: "Aide" },
  { path: "/accessibilite", view: "static/accessibility", title: "Accessibilité" },
  { path: "/mentions-legales", view: "static/legal", title: "Mentions légales" },
  { path: "/confidentialite", view: "static/privacy", title: "Données personnelles" },
];

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

  router.use(tryPages(limits));

  for (const { path, view, title } of PAGES) {
    router.get(path, (request, response) => renderPage(request, response, view, { title }));
  }
  return router;
}
