import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type RequestHandler, Router } from "express";

const CSS = new URL("../../public/css/", import.meta.url);

/** The sheets of every page, in the order in which they must be read; those of one page alone are linked there. */
const SHEETS = [
  ...["base", "layout", "header", "menu", "buttons", "forms", "choices", "chips", "messages", "surfaces"],
  ...[
    "tables",
    "cards",
    "search",
    "tasks",
    "rows",
    "folds",
    "understood",
    "suggestions",
    "previews",
    "lives",
  ],
  ...["directories", "profiles", "editors", "home", "try"],
];

const joined = (): string =>
  SHEETS.map((sheet) => readFileSync(fileURLToPath(new URL(`${sheet}.css`, CSS)), "utf8")).join("\n");

/**
 * One sheet for the price of one request: on a bad line, each of the two dozen would cost a round trip. Its address
 * holds a digest of its content, so that it can be kept for good.
 * @returns the address for the layout, and the route that answers it.
 */
export function joinedStyles(development: boolean): { href: string; route: Router } {
  const css = joined();
  const digest = createHash("sha256").update(css).digest("base64url").slice(0, 12);
  const send: RequestHandler = (_request, response) => {
    response
      .type("css")
      .set("Cache-Control", development ? "no-store" : "public, max-age=31536000, immutable");
    response.send(development ? joined() : css);
  };
  return { href: `/css/bourse.css?${digest}`, route: Router().get("/css/bourse.css", send) };
}
