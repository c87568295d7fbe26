import request from "supertest";
import { afterEach, expect, it } from "vitest";
import { createApp } from "../../server/app.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let test: TestApp | undefined;
afterEach(() => test?.close());

/** What the band at the top of a demonstration says. */
async function bandOf(env: Record<string, string>): Promise<string> {
  test = await startTestApp(env);
  const page = await request(createApp(test.services, { demo: true }))
    .get("/connexion")
    .expect(200);
  return /class="demo-band".*?<p>(.*?)<\/p>/s.exec(page.text)?.[1] ?? "";
}

it("a demonstration without a mail server says that no mail leaves", async () => {
  expect(await bandOf({})).toContain("aucun courriel ne part");
});

it("a demonstration sends nobody to a mailbox to which nothing leaves", async () => {
  const said = async (env: Record<string, string>) => {
    test = await startTestApp(env);
    const app = createApp(test.services, { demo: true });
    const page = await request(app).get("/inscription/merci").expect(200);
    return page.text;
  };
  expect(await said({})).toContain("ce message n’est pas parti");
  await test?.close();
  expect(await said({ SMTP_URL: "smtp://127.0.0.1:2525" })).not.toContain("ce message n’est pas parti");
});

it("a demonstration with a mail server says that mails leave", async () => {
  const band = await bandOf({ SMTP_URL: "smtp://127.0.0.1:2525" });
  expect(band).toContain("les courriels partent vraiment");
  expect(band).not.toContain("aucun courriel");
});
