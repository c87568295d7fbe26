import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { demoSite, look } from "../support/demoSite.ts";

const site = demoSite();

const EYES = [
  ["with scripts", { script: true, screen: "desktop" }],
  ["without scripts, on a phone", { script: false, screen: "phone" }],
] as const;

let need = "";

/** The page of a need of the town: the same for every test, whatever its matches made of it. */
async function openNeed(page: Page): Promise<string> {
  if (need) return need;
  await page.goto(`${site.origin}/besoins?status=qualified`);
  need = `${site.origin}${await page.locator(".row__title a").first().getAttribute("href")}`;
  return need;
}

/** Asks for the first candidate of a list that nobody asked for yet, with these words on its card. @returns its name and its match's page. */
async function ask(
  page: Page,
  kind: "expert" | "peer",
  words: string,
): Promise<{ who: string; match: string }> {
  await page.goto(`${await openNeed(page)}?plus=${kind}`);
  const card = page
    .locator(`article.suggestion[aria-labelledby^="suggestion-${kind}-"]`, { hasText: words })
    .filter({ has: page.locator('form[action$="/mises-en-relation"]') })
    .first();
  const who = (await card.locator(".suggestion__title a").innerText()).trim();
  await card.locator('form[action$="/mises-en-relation"] button').first().click();
  await page.waitForURL("**/mises-en-relation/*");
  return { who, match: page.url() };
}

describe.skipIf(!site.executable)("asking a candidate", () => {
  it.each(EYES)("who is not here yet: %s", async (_words, eyes) => {
    const town = await site.as("collectivite");
    const { match } = await ask(town, "peer", "Pas encore sur la Bourse");
    await expect(town.getByText("CUF prendra contact avec ce candidat").count()).resolves.toBe(1);

    await site.as("conseil");
    const counsel = await site.as("conseil", eyes);
    await counsel.goto(match);
    if (eyes.script) await look(counsel);
    expect(await counsel.getByText("Personne ne lirait cette invitation").count()).toBe(1);
    await counsel.getByRole("button", { name: "Valider", exact: true }).click();
    expect(await counsel.getByRole("alert").first().innerText()).toContain("n’est pas encore sur la Bourse");
    await counsel.getByLabel("Contact par CUF").check();
    await counsel.getByRole("button", { name: "Valider", exact: true }).click();
    await counsel.waitForURL(match);
    if (eyes.script) await look(counsel);
    const accept = counsel.locator('form[action$="/accept"]');
    await accept.getByLabel("Qui a répondu").fill("Anne Riou, adjointe");
    await accept.getByLabel("Quel jour").fill("2026-11-20");
    await accept.getByLabel("Ce qui a été répondu").fill("Volontiers, en janvier.");
    await accept.getByLabel("Adresse électronique").fill("anne.riou@ville.example");
    await accept.getByRole("button", { name: "Enregistrer son accord" }).click();
    await counsel.waitForURL(match);

    await town.goto(match);
    const text = await town.locator("main").innerText();
    expect(text).toContain("anne.riou@ville.example");
    expect(text).toContain("Volontiers, en janvier.");
  });

  it.each(EYES)("who was rejected is not proposed again as if nothing had been: %s", async (_words, eyes) => {
    const town = await site.as("collectivite");
    const { who, match } = await ask(town, "expert", "");
    await site.as("conseil");
    const counsel = await site.as("conseil", eyes);
    await counsel.goto(match);
    await counsel.locator("summary", { hasText: "Écarter" }).click();
    const reject = counsel.locator('form[action$="/reject"]');
    await reject.getByLabel("N’est pas disponible en ce moment").check();
    await reject.getByLabel("Un mot pour la structure").fill("Elle part en mission jusqu’en mai.");
    await reject.getByRole("button", { name: "Écarter" }).click();
    await counsel.waitForURL("**/conseil");

    await town.goto(match);
    const ending = town.locator("section", { has: town.locator("#fin") });
    expect(await ending.innerText()).toContain("Elle part en mission jusqu’en mai.");
    await ending.getByRole("link", { name: "Voir d’autres candidats" }).click();
    expect(town.url()).toBe(`${need}#liste-expert`);
    await town.goto(`${need}?plus=expert`);
    const names = await town.locator(".suggestion__title a").allInnerTexts();
    expect(names.map((name) => name.trim())).not.toContain(who);

    await counsel.goto(`${need}?plus=expert`);
    const card = counsel.locator("article.suggestion", { hasText: who }).first();
    await card.getByText("Proposer quand même").click();
    if (eyes.script) await look(counsel);
    await card.getByRole("button", { name: /Présélectionner à nouveau/ }).click();
    await counsel.waitForURL("**/mises-en-relation/*");
    expect(counsel.url()).not.toBe(match);
  });
});

it("complains of nothing", () => {
  expect(site.complaints).toEqual([]);
});
