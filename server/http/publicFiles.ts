import { fileURLToPath } from "node:url";
import express, { type RequestHandler } from "express";

const PUBLIC = fileURLToPath(new URL("../../public/", import.meta.url));
/** Asked for by an address that holds a digest of the content. */
const KEPT_FOR_GOOD = /icons\.svg$/;

/**
 * The files of `public/`. Only an address that ends as a file does is looked for on the disk: for a page, that costs
 * more than all other middleware together.
 */
export function publicFiles(development: boolean): RequestHandler {
  const serve = express.static(PUBLIC, {
    index: false,
    maxAge: development ? 0 : "1h",
    setHeaders(response, file) {
      if (development || !KEPT_FOR_GOOD.test(file)) return;
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    },
  });
  return (request, response, next) => (/\.\w+$/.test(request.path) ? serve(request, response, next) : next());
}
