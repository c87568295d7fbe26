import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { EDITOR_ORGANISATION, PAIR_ORGANISATION } from "../../seeds/demo/accounts.ts";
import { User } from "../../server/accounts/model.ts";
import { issueToken } from "../../server/accounts/tokens.ts";
import { Expert } from "../../server/experts/model.ts";
import { Funding } from "../../server/funding/model.ts";
import { Invitation } from "../../server/matches/invitationModel.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { keyed } from "../../server/organisations/cooperations.ts";
import { Organisation, type OrganisationRecord } from "../../server/organisations/model.ts";
import { TODAY } from "../support/app.ts";
import { COLOURS, expectAccessible } from "../support/browser.ts";
import { demoSite } from "../support/demoSite.ts";
import { fillWithHostileContent } from "../support/hostileContent.ts";

const site = demoSite(fillWithHostileContent);
const ROLES = [null, "collectivite", "pair", "expert", "conseil", "admin"] as const;
type Role = (typeof ROLES)[number];

/** What a browser does not show as a page: files, states for machines, and parts that scripts ask for. */
const NO_PAGE =
  /\.(json|ndjson|css)$|^\/(healthz|readyz|metrics)$|\/(filtres|suite)\/|^\/administration\/index$/;
/** Pages where what was typed, or asked for, shows more than the page alone. */
const ASKED: [Role, string][] = [
  [null, "/experts?q=zzzzzz"],
  [null, "/experts?q=interculturalite"],
  [null, `/collectivites?q=${"z".repeat(290)}`],
  [null, "/inscription?profile=member&q=suresnes"],
  [null, "/inscription?profile=member&declare=1"],
  [null, "/inscription?profile=expert"],
  [
    null,
    `/essayer?besoin=${"z".repeat(600)}+latrines+Natitingou&ecarte=country:BJ&theme=eau-assainissement&pays=CD`,
  ],
  [null, "/nexistepas"],
  ["collectivite", "/rattachement?q=saint"],
  ["collectivite", "/rattachement?declare=1"],
];
/** What a page may be about, by the path that declares it: the ends of its addresses. */
const ABOUT: Record<string, () => Promise<string[]>> = {
  "/experts/:id": async () => (await Expert.find({}).limit(2).lean()).map(({ _id }) => _id),
  "/experts/:id/proposer": async () =>
    (await Expert.find({ status: "published" }).limit(2).lean()).map(({ _id }) => _id),
  "/collectivites/:id/proposer": async () => [PAIR_ORGANISATION],
  "/collectivites/:id/cooperations": async () => [EDITOR_ORGANISATION],
  "/collectivites/:id/cooperations/nouvelle": async () => [EDITOR_ORGANISATION],
  "/collectivites/:id/cooperations/:cooperation": async () => {
    const organisation = await Organisation.findById(EDITOR_ORGANISATION).lean();
    return keyed(organisation as OrganisationRecord)
      .slice(0, 1)
      .map(({ key }) => `${EDITOR_ORGANISATION},${key}`);
  },
  // The demo's expert asks for a seat in the town.
  "/rattachement/:organisation/retirer": async () => [EDITOR_ORGANISATION],
  "/collectivites/:id": async () => [
    EDITOR_ORGANISATION,
    ...(await Organisation.find({}).limit(1).lean()).map(({ _id }) => _id),
  ],
  "/dispositifs/:id": async () => (await Funding.find({}).limit(2).lean()).map(({ _id }) => _id),
  "/besoins/:id": async () => idsOfNeeds({}),
  "/besoins/:id/modifier": async () => idsOfNeeds({}),
  "/besoins/:id/supprimer": async () => idsOfNeeds({ status: "draft" }),
  "/besoins/:id/comparer": async () => {
    const [a, b] = await Expert.find({ status: "published", countries: "BJ", themes: "eau-assainissement" })
      .limit(2)
      .lean();
    return (await idsOfNeeds({ status: "submitted" })).map((id) => `${id}?a=${a?._id}&b=${b?._id}`);
  },
  "/mises-en-relation/:id": async () =>
    (await Match.find({ needOrganisation: EDITOR_ORGANISATION }).sort({ "candidate.kind": 1 }).lean()).map(
      ({ _id }) => _id,
    ),
  "/confirmer/:token": async () => [(await issueToken(await anybody(), "confirm-email", TODAY)).token],
  "/invitation/:token": async () => {
    const match = await Match.findOne({ status: "validated" }).lean();
    const invitation = { match: match?._id, organisation: match?.needOrganisation, invitedBy: "a" };
    const names = { email: `${"a".repeat(60)}@${"b".repeat(60)}.example`, invitedByName: "n".repeat(120) };
    const _id = createHash("sha256").update("wide").digest("hex");
    await Invitation.create({
      _id,
      ...invitation,
      ...names,
      expiresAt: new Date(TODAY.getTime() + 86_400_000),
    });
    return ["wide"];
  },
  "/reinitialiser/:token": async () => [(await issueToken(await anybody(), "reset-password", TODAY)).token],
};
const idsOfNeeds = async (where: object) =>
  (await Need.find({ organisation: EDITOR_ORGANISATION, ...where }).lean()).map(({ _id }) => _id);
const anybody = async () => (await User.findOne({}).lean())?._id ?? "";
const IN_THE_DARK = ["/", "/experts", "/connexion", "/dispositifs", "/tableau-de-bord", "/conseil/repartir"];

/** By path, who was shown such a page. What a visitor is shown is looked at once; accessibility, at the first reader. */
const shownTo = new Map<string, Role[]>();
/** These say something else to each. */
const EVERYONES_OWN = ["/tableau-de-bord"];
/** Whose pages about something come in every state; the others only see whether they are let in. */
const CONCERNED: readonly Role[] = ["collectivite", "expert", "pair", "conseil"];

/** The labels of buttons and menus, in the browser, of which a word is cut: no word of ours gives way to what people write. */
const CUT_LABELS = `[...document.querySelectorAll(".button, .menu > summary")].flatMap((control) => {
  const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
  const cut = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest(".visually-hidden")) continue;
    for (const word of text.data.matchAll(/[\\p{L}]+/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) cut.push(word[0]);
    }
  }
  return cut;
})`;

/** "/besoins/:id/comparer" and "12?a=b" → "/besoins/12/comparer?a=b"; of several parameters, "12,34". */
function addressOf(path: string, end: string): string {
  const [id = "", query] = end.split("?");
  const ids = id.split(",");
  return path.replace(/:\w+/g, () => ids.shift() ?? "") + (query ? `?${query}` : "");
}

/** What the page shows now fits the window, and cuts no word of ours. */
async function expectNarrow(page: Page, about: string): Promise<void> {
  const [content, window, cut] = (await page.evaluate(
    `[document.documentElement.scrollWidth, document.documentElement.clientWidth, ${CUT_LABELS}]`,
  )) as [number, number, string[]];
  expect(content, about).toBeLessThanOrEqual(window);
  expect(cut, about).toEqual([]);
}

/**
 * Looks at a page without going there, which takes a fraction of the time: its body is put in the place of the one that is
 * shown, the style sheets being the same for all. Its scripts do not run.
 */
async function putIn(page: Page, html: string, about: string): Promise<void> {
  await page.evaluate(
    `document.body.replaceWith(new DOMParser().parseFromString(${JSON.stringify(html)}, "text/html").body)`,
  );
  await expectNarrow(page, about);
}

/** @returns whether the page was shown, rather than refused or left for another, and what was answered. */
async function ask(page: Page, address: string) {
  const answer = await page.request.get(site.origin + address, { headers: { Accept: "text/html" } });
  const status = answer.status();
  expect(status, address).toBeLessThan(500);
  const shown = status === 200 && new URL(answer.url()).pathname === address.split("?")[0];
  return { shown, status, html: await answer.text() };
}

/** As `ask`, with scripts. */
async function go(page: Page, address: string): Promise<boolean> {
  const answer = await page.goto(site.origin + address);
  await expectNarrow(page, address);
  return answer?.status() === 200 && new URL(page.url()).pathname === address.split("?")[0];
}

describe.skipIf(!site.executable)("nothing that people write widens a page on a phone", () => {
  let paths: string[] = [];
  let about: Record<string, string[]> = {};
  beforeAll(async () => {
    paths = site.paths().filter((path) => !NO_PAGE.test(path));
    about = Object.fromEntries(
      await Promise.all(Object.entries(ABOUT).map(async ([path, read]) => [path, await read()] as const)),
    );
  });

  it("of what every page is about, an address is known", () => {
    expect(paths.filter((path) => path.includes(":")).sort()).toEqual(Object.keys(ABOUT).sort());
    expect(Object.entries(about).filter(([, ids]) => ids.length === 0)).toEqual([]);
    expect(about["/besoins/:id"]?.length).toBeGreaterThan(4);
    expect(about["/mises-en-relation/:id"]?.length).toBeGreaterThan(20);
  });

  it("what is put in the place of a page is looked at: too many words in a row are seen, and a cut label", async () => {
    const page = await site.as(null, { script: true, screen: "phone" });
    await page.goto(`${site.origin}/accessibilite`);
    const put = (html: string) => putIn(page, html, "put");
    await put("<body><main><p>Peu de mots.</p></main>");
    const row = `<table><tr>${"<td>mot</td>".repeat(99)}</tr></table>`;
    await expect(put(`<body><main>${row}</main>`)).rejects.toThrow(/less than or equal to 390/);
    const letters = "z".repeat(99);
    await expect(put(`<body><main><a class="button" href="/">${letters}</a></main>`)).rejects.toThrow();
  });

  it.each(ROLES)(
    "every page of %s fits, without violation",
    async (who) => {
      const page = await site.as(who, { script: true, screen: "phone" });
      const still = await page.context().newPage();
      await still.goto(`${site.origin}/accessibilite`);
      const refusals = new Set<number>();
      for (const path of paths) {
        const readers = shownTo.get(path) ?? [];
        if (readers.includes(null)) continue;
        const ends = about[path] ?? [""];
        for (const end of ends) {
          const address = addressOf(path, end);
          const { shown, status, html } = await ask(page, address);
          if (!shown && status >= 400 && !refusals.has(status)) await putIn(still, html, address);
          if (!shown) refusals.add(status);
          if (!shown && !CONCERNED.includes(who)) break;
          if (!shown) continue;
          const first = readers.length === 0 || (EVERYONES_OWN.includes(path) && !readers.includes(who));
          if (!readers.includes(who)) readers.push(who);
          if (!first) {
            await putIn(still, html, address);
            continue;
          }
          await go(page, address);
          await expectAccessible(page);
          if (!IN_THE_DARK.includes(path)) continue;
          await page.emulateMedia({ colorScheme: "dark" });
          await expectAccessible(page, COLOURS);
          await page.emulateMedia({ colorScheme: "light" });
        }
        shownTo.set(path, readers);
      }
      for (const [reader, address] of ASKED) {
        if (reader !== who) continue;
        const shown = await go(page, address);
        await expectAccessible(page);
        // A page that is about what one asks is none without it.
        const path = address.split("?")[0] as string;
        if (shown && !shownTo.get(path)?.length) shownTo.set(path, [who]);
      }
    },
    180_000,
  );

  it("every page was shown to someone", () => {
    expect(paths.filter((path) => !shownTo.get(path)?.length)).toEqual([]);
  });

  it("no page of the whole visit threw, broke its policy, or asked anyone else for anything", () => {
    expect(site.complaints).toEqual([]);
  });
});
