import type { RequestHandler } from "express";
import passport, { type PassportStatic } from "passport";
import { Strategy as LocalStrategy } from "passport-local";
import { type SignedIn, signedInBySession, signedInByToken } from "../accounts/people.ts";
import { credentials } from "../accounts/schema.ts";
import { authenticate } from "../accounts/usecases.ts";
import type { Dependencies } from "../context.ts";
import { VISITOR } from "../domain/policies.ts";
import { AppError, unauthenticated } from "../errors.ts";
import { postedFields } from "./formFields.ts";
import { rememberRefused, takeArrival } from "./returnTo.ts";
import { parse } from "./validate.ts";

type Kept = { id: string; since: number };
const isKept = (value: unknown): value is Kept =>
  typeof value === "object" && value !== null && "id" in value && "since" in value;

/** Passport, with sign-in by address and password, and sessions that end when the password changes. */
export function configurePassport(dependencies: Dependencies): PassportStatic {
  const { Passport } = passport as unknown as { Passport: new () => PassportStatic };
  const own = new Passport();
  own.use(
    new LocalStrategy(
      { usernameField: "email", passReqToCallback: true },
      (request, _email, _password, done) => {
        const context = { ...dependencies, actor: VISITOR };
        Promise.resolve()
          .then(() => authenticate(context, parse(credentials, postedFields(request))))
          .then((user) => signedInBySession(user._id, dependencies.clock().getTime()))
          .then((signedIn) => done(null, signedIn ?? false))
          .catch((error: unknown) => done(error));
      },
    ),
  );
  own.serializeUser((user, done) =>
    done(null, { id: (user as SignedIn).user._id, since: dependencies.clock().getTime() } satisfies Kept),
  );
  own.deserializeUser((kept: unknown, done: (error: unknown, user?: SignedIn | false) => void) => {
    if (!isKept(kept)) return done(null, false);
    signedInBySession(kept.id, kept.since).then(
      (signedIn) => done(null, signedIn ?? false),
      (error: unknown) => done(error),
    );
  });
  return own;
}

/** Reads `Authorization: Bearer TOKEN`; a token that does not hold is refused rather than taken for a visitor. */
export function bearer(dependencies: Dependencies): RequestHandler {
  return async (request, _response, next) => {
    const header = request.get("authorization");
    if (header === undefined) return next();
    const token = /^Bearer ([\w-]{20,200})$/i.exec(header)?.[1];
    const signedIn = token ? await signedInByToken(token, dependencies.clock()) : null;
    if (!signedIn) throw new AppError("bad-token", 401, "Ce jeton n’est pas valable, ou ne l’est plus.");
    request.user = signedIn;
    next();
  };
}

/** Puts the use cases' first argument in `response.locals.context`. */
export function requestContext(dependencies: Dependencies): RequestHandler {
  return (request, response, next) => {
    // What is somebody's own, contact details among it, is for no cache on the way.
    if (request.user) response.set("Cache-Control", "private, no-cache");
    response.locals.arrived = takeArrival(request);
    response.locals.context = { ...dependencies, log: request.log, actor: request.user?.actor ?? VISITOR };
    next();
  };
}

/** Pages and calls for those who are signed in; a page is asked for again after signing in. */
export const signedInOnly: RequestHandler = (request, response, next) => {
  if (!request.user) {
    rememberRefused(request, response.locals.context.clock());
    throw unauthenticated();
  }
  next();
};
