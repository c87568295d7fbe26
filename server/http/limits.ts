import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { canonicalAddress } from "../contact/emailAddress.ts";
import { AppError } from "../errors.ts";

const tooMany: Parameters<typeof rateLimit>[0] = {
  // Draft 8 adds a digest of the client to each answer, which says nothing to anyone here and costs a tenth of a kept page.
  standardHeaders: "draft-7",
  legacyHeaders: false,
  handler: (_request, _response, next) =>
    next(
      new AppError(
        "too-many-requests",
        429,
        "Trop de demandes à la suite. Patientez un peu, puis réessayez.",
      ),
    ),
};

/**
 * A refused password counts, and so does a right one whose address is not confirmed, since that sends a mail: a form that
 * is not filled in guesses nothing.
 */
const refusals: Parameters<typeof rateLimit>[0] = {
  ...tooMany,
  windowMs: 15 * 60_000,
  skipSuccessfulRequests: true,
  requestWasSuccessful: (_request, response) => ![401, 403].includes(response.statusCode),
};

const both =
  (first: RequestHandler, second: RequestHandler): RequestHandler =>
  (request, response, next) =>
    first(request, response, (error) => (error ? next(error) : second(request, response, next)));

/** Shared by every process of one server only: a proxy that spreads clients should limit too. */
export type Limits = {
  /** Refused sign-ins: ten for one address from one client, a hundred from one client whatever the address. */
  signIn: RequestHandler;
  /** Mails that anyone can have sent: sign-up and forgotten password, by client. */
  mails: RequestHandler;
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
        keyGenerator: (request) => {
          const typed = String((request.body as { email?: unknown })?.email).slice(0, 1000);
          return `${request.ip} ${canonicalAddress(typed) ?? typed}`;
        },
        validate: { keyGeneratorIpFallback: false },
      }),
    ),
    mails: rateLimit({ ...tooMany, windowMs: 15 * 60_000, limit: 20 }),
    search: rateLimit({ ...tooMany, windowMs: 60_000, limit: searchRatePerMinute }),
  };
}
