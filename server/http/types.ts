import type {} from "pino-http";
import type { SignedIn } from "../accounts/people.ts";
import type { Context } from "../context.ts";

export type Flash = { kind: "success" | "info" | "warning" | "error"; text: string };

declare global {
  namespace Express {
    interface User extends SignedIn {}
    interface Locals {
      /** The first argument of every use case, for this request. */
      context: Context;
      /** Of the Content-Security-Policy. */
      nonce: string;
      requestId: string;
    }
  }
}

declare module "express-session" {
  interface SessionData {
    flash?: Flash[];
    /** Where to go after signing in. */
    returnTo?: string;
  }
}
