import { afterAll, beforeAll, beforeEach } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { describePassword } from "./accounts/password.ts";
import { describeSeats } from "./accounts/seats.ts";
import { describeSignIn } from "./accounts/signIn.ts";
import { describeSignUp } from "./accounts/signUp.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(() => {
  test.mails.length = 0;
});

const site = () => test;
describeSignUp(site);
describeSeats(site);
describePassword(site);
describeSignIn(site);
