import MongoStore from "connect-mongo";
import { csrfSync } from "csrf-sync";
import type { Request, RequestHandler } from "express";
import session from "express-session";
import mongoose from "mongoose";

const DAY_SECONDS = 86_400;
export const SESSION_COOKIE = "bourse.sid";

/**
 * Sessions, kept in MongoDB. One is made only when there is something to keep, so reading public pages leaves no cookie.
 * `Secure` follows the request: behind a proxy that speaks https it is set (`TRUST_PROXY`).
 */
export function sessions(secret: string): RequestHandler {
  return session({
    name: SESSION_COOKIE,
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: "lax", secure: "auto", maxAge: 14 * DAY_SECONDS * 1000 },
    store: MongoStore.create({
      client: mongoose.connection.getClient(),
      dbName: mongoose.connection.name,
      collectionName: "sessions",
      ttl: 14 * DAY_SECONDS,
      touchAfter: DAY_SECONDS,
    }),
  });
}

const bodyToken = (request: Request): string | undefined =>
  request.body && typeof request.body === "object" && typeof request.body._csrf === "string"
    ? request.body._csrf
    : undefined;

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (request) => bodyToken(request) ?? request.get("x-csrf-token"),
  // A bearer token is not sent by a browser on its own, and an API call without a session has nothing to abuse.
  skipCsrfProtection: (request) =>
    request.path === "/essayer" ||
    (request.path.startsWith("/api/") &&
      (request.get("authorization") !== undefined || request.user === undefined)),
});

/** Refuses (403) what was not sent from one of our own pages: the token of the session must come with it. */
export const csrfProtection: RequestHandler = csrfSynchronisedProtection;

/** The token of this session for the forms of a page; begins a session where there is none. */
export const csrfToken = (request: Request): string => generateToken(request);
