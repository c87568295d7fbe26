import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { demoSite, look } from "../support/demoSite.ts";

const site = demoSite();

/** The rest of a list comes where one stands, and the keyboard goes on from its first line; without scripts, on a page of its own. */
async function seeOthers(page: Page, script: boolean): Promise<void> {
  const list = page.locator("#rangs-peer > li");
  expect(await list.count()).toBe(3);
  await page.getByRole("link", { name: /Voir les \d+ autres : Collectivités/ }).click();
  await expect.poll(() => list.count()).toBeGreaterThan(3);
  if (script) {
    expect(await list.nth(3).locator(":focus").count()).toBe(1);
    expect(page.url()).not.toContain("plus=");
  } else {
    expect(page.url()).toMatch(/\?plus=peer#suite-peer$/);
    expect(await page.locator("#rangs-expert > li").count()).toBe(3);
  }
}

describe.skipIf(!site.executable).each([
  { script: true, screen: "desktop" },
  { script: false, screen: "phone" },
] as const)("the whole way, scripts $script, on a $screen", ({ script, screen }) => {
  const title = `Remettre en service les bornes-fontaines de Natitingou (${screen})`;
  let needUrl = "";
  let matchUrl = "";
  const as = (who: string): Promise<Page> => site.as(who, { script, screen });
  // Without scripts axe cannot run either: what it checks is the same HTML, read by the other round.
  const check = async (page: Page) => (script ? look(page) : undefined);

  it("an officer writes a need, sees who fits and why, and asks for an introduction", async () => {
    const page = await as("collectivite");
    await page.goto(`${site.origin}/tableau-de-bord`);
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
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(title);
    for (const name of ["Experts", "Collectivités", "Financements"]) {
      await page.getByRole("heading", { level: 2, name }).waitFor();
    }
    if (screen === "phone") {
      const height = (await page.evaluate("document.documentElement.scrollHeight")) as number;
      expect(height, "the need’s page on a phone").toBeLessThan(4400);
    } else {
      // One object a page, in the file's own words.
      const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(paper.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(3);
    }
    const romain = page.locator("article", { has: page.getByRole("link", { name: "Romain Castelnau" }) });
    expect(await romain.locator(".reasons li").count()).toBeGreaterThanOrEqual(2);
    await romain.getByText("Pourquoi ce rang").click();
    await check(page);
    await seeOthers(page, script);
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
    await page.goto(`${site.origin}/tableau-de-bord`);
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

  it("a newcomer opens an account, and confirms the address by the link of the mail and its button", async () => {
    const page = await site.as(null, { script, screen });
    const email = `nouvelle-${screen}@test.example`;
    await page.goto(`${site.origin}/inscription?profile=expert`);
    await page.getByLabel("Prénom et nom").fill("Nouvelle Venue");
    await page.getByLabel("Adresse électronique").fill(email);
    await page.getByLabel("Mot de passe").fill("une phrase assez longue");
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await page.waitForURL("**/inscription/merci");
    const { text = "" } = (await site.mailTo(email)) ?? {};
    const link = /http:\/\/bourse\.test(\/confirmer\/\S+)/.exec(text)?.[1];
    await page.goto(`${site.origin}${link}`);
    await check(page);
    await page.getByRole("button", { name: "Confirmer mon adresse" }).click();
    await page.waitForURL("**/connexion");
    await page.getByText("Votre adresse est confirmée.").waitFor();
  }, 60_000);
});

describe.skipIf(!site.executable).each([
  { script: true, screen: "desktop" },
  { script: false, screen: "phone" },
] as const)("the other options of a filter, scripts $script, on a $screen", ({ script, screen }) => {
  it("come when they are asked for, by keyboard, and what was ticked stays ticked", async () => {
    const page = await site.as(null, { script, screen });
    await page.goto(`${site.origin}/experts?kind=agent`);
    if (screen === "phone") await page.getByText("Filtrer").click();
    const countries = page.locator("#filtre-country");
    const boxes = countries.getByRole("checkbox");
    const before = await boxes.count();
    const ticked = (await boxes.nth(2).getAttribute("value"))!;
    await boxes.nth(2).check();
    const more = countries.getByRole("button", { name: /Voir les \d+ autres/ });
    await more.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => boxes.count()).toBeGreaterThan(before);
    expect(await countries.locator(`input[value="${ticked}"]`).isChecked()).toBe(true);
    expect(await more.count()).toBe(0);
    if (!script) expect(page.url()).toMatch(/plus=country.*#filtre-country$/);
    else {
      const focused = countries.locator(":focus");
      expect(await focused.getAttribute("name")).toBe("country");
      await look(page);
    }
    await boxes.last().check();
    await page.getByRole("button", { name: "Appliquer les filtres" }).click();
    await page.waitForURL(/country=/);
    expect(page.url()).toContain(`country=${ticked}`);
    expect(page.url()).toContain("kind=agent");
    expect(page.url()).not.toContain("plus=");
    expect(await countries.locator("input:checked").count()).toBe(2);
  });
});

describe.skipIf(!site.executable)("the whole visit", () => {
  it("no page of the whole visit threw, broke its policy, or asked anyone else for anything", () => {
    expect(site.complaints).toEqual([]);
  });
});
