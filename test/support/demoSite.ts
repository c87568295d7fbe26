import type { AddressInfo, Server } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { DEMO_PASSWORD } from "../../seeds/demo/accounts.ts";
import { seedDemo } from "../../seeds/run.ts";
import { createApp } from "../../server/app.ts";
import type { Mail } from "../../server/mail/mailer.ts";
import { fillSearch } from "../../server/services.ts";
import { startTestApp, type TestApp, TODAY } from "./app.ts";
import { bringAxe, expectAccessible, findBrowser, openBrowser, watch } from "./browser.ts";
import { declaredPaths } from "./routes.ts";

export const VIEWPORTS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** How somebody looks at the site. */
type Eyes = { script: boolean; screen: keyof typeof VIEWPORTS };

export type DemoSite = {
  /** null where no browser was found: the tests are skipped. */
  executable: string | null;
  origin: string;
  /** What pages did that they must never do. */
  complaints: string[];
  /**
   * A page of somebody who has signed in, each with a browser of their own: the same one when asked again. Who signs in
   * for the first time does so through the page; with other eyes, they are known already.
   * @param who a demo account, or null for a visitor
   */
  as: (who: string | null, eyes?: Eyes) => Promise<Page>;
  /** What the application answers to, as its routers declare it. */
  paths: () => string[];
  /** The last mail to an address, once what was to be sent is sent. */
  mailTo: (address: string) => Promise<Mail | undefined>;
};

async function signIn(page: Page, origin: string, who: string): Promise<void> {
  await page.goto(`${origin}/connexion`);
  const form = page.locator('form[action="/connexion"]', { has: page.getByLabel("Mot de passe") });
  await form.getByLabel("Adresse électronique").fill(`${who}@demo.example`);
  await form.getByLabel("Mot de passe").fill(DEMO_PASSWORD);
  await form.getByRole("button", { name: "Se connecter", exact: true }).click();
  await page.waitForURL("**/tableau-de-bord");
}

/**
 * The demo, served to a real browser for the tests of one file.
 * @param prepare changes what the store holds before anyone looks
 */
export function demoSite(prepare?: (test: TestApp) => Promise<void>): DemoSite {
  const site = { executable: findBrowser(), complaints: [] as string[] } as DemoSite;
  const pages = new Map<string, Page>();
  const signedIn = new Map<string, BrowserContext>();
  let browser: Browser | undefined;
  let test: TestApp;
  let server: Server;

  async function open(who: string | null, { script, screen }: Eyes): Promise<Page> {
    const known = who === null ? undefined : await signedIn.get(who)?.storageState();
    const context = await browser!.newContext({
      viewport: VIEWPORTS[screen],
      javaScriptEnabled: script,
      // Colours are looked at as soon as they change.
      reducedMotion: "reduce",
      ...(known ? { storageState: known } : {}),
    });
    if (script) await bringAxe(context);
    watch(context, site.origin, site.complaints);
    const page = await context.newPage();
    if (who !== null && !known) {
      await signIn(page, site.origin, who);
      signedIn.set(who, context);
    }
    return page;
  }
  site.as = async (who, eyes = { script: true, screen: "desktop" }) => {
    const key = `${who} ${eyes.script} ${eyes.screen}`;
    const page = pages.get(key) ?? (await open(who, eyes));
    pages.set(key, page);
    return page;
  };

  beforeAll(async () => {
    if (!site.executable) return;
    const opening = openBrowser(site.executable);
    test = await startTestApp();
    await seedDemo(TODAY);
    await prepare?.(test);
    await fillSearch(test.services);
    const app = createApp(test.services, { demo: true });
    site.paths = () => declaredPaths(app);
    server = app.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    site.mailTo = async (address) => {
      await test.settle();
      return test.mails.findLast(({ to }) => to === address);
    };
    browser = await opening;
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await test?.close();
  });
  return site;
}

/** No sideways scroll: what a phone cannot show is not shown. */
export async function expectFits(page: Page): Promise<void> {
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
