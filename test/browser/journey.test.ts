import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { watch } from "../support/browser.ts";
import { demoSite, look, VIEWPORTS } from "../support/demoSite.ts";

const site = demoSite();

describe.skipIf(!site.executable).each([
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
    const context = await site.browser.newContext({ viewport: VIEWPORTS[screen], javaScriptEnabled: script });
    contexts.push(context);
    complaints.push(watch(context, site.origin));
    const page = await context.newPage();
    await site.signIn(page, who);
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
    await page.goto(`${site.origin}/besoins/nouveau`);
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
    await page.goto(`${site.origin}/conseil`);
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
