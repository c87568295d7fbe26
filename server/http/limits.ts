import type { Request, RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { canonicalAddress } from "../contact/emailAddress.ts";
import { AppError } from "../errors.ts";

const MINUTE_MS = 60_000;

/** Minutes until a limit lets somebody through again. */
const minutesLeft = (
  { rateLimit: state }: Request & { rateLimit?: { resetTime?: Date } },
  now: Date,
): number => Math.max(1, Math.ceil(((state?.resetTime?.getTime() ?? 0) - now.getTime()) / MINUTE_MS));

/** @param why what happened, in a sentence for the person */
const limited = (why: string): Parameters<typeof rateLimit>[0] => ({
  // Draft 8 adds a digest of the client to each answer, which says nothing to anyone here and costs a tenth of a kept page.
  standardHeaders: "draft-7",
  legacyHeaders: false,
  handler(request, _response, next) {
    const minutes = minutesLeft(request, new Date());
    const wait = minutes === 1 ? "une minute" : `${minutes} minutes`;
    next(new AppError("too-many-requests", 429, `${why} Réessayez dans ${wait}.`));
  },
});

const tooMany = limited("Trop de demandes à la suite.");

/**
 * A refused password counts, and so does a right one whose address is not confirmed, since that sends a mail: a form that
 * is not filled in guesses nothing.
 */
const refusals: Parameters<typeof rateLimit>[0] = {
  ...tooMany,
  windowMs: 15 * MINUTE_MS,
  skipSuccessfulRequests: true,
  requestWasSuccessful: (_request, response) => ![401, 403].includes(response.statusCode),
};

const both =
  (first: RequestHandler, second: RequestHandler): RequestHandler =>
  (request, response, next) =>
    first(request, response, (error) => (error ? next(error) : second(request, response, next)));

/** The address that was typed, in its canonical form where it has one. */
function typedAddress(request: Request): string {
  const typed = String((request.body as { email?: unknown })?.email).slice(0, 1000);
  return canonicalAddress(typed) ?? typed;
}

/** Of a form that writes to the address that was typed in it. One that is refused after all costs nothing. */
function mailed(): RequestHandler {
  const hourly = { windowMs: 60 * MINUTE_MS, skipFailedRequests: true };
  // The network first: what it stopped leaves no trace of the addresses that were typed.
  return both(
    rateLimit({
      ...limited("Beaucoup de demandes viennent d’arriver de votre réseau."),
      ...hourly,
      limit: 100,
    }),
    rateLimit({
      ...limited(
        "Nous avons déjà écrit plusieurs fois à cette adresse : regardez aussi les courriers indésirables.",
      ),
      ...hourly,
      limit: 5,
      keyGenerator: typedAddress,
    }),
  );
}

/** Shared by every process of one server only: a proxy that spreads clients should limit too. */
export type Limits = {
  /** Refused sign-ins: ten for one address from one client, a hundred from one client whatever the address. */
  signIn: RequestHandler;
  /**
   * Mails that anyone can have sent, each form by itself: five to one recipient, a hundred from one client, since a whole
   * town hall may stand behind one address. For `form`, which asks them once what was typed is accepted.
   */
  signUp: RequestHandler;
  passwordReset: RequestHandler;
  /** Forms that are kept for who has to sign in again, by client. */
  keptForms: RequestHandler;
  /** Whatever asks the search engine, by client. */
  search: RequestHandler;
};

export function createLimits({ searchRatePerMinute }: { searchRatePerMinute: number }): Limits {
  return {
    signIn: both(
      rateLimit({ ...refusals, limit: 100 }),
      rateLimit({
        ...refusals,
        limit: 10,
        keyGenerator: (request) => `${request.ip} ${typedAddress(request)}`,
        validate: { keyGeneratorIpFallback: false },
      }),
    ),
    signUp: mailed(),
    passwordReset: mailed(),
    keptForms: rateLimit({ ...tooMany, windowMs: 15 * MINUTE_MS, limit: 100 }),
    search: rateLimit({ ...tooMany, windowMs: MINUTE_MS, limit: searchRatePerMinute }),
  };
}

/** Asks a limit. @throws 429. */
export const passes = (limit: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void limit(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
