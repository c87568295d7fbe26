import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { COLOURS, expectAccessible, watch } from "../support/browser.ts";
import { demoSite, look, VIEWPORTS } from "../support/demoSite.ts";

const site = demoSite();

describe.skipIf(!site.executable)("every other page", () => {
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
    ["conseil", ["/conseil", "/conseil/repartir", "/besoins"]],
    ["admin", ["/administration", "/administration/journal", "/administration/apprentissage"]],
  ];
  const firstLink = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().getAttribute("href")) ?? "";

  /** Visits pages as one person, and looks at each. */
  async function visit(
    who: string | null,
    paths: string[],
    check: (page: Page) => Promise<void>,
    colorScheme: "light" | "dark" = "light",
  ): Promise<void> {
    const context = await site.browser.newContext({ viewport: VIEWPORTS.phone, colorScheme });
    const complaints = watch(context, site.origin);
    const page = await context.newPage();
    if (who) await site.signIn(page, who);
    const more: string[] = [];
    for (const path of paths) {
      await page.goto(site.origin + path);
      await check(page);
      // The first of each list: one page of each kind.
      if (["/experts", "/collectivites", "/dispositifs"].includes(path)) {
        more.push(await firstLink(page, `main a[href^="${path}/"]`));
      }
    }
    for (const path of more) {
      await page.goto(site.origin + path);
      await check(page);
    }
    expect(complaints).toEqual([]);
    await context.close();
  }

  it.each(PAGES)("%s: no violation, and it fits a phone", (who, paths) => visit(who, paths, look), 120_000);

  it("keeps its contrasts in the dark", async () => {
    const check = (page: Page) => expectAccessible(page, COLOURS);
    await visit(null, ["/", "/experts", "/connexion", "/dispositifs"], check, "dark");
    await visit("conseil", ["/tableau-de-bord", "/conseil"], check, "dark");
  }, 120_000);
});
