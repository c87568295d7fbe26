import type { AddressInfo, Server } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { DEMO_PASSWORD } from "../../seeds/demo/accounts.ts";
import { seedDemo } from "../../seeds/run.ts";
import { createApp } from "../../server/app.ts";
import { fillSearch } from "../../server/services.ts";
import { startTestApp, type TestApp, TODAY } from "./app.ts";
import { expectAccessible, findBrowser, openBrowser } from "./browser.ts";

export const VIEWPORTS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

export type DemoSite = {
  /** null where no browser was found: the tests are skipped. */
  executable: string | null;
  origin: string;
  browser: Browser;
  /** Signs a demo account in, through the page. */
  signIn: (page: Page, who: string) => Promise<void>;
};

async function signIn(page: Page, origin: string, who: string): Promise<void> {
  await page.goto(`${origin}/connexion`);
  const form = page.locator('form[action="/connexion"]', { has: page.getByLabel("Mot de passe") });
  await form.getByLabel("Adresse électronique").fill(`${who}@demo.example`);
  await form.getByLabel("Mot de passe").fill(DEMO_PASSWORD);
  await form.getByRole("button", { name: "Se connecter", exact: true }).click();
  await page.waitForURL("**/tableau-de-bord");
}

/** The demo, served to a real browser for the tests of one file. */
export function demoSite(): DemoSite {
  const site = { executable: findBrowser() } as DemoSite;
  let test: TestApp;
  let server: Server;
  beforeAll(async () => {
    if (!site.executable) return;
    test = await startTestApp();
    await seedDemo(TODAY);
    await fillSearch(test.services);
    server = createApp(test.services, { demo: true }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    site.browser = await openBrowser(site.executable);
    site.signIn = (page, who) => signIn(page, site.origin, who);
  }, 60_000);
  afterAll(async () => {
    await site.browser?.close();
    server?.close();
    await test?.close();
  });
  return site;
}

/** No sideways scroll: what a phone cannot show is not shown. */
async function expectFits(page: Page): Promise<void> {
  const [content, window] = (await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  )) as [number, number];
  expect(content, page.url()).toBeLessThanOrEqual(window);
}

/** What every page owes to everybody. */
export async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectFits(page);
}
