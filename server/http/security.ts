import { randomBytes } from "node:crypto";
import type { RequestHandler } from "express";
import helmet from "helmet";

const NONCE_BYTES = 16;
/** Random bytes are asked for by the thousand: one call for each answer costs more than all its headers. */
const pool = { bytes: Buffer.alloc(0), used: 0 };

function newNonce(): string {
  if (pool.used >= pool.bytes.length) Object.assign(pool, { bytes: randomBytes(NONCE_BYTES * 256), used: 0 });
  const from = pool.used;
  pool.used += NONCE_BYTES;
  return pool.bytes.toString("base64", from, pool.used);
}

/** Gives each answer its own nonce; inline scripts run only with it. */
export const nonce: RequestHandler = (_request, response, next) => {
  response.locals.nonce = newNonce();
  next();
};

/**
 * Security headers: everything comes from here and nowhere else. `upgrade-insecure-requests` and HSTS only where the
 * service is reached by https, so that the first try on http://127.0.0.1 works.
 */
export function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: [
          "'self'",
          (_request, response) => `'nonce-${(response as { locals?: { nonce?: string } }).locals?.nonce}'`,
        ],
        styleSrc: [
          "'self'",
          (_request, response) => `'nonce-${(response as { locals?: { nonce?: string } }).locals?.nonce}'`,
        ],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: "same-origin" },
    crossOriginEmbedderPolicy: false,
    // For Internet Explorer 8, Flash and filters that browsers have given up: each answer is lighter without.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
