import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** The first is Chromium without the parts that draw windows: the same engine, at two thirds of the cost. */
const PLACES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"].map(
  (name) => `/usr/bin/${name}`,
);

/** Where a Chromium is, or null. `REQUIRE_BROWSER=1` makes its absence a failure; otherwise it is said aloud. */
export function findBrowser(): string | null {
  const found = [process.env.CHROMIUM, ...PLACES].find((place) => place && existsSync(place)) ?? null;
  if (!found) {
    const sentence = "No Chromium was found: install it, or name it in CHROMIUM, to run the browser tests.";
    if (process.env.REQUIRE_BROWSER === "1") throw new Error(sentence);
    console.warn(sentence);
  }
  return found;
}

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // One site is visited, by one test at a time: a process for each page and one for the screen would only be started.
      "--renderer-process-limit=1",
      "--disable-site-isolation-trials",
      "--in-process-gpu",
      // Every page brings its scripts anew and leaves before optimised code would pay: a quarter of the browser's time.
      "--js-flags=--no-opt --no-maglev",
    ],
  });

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All that another theme can break. */
export const COLOURS = ["color-contrast"];

type Violation = { id: string; nodes: { html: string; failureSummary?: string }[] };

/**
 * Gives every page of a browser what `expectAccessible` needs, to be run when it is asked for. The pages' own policy
 * forbids foreign scripts: axe comes through the debugging protocol, as an extension would, and crosses it once.
 */
export async function bringAxe(context: BrowserContext): Promise<void> {
  const axe = await readFile(AXE, "utf8");
  await context.addInitScript({ content: `globalThis.loadAxe = () => { if (!globalThis.axe) {${axe}} };` });
}

/** No accessibility violation that axe-core can find on what the page shows now, folded parts included. */
export async function expectAccessible(page: Page, rules: string[] = EVERY_RULE): Promise<void> {
  const violations = await page.evaluate(async (tags) => {
    (globalThis as unknown as { loadAxe: () => void }).loadAxe();
    const { axe, document } = globalThis as unknown as {
      axe: { run: (context: unknown, options: unknown) => Promise<{ violations: Violation[] }> };
      document: unknown;
    };
    return (await axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false }))
      .violations;
  }, rules);
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n   ")}`);
  expect(said, page.url()).toEqual([]);
}

/** What a page must never do: throw, be refused by its own policy, or ask anyone else for anything. */
export function watch(context: BrowserContext, origin: string, complaints: string[]): void {
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      // A refused form answers 4xx: the browser notes it, and it is meant.
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
        complaints.push(`${page.url()}: ${message.text()}`);
      }
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
        complaints.push(`${page.url()} asks ${request.url()}`);
      }
    });
  });
}
