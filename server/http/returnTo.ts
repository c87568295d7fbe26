import type { Request } from "express";

/** After this long, whoever signs in has come for something else. */
const RECENT_MS = 30 * 60_000;
/** Where whoever signs in goes who asked for nothing else. */
export const DASHBOARD = "/tableau-de-bord";

/**
 * Whether a browser asks for a page to show, and not a script for a part of one. Browsers say so (Fetch Metadata); of one
 * that does not, a page is asked for with a list of types, and our scripts ask for `text/html` alone.
 */
function asksForPage(request: Request): boolean {
  const destination = request.get("sec-fetch-dest");
  if (destination !== undefined) return destination === "document";
  return request.accepts("html") !== false && request.get("accept") !== "text/html";
}

/** Keeps the page that was asked for until its reader has signed in. */
export function rememberPage(request: Request, now: Date, path = request.originalUrl): void {
  request.session.returnTo = { path, at: now.getTime() };
}

/** The same, for a request that a page only signed-in people see was refused; parts of pages and calls are no place to go to. */
export function rememberRefused(request: Request, now: Date): void {
  const isPage = request.method === "GET" && !request.originalUrl.startsWith("/api/");
  if (isPage && asksForPage(request)) rememberPage(request, now);
}

/** Where whoever signs in wanted to go: a path of our own, asked for a short while ago; else the dashboard. */
export function destination({ session }: Request, now: Date): string {
  const kept = session.returnTo;
  const recent = kept !== undefined && now.getTime() - kept.at <= RECENT_MS;
  // An address from outside would lead people away after they signed in.
  return recent && /^\/(?![/\\])/.test(kept.path) ? kept.path : DASHBOARD;
}

/** Says that the next page is where its reader was sent, not where they went. */
export function sendTo(request: Request, path: string): string {
  if (path !== DASHBOARD) request.session.arriving = path;
  return path;
}

/** Whether this request is that next page. It is asked once: any later one is its reader's own. */
export function takeArrival(request: Request): boolean {
  const path = request.session?.arriving;
  if (path === undefined) return false;
  delete request.session.arriving;
  return request.method === "GET" && path === request.originalUrl;
}

/** Where someone goes who was sent to a page that is not theirs, with why; null where the refusal is theirs to read. */
export function elsewhere(arrived: boolean | undefined, status: number): { to: string; text: string } | null {
  if (!arrived || ![403, 404].includes(status)) return null;
  return {
    to: DASHBOARD,
    text: "La page demandée avant de vous connecter n’est pas ouverte à votre compte.",
  };
}
