import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { AppError } from "../errors.ts";

const tooMany: Parameters<typeof rateLimit>[0] = {
  standardHeaders: "draft-8",
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

/** Shared by every process of one server only: a proxy that spreads clients should limit too. */
export type Limits = {
  /** Sign-in, by client and address: successes do not count. */
  signIn: RequestHandler;
  /** Mails that anyone can have sent: sign-up and forgotten password, by client. */
  mails: RequestHandler;
  /** Whatever asks the search engine, by client. */
  search: RequestHandler;
};

export function createLimits({ searchRatePerMinute }: { searchRatePerMinute: number }): Limits {
  return {
    signIn: rateLimit({
      ...tooMany,
      windowMs: 15 * 60_000,
      limit: 10,
      skipSuccessfulRequests: true,
      // Only a refused password counts: a form that is not filled in guesses nothing.
      requestWasSuccessful: (_request, response) => response.statusCode !== 401,
      keyGenerator: (request) =>
        `${request.ip} ${String((request.body as { email?: unknown })?.email)
          .slice(0, 254)
          .toLowerCase()}`,
      validate: { keyGeneratorIpFallback: false },
    }),
    mails: rateLimit({ ...tooMany, windowMs: 15 * 60_000, limit: 20 }),
    search: rateLimit({ ...tooMany, windowMs: 60_000, limit: searchRatePerMinute }),
  };
}
