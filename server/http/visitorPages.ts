import type { RequestHandler } from "express";

/** Pages of visitors that are kept, each some tens of kilobytes. */
const KEPT = 200;
const MAX_ADDRESS = 300;

type Kept = { version: number; day: string; pages: Map<string, Buffer[]> };

/**
 * Keeps the pages of a directory as visitors see them, until a document of the search changes or the day does: visitors all
 * see the same, so that the same page is not made again and again. Signed-in people always get a page of their own; so does
 * everyone where the search engine cannot tell whether anything changed.
 */
export function keptForVisitors(): RequestHandler {
  let kept: Kept = { version: -1, day: "", pages: new Map() };
  return (request, response, next) => {
    const { context, nonce } = response.locals;
    const { version } = context.search;
    const own = request.user || request.session?.flash?.length;
    if (version === undefined || own || request.originalUrl.length > MAX_ADDRESS) return next();
    const day = context.clock().toISOString().slice(0, 10);
    if (kept.version !== version || kept.day !== day) kept = { version, day, pages: new Map() };
    const { pages } = kept;
    const page = pages.get(request.originalUrl);
    if (page) {
      const between = Buffer.from(nonce);
      response
        .type("html")
        .end(Buffer.concat(page.flatMap((part, at) => (at === 0 ? part : [between, part]))));
      return;
    }
    const send = response.send.bind(response);
    response.send = (body) => {
      // Of two versions, the answer may be of the older one: it is kept among the pages that were begun with it.
      if (response.statusCode === 200 && typeof body === "string") {
        if (pages.size >= KEPT) pages.delete(pages.keys().next().value!);
        const parts = body.split(nonce).map((part) => Buffer.from(part));
        pages.set(request.originalUrl, parts);
      }
      return send(body);
    };
    next();
  };
}
