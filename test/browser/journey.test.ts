import type { AddressInfo, Server } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_PASSWORD } from "../../seeds/demo/accounts.ts";
import { seedDemo } from "../../seeds/run.ts";
import { createApp } from "../../server/app.ts";
import { fillSearch } from "../../server/services.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { COLOURS, expectAccessible, findBrowser, openBrowser, watch } from "../support/browser.ts";

const executable = findBrowser();
let test: TestApp;
let server: Server;
let origin: string;
let browser: Browser;

beforeAll(async () => {
  if (!executable) return;
  test = await startTestApp();
  await seedDemo(TODAY);
  await fillSearch(test.services);
  server = createApp(test.services, { demo: true }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser(executable);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  await test?.close();
});

const VIEWPORTS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

async function signIn(page: Page, who: string): Promise<void> {
  await page.goto(`${origin}/connexion`);
  const form = page.locator('form[action="/connexion"]', { has: page.getByLabel("Mot de passe") });
  await form.getByLabel("Adresse électronique").fill(`${who}@demo.example`);
  await form.getByLabel("Mot de passe").fill(DEMO_PASSWORD);
  await form.getByRole("button", { name: "Se connecter", exact: true }).click();
  await page.waitForURL("**/tableau-de-bord");
}

/** No sideways scroll: what a phone cannot show is not shown. */
async function expectFits(page: Page): Promise<void> {
  const [content, window] = (await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  )) as [number, number];
  expect(content, page.url()).toBeLessThanOrEqual(window);
}

async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectFits(page);
}

describe.skipIf(!executable).each([
  { script: true, screen: "desktop" },
  { script: false, screen: "phone" },
] as const)("the whole way, scripts $script, on a $screen", ({ script, screen }) => {
  const title = `Remettre en service les bornes-fontaines de Natitingou (${screen})`;
  const contexts: BrowserContext[] = [];
  const complaints: string[][] = [];
  let needUrl = "";
  let matchUrl = "";

  /** Each person has a browser of their own. */
  async function as(who: string): Promise<Page> {
    const context = await browser.newContext({ viewport: VIEWPORTS[screen], javaScriptEnabled: script });
    contexts.push(context);
    complaints.push(watch(context, origin));
    const page = await context.newPage();
    await signIn(page, who);
    return page;
  }
  // Without scripts axe cannot run either: what it checks is the same HTML, read by the other round.
  const check = async (page: Page) => (script ? look(page) : undefined);

  afterAll(async () => {
    for (const context of contexts) await context.close();
  });

  it("an officer writes a need, sees who fits and why, and asks for an introduction", async () => {
    const page = await as("collectivite");
    await check(page);
    await page.goto(`${origin}/besoins/nouveau`);
    await page.getByLabel("Titre", { exact: false }).first().fill(title);
    await page
      .locator("textarea[name=description]")
      .fill(
        "Notre partenaire de Natitingou a douze bornes-fontaines fermées et un fermier qui ne paie plus. Nous cherchons une personne qui ait déjà remis à plat un contrat d’affermage.",
      );
    if (script) {
      await expect.poll(() => page.getByText("Bénin").count(), { timeout: 8000 }).toBeGreaterThan(0);
      await page.waitForURL(/\/besoins\/[0-9a-f]{24}\/modifier/, { timeout: 8000 });
      await page
        .getByText(/Brouillon enregistré à/)
        .first()
        .waitFor();
    }
    await check(page);
    await page.getByRole("button", { name: "Envoyer et voir qui correspond" }).click();
    await page.waitForURL(/\/besoins\/[0-9a-f]{24}$/);
    needUrl = page.url();
    await check(page);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(title);
    for (const name of ["Experts", "Collectivités", "Financements"]) {
      await page.getByRole("heading", { level: 2, name }).waitFor();
    }
    const romain = page.locator("article", { has: page.getByRole("link", { name: "Romain Castelnau" }) });
    expect(await romain.locator(".reasons li").count()).toBeGreaterThanOrEqual(2);
    await romain.getByText("Pourquoi ce rang").click();
    await check(page);
    await romain.getByRole("button", { name: /Demander une mise en relation/ }).click();
    await page.waitForURL(/\/mises-en-relation\/[0-9a-f]{24}$/);
    matchUrl = page.url();
    await check(page);
    expect(await page.content()).not.toContain("expert@demo.example");
  }, 60_000);

  it("an adviser finds both in the queue, qualifies the need and validates the match", async () => {
    const page = await as("conseil");
    await page.goto(`${origin}/conseil`);
    await check(page);
    await page.getByRole("link", { name: title }).first().click();
    await page.getByRole("heading", { name: "Qualifier ce besoin" }).waitFor();
    await check(page);
    await page.getByRole("button", { name: "Qualifier et suivre ce besoin" }).click();
    await page.getByText("Le besoin est qualifié").first().waitFor();
    await page.goto(matchUrl);
    await check(page);
    await page.getByRole("button", { name: "Valider et inviter" }).click();
    await page.getByText("La mise en relation est validée").first().waitFor();
    await check(page);
  }, 60_000);

  it("the expert finds the invitation and accepts; the contacts pass", async () => {
    const page = await as("expert");
    await page.getByText(title).first().waitFor();
    await check(page);
    await page.goto(matchUrl);
    expect(await page.content()).not.toContain("collectivite@demo.example");
    await check(page);
    await page.getByRole("button", { name: "Accepter la rencontre" }).click();
    await page.getByText("collectivite@demo.example").first().waitFor();
    await check(page);
  }, 60_000);

  it("the officer sees the expert’s contact, and the need is in progress", async () => {
    const page = await as("collectivite");
    await page.goto(matchUrl);
    await page.getByText("expert@demo.example").first().waitFor();
    await check(page);
    await page.goto(needUrl);
    await page.getByText("En cours").first().waitFor();
  }, 60_000);

  it("no page threw, broke its policy, or asked anyone else for anything", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

describe.skipIf(!executable)("every other page", () => {
  const PAGES: [string | null, string[]][] = [
    [
      null,
      [
        ...[
          "/",
          "/experts",
          "/experts?q=eau&theme=eau-assainissement",
          "/experts?q=zzzzzz",
          "/collectivites",
        ],
        ...["/dispositifs", "/connexion", "/inscription", "/inscription?profile=member&q=suresnes"],
        ...["/inscription?profile=expert", "/mot-de-passe-oublie", "/accessibilite", "/mentions-legales"],
        ...["/confidentialite", "/nexistepas"],
      ],
    ],
    [
      "collectivite",
      ["/tableau-de-bord", "/besoins", "/besoins/nouveau", "/mises-en-relation", "/rattachement"],
    ],
    ["expert", ["/mon-profil"]],
    ["conseil", ["/conseil", "/besoins"]],
    ["admin", ["/administration", "/administration/journal"]],
  ];
  const firstLink = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().getAttribute("href")) ?? "";

  it.each(["light", "dark"] as const)(
    "has no violation and fits a phone, in %s",
    async (colorScheme) => {
      const check = (page: Page) => (colorScheme === "light" ? look(page) : expectAccessible(page, COLOURS));
      for (const [who, paths] of PAGES) {
        const context = await browser.newContext({ viewport: VIEWPORTS.phone, colorScheme });
        const complaints = watch(context, origin);
        const page = await context.newPage();
        if (who) await signIn(page, who);
        const more: string[] = [];
        for (const path of paths) {
          await page.goto(origin + path);
          await check(page);
          if (path === "/experts") more.push(await firstLink(page, 'main a[href^="/experts/"]'));
          if (path === "/collectivites") more.push(await firstLink(page, 'main a[href^="/collectivites/"]'));
          if (path === "/dispositifs") more.push(await firstLink(page, 'main a[href^="/dispositifs/"]'));
        }
        for (const path of more) {
          await page.goto(origin + path);
          await check(page);
        }
        expect(complaints).toEqual([]);
        await context.close();
      }
    },
    120_000,
  );
});
