import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { DEMO_PASSWORD } from "../../seeds/demo/accounts.ts";
import { demoSite, look } from "../support/demoSite.ts";

const site = demoSite();

describe.skipIf(!site.executable).each([
  { script: true, screen: "desktop" },
  { script: false, screen: "phone" },
] as const)("nothing typed is lost, scripts $script, on a $screen", ({ script, screen }) => {
  const as = (who: string | null): Promise<Page> => site.as(who, { script, screen });
  const check = async (page: Page) => (script ? look(page) : undefined);
  const ending = `(${screen})`;

  it("a form whose session ended is found again, filled, after signing in", async () => {
    const page = await as("expert");
    await page.goto(`${site.origin}/mon-profil`);
    const headline = `Régies d’eau et comités d’usagers ${ending}`;
    await page.getByLabel("Ce que vous savez faire, en une ligne").fill(headline);
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Enregistrer", exact: true }).last().click();
    await page.waitForURL("**/connexion");
    await page.getByText("Votre session était terminée").waitFor();
    const form = page.locator('form[action="/connexion"]', { has: page.getByLabel("Mot de passe") });
    await form.getByLabel("Adresse électronique").fill("expert@demo.example");
    await form.getByLabel("Mot de passe").fill(DEMO_PASSWORD);
    await form.getByRole("button", { name: "Se connecter", exact: true }).click();
    await page.waitForURL("**/mon-profil");
    await page.getByText("Rien n’a encore été envoyé").waitFor();
    expect(await page.getByLabel("Ce que vous savez faire, en une ligne").inputValue()).toBe(headline);
    await check(page);
    await page.getByRole("button", { name: "Enregistrer", exact: true }).last().click();
    await page.getByText("Votre profil est enregistré.").waitFor();
    expect(await page.getByText("Rien n’a encore été envoyé").count()).toBe(0);
  }, 60_000);

  it("a double press writes one need", async () => {
    const page = await as("collectivite");
    const title = `Un besoin pressé deux fois ${ending}`;
    await page.goto(`${site.origin}/besoins/nouveau`);
    await page.getByLabel("Titre", { exact: false }).first().fill(title);
    await page.getByRole("button", { name: "Enregistrer le brouillon" }).dblclick();
    await page.getByText("Votre brouillon est enregistré.").waitFor();
    await page.goto(`${site.origin}/besoins`);
    expect(await page.getByRole("link", { name: title }).count()).toBe(1);
  }, 60_000);

  it.runIf(script)(
    "a double press while a draft is being saved sends the need once, after it",
    async () => {
      const page = await as("collectivite");
      const sent: string[] = [];
      page.on("request", (request) => {
        if (request.method() === "POST" && request.isNavigationRequest())
          sent.push(new URL(request.url()).pathname);
      });
      await page.route("**/besoins/brouillon", async (route) => {
        const response = await route.fetch();
        await page.waitForTimeout(1000);
        await route.fulfill({ response });
      });
      await page.goto(`${site.origin}/besoins/nouveau`);
      const saving = page.waitForRequest("**/besoins/brouillon");
      await page
        .getByLabel("Titre", { exact: false })
        .first()
        .fill(`Un besoin pressé deux fois en route ${ending}`);
      await page.locator("textarea[name=description]").fill("Deux forages en panne à Aného, au Togo.");
      await saving;
      await page.getByRole("button", { name: "Envoyer et voir qui correspond" }).dblclick();
      await page.getByText("Votre besoin est envoyé.").waitFor();
      expect(sent).toEqual([expect.stringMatching(/^\/besoins\/[0-9a-f]{24}\/modifier$/)]);
    },
    60_000,
  );

  it("a draft open twice: both texts are shown, and one chooses", async () => {
    const mine = await as("collectivite");
    await mine.goto(`${site.origin}/besoins/nouveau`);
    await mine.getByLabel("Titre", { exact: false }).first().fill(`Un brouillon ouvert deux fois ${ending}`);
    await mine.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    await mine.waitForURL(/\/besoins\/[0-9a-f]{24}\/modifier/);
    const theirs = await mine.context().newPage();
    await theirs.goto(mine.url());
    await theirs.locator("textarea[name=description]").fill("Ce que l’autre fenêtre a écrit.");
    await theirs.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    await theirs.getByText("Votre brouillon est enregistré.").waitFor();
    await theirs.close();
    await mine.locator("textarea[name=description]").fill("Ce que j’ai écrit ici.");
    if (script) {
      await mine.getByText("Pas enregistré").waitFor({ timeout: 8000 });
      expect(await mine.getByText(/Brouillon enregistré à/).count()).toBe(0);
      await check(mine);
      await mine.getByRole("button", { name: "Comparer et choisir" }).click();
    } else await mine.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    await mine.getByRole("heading", { name: "Quel texte garder ?" }).waitFor();
    for (const text of ["Ce que l’autre fenêtre a écrit.", "Ce que j’ai écrit ici."]) {
      await mine.getByText(text).first().waitFor();
    }
    await check(mine);
    await mine.getByLabel("Garder votre texte").check();
    await mine.getByRole("button", { name: "Garder ces choix et enregistrer" }).click();
    await mine.getByText("Votre brouillon est enregistré.").waitFor();
    expect(await mine.locator("textarea[name=description]").inputValue()).toBe("Ce que j’ai écrit ici.");
    await mine.getByRole("link", { name: "Supprimer ce brouillon" }).click();
    await mine.getByRole("heading", { name: "Supprimer ce brouillon" }).waitFor();
    await check(mine);
    await mine.getByRole("button", { name: "Supprimer le brouillon" }).click();
    await mine.getByText("est supprimé.").waitFor();
  }, 60_000);

  it("a try is corrected in place, and found again by going back", async () => {
    const page = await as(null);
    await page.goto(site.origin);
    await page.locator("textarea[name=description]").fill("Rénover les latrines de six écoles à Natitingou.");
    await page.getByRole("button", { name: "Voir qui peut m’aider" }).click();
    await page.waitForURL(/\/essayer\?besoin=/);
    await check(page);
    await page.getByRole("button", { name: /Ce n’est pas cela.: Bénin/ }).click();
    await page.waitForURL(/ecarte=country%3ABJ/);
    await check(page);
    await page.getByLabel("Ajouter un pays").selectOption({ label: "Sénégal" });
    await page.getByRole("button", { name: "Chercher de nouveau" }).last().click();
    await page.waitForURL(/pays=SN/);
    await page.getByRole("button", { name: /Retirer.: Sénégal/ }).waitFor();
    await page.goBack();
    await page.goBack();
    expect(page.url()).not.toContain("ecarte");
    await page.getByRole("button", { name: /Ce n’est pas cela.: Bénin/ }).waitFor();
  }, 60_000);
});

it.skipIf(!site.executable)("no page of these visits threw or broke its policy", () => {
  expect(site.complaints).toEqual([]);
});
