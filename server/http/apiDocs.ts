import { createRequire } from "node:module";
import path from "node:path";
import express, { Router } from "express";
import type { Api } from "./api.ts";
import { renderPage } from "./render.ts";

const SWAGGER = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** The description at `/api/openapi.json` and its page at `/api/docs`, whose files come from the installed package. */
export function apiDocs(api: Api): Router {
  const router = Router();
  // Made when it is first asked for: a start need not wait for it.
  let document: object | undefined;
  router.get("/openapi.json", (_request, response) => {
    document ??= api.document();
    response.json(document);
  });
  router.get("/docs", (request, response) => renderPage(request, response, "api/docs", { title: "API" }));
  for (const file of FILES)
    router.use(`/docs/${file}`, express.static(path.join(SWAGGER, file), { maxAge: "1d" }));
  return router;
}
