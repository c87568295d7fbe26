import { Router } from "express";
import type { PassportStatic } from "passport";
import type { Limits } from "../http/limits.ts";
import { passwordPages } from "./passwordPage.ts";
import { seatPages } from "./seatPage.ts";
import { signInPages } from "./signInPage.ts";
import { signUpPages } from "./signUpPage.ts";

/** Sign-up, sign-in and out, confirmation, forgotten password, and joining an organisation. */
export function accountPages(passport: PassportStatic, limits: Limits): Router {
  const router = Router();
  router.use(signInPages(passport, limits), signUpPages(limits), passwordPages(limits), seatPages());
  return router;
}
