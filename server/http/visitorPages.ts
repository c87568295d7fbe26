import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Dependencies } from "../context.ts";
import { dayOf } from "../domain/days.ts";
import { KeptPage, lengthOf } from "./keptPage.ts";
import type { Limits } from "./limits.ts";
import { SESSION_COOKIE } from "./session.ts";

/** Pages of visitors that are kept, each some tens of kilobytes. */
const KEPT = 500;
const MAX_ADDRESS = 300;

export type VisitorPages = {
  /** Answers what is kept to those who bring neither a session nor a token: before bodies are read and sessions opened. */
  router: Router;
  /** Keeps the pages of a path as they are sent, for the next visitor. Stands before what makes them. */
  keep: (path: string) => RequestHandler;
};

/**
 * The pages of the directories as visitors see them, kept until a document of the search changes or the day does in Paris:
 * visitors all see the same, so that the same page is not made again and again. Signed-in people always get a page of
 * their own; so does everyone where the search engine cannot tell whether anything changed.
 */
export function visitorPages({ search, clock }: Dependencies, limits: Limits): VisitorPages {
  let version: number | undefined;
  let day = "";
  let pages = new Map<string, KeptPage>();

  /** The pages of now, or null where nothing may be kept. */
  function current(): Map<string, KeptPage> | null {
    const today = dayOf(clock());
    if (search.version === undefined) return null;
    if (search.version !== version || today !== day) {
      version = search.version;
      day = today;
      pages = new Map();
    }
    return pages;
  }

  const known: RequestHandler = (request, response, next) => {
    const own = request.headers.authorization || request.headers.cookie?.includes(`${SESSION_COOKIE}=`);
    const page = own ? undefined : current()?.get(request.originalUrl);
    if (!page) return next();
    limits.search(request, response, (error) => (error ? next(error) : send(page, request, response)));
  };

  const router = Router();
  const keep: RequestHandler = (request, response, next) => {
    const own = request.user || request.session?.flash?.length;
    const kept = own || request.originalUrl.length > MAX_ADDRESS ? null : current();
    if (!kept) return next();
    const page = kept.get(request.originalUrl);
    if (page) return send(page, request, response);
    const { send: sendBody } = response;
    response.send = (body) => {
      // Of two versions, the answer may be of the older one: it is kept among the pages that were begun with it.
      if (response.statusCode === 200 && typeof body === "string") {
        if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
        kept.set(request.originalUrl, new KeptPage(body, response.locals.nonce));
      }
      return sendBody.call(response, body);
    };
    next();
  };
  return {
    router,
    keep(path) {
      router.get(path, known);
      return keep;
    },
  };
}

function send(page: KeptPage, request: Request, response: Response): void {
  const { nonce } = response.locals;
  const zipped =
    request.headers["accept-encoding"] !== undefined &&
    request.acceptsEncodings("gzip", "identity") === "gzip";
  const parts = zipped ? page.gzipped(nonce) : page.plain(nonce);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Length", lengthOf(parts));
  if (zipped) response.setHeader("Content-Encoding", "gzip");
  response.vary("Accept-Encoding");
  // The long end of the page goes out as it is kept; what stands before it is short enough to be put together.
  const end = parts.pop();
  response.cork();
  response.write(Buffer.concat(parts));
  response.end(end);
}
