import type {} from "pino-http";
import type { SignedIn } from "../accounts/people.ts";
import type { Context } from "../context.ts";
import type { TypedNeed } from "../domain/need.ts";
import type { FilledAgain } from "./keptForm.ts";

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
      /** Its reader was sent here after signing in. */
      arrived?: boolean;
      /** A form of this page that was posted and not sent; `renewed`: just now, by a session that had no such token. */
      filledAgain?: FilledAgain & { renewed: boolean };
    }
  }
}

declare module "express-session" {
  interface SessionData {
    flash?: Flash[];
    /** Where to go after signing in. */
    returnTo?: { path: string; at: number };
    /** The page to which someone who has just signed in is sent. */
    arriving?: string;
    /** A form that was posted when nobody was signed in any more. */
    keptForm?: { id: string; owner: string; page: string; action: string };
    /** What was typed of a need before there was an account, or an organisation to write it for. */
    typedNeed?: TypedNeed;
  }
}
