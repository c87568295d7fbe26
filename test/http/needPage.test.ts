import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Funding, type StoredFunding } from "../../server/funding/model.ts";
import type { NeedRecord } from "../../server/needs/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
let need: NeedRecord;
let editor: Agent;
let stranger: Agent;
const EXPERTS = 8;

const SCHEME: StoredFunding = {
  _id: "eau-pour-tous",
  name: "L’eau pour tous",
  funder: "Une agence",
  funderKind: "etat",
  summary: "Finance l’eau potable.",
  kinds: ["financement"],
  themes: ["eau-assainissement"],
  countries: [],
  regions: [],
  countryRule: null,
  applicants: ["commune"],
  minFrenchAuthorities: null,
  foreignPartnerRequired: null,
  amount: { min: 10_000, max: 50_000, currency: "EUR" },
  maxRate: 0.7,
  maxRateLdc: null,
  ownContributionMin: null,
  durationMonths: null,
  calls: [{ year: 2027, opens: "2026-10-01", closes: "2027-03-31" }],
  rolling: null,
  documents: [],
  url: null,
  sources: [],
  confidence: "high",
};

beforeAll(async () => {
  test = await startTestApp();
  const organisation = await buildOrganisation(test);
  const member = await buildMember(organisation._id);
  for (let i = 0; i < EXPERTS; i++) await buildExpert(test);
  await Funding.create(SCHEME);
  need = await buildNeed(organisation._id, member._id);
  editor = await asPerson(test, member);
  stranger = await asPerson(test, await buildUser());
});
afterAll(() => test.close());

const page = async (query = "") => (await editor.get(`/besoins/${need._id}${query}`).expect(200)).text;
const cards = (html: string) => [...html.matchAll(/id="suggestion-expert-(\d+)"/g)].map(([, rank]) => rank);

describe("the lists of a need's page", () => {
  it("show three, and say how many others there are", async () => {
    const html = await page();
    expect(cards(html)).toEqual(["1", "2", "3"]);
    expect(html).toContain(`Voir les ${EXPERTS - 3} autres`);
  });

  it("show one list to its end where it is asked for, without scripts", async () => {
    const html = await page("?plus=expert");
    expect(cards(html)).toHaveLength(EXPERTS);
    expect(html).toContain('id="suite-expert"');
    expect(html).not.toContain(`Voir les ${EXPERTS - 3} autres`);
  });

  it("give their rest alone to the page's script, its ranks going on from the third", async () => {
    const { text } = await editor.get(`/besoins/${need._id}/suite/expert`).expect(200);
    expect(cards(text)).toEqual(["4", "5", "6", "7", "8"]);
    expect(text).not.toContain("<html");
    expect(text).toContain('name="_csrf"');
  });

  it("are no stranger's, and there is no fourth list", async () => {
    await stranger.get(`/besoins/${need._id}/suite/expert`).expect(404);
    await editor.get(`/besoins/${need._id}/suite/magie`).expect(404);
  });

  it("say of a scheme how much, at what rate and until when", async () => {
    const html = await page();
    const money = (n: string) => `${n}\u202f000\u00a0€`;
    expect(html).toContain(`jusqu’à 70\u00a0% du budget, de ${money("10")} à ${money("50")}`);
    expect(html).toContain("jusqu’au 31 mars 2027");
  });

  it("tells what is left to check of a scheme before it is opened, and lets anyone see which were left out and why", async () => {
    const checked = {
      ...SCHEME,
      _id: "fonds-a-verifier",
      name: "Fonds à vérifier",
      conditions: [{ text: "la structure a plus d’un an" }],
    };
    const other = {
      ...SCHEME,
      _id: "fonds-du-numerique",
      name: "Fonds du numérique",
      themes: ["numerique" as const],
    };
    await Funding.create([checked, other]);
    const html = (await page()).replace(/\u00a0/g, " ");
    expect(html).toMatch(/Ce qui reste à vérifier[\s\S]{0,600}la structure a plus d’un an/);
    expect(html).toMatch(/Thème non admis, ou non précisé[\s\S]{0,400}Fonds du numérique/);
    await Funding.deleteMany({ _id: { $in: [checked._id, other._id] } });
  });

  it("give every share with its tenth, so that their column is aligned", async () => {
    const html = await page();
    const shares = [...html.matchAll(/<span class="numeric">([^<]+)<\/span>/g)].map(([, share]) => share);
    expect(shares.length).toBeGreaterThan(6);
    expect(shares.filter((share) => !/^\d+,\d$/.test(share!))).toEqual([]);
  });
});
