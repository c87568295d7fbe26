import mongoose from "mongoose";
import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awaitingCount } from "../../server/dashboard/usecases.ts";
import { Match } from "../../server/matches/model.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

const MANY = 23;
const daysAgo = (days: number) => new Date(TODAY.getTime() - days * 86_400_000);

let test: TestApp;
let adviser: Agent;
let editor: Agent;
let need: string;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = (await buildOrganisation(test, { name: "Ville aux cent besoins" }))._id;
  const member = await buildMember(organisation);
  const expert = await buildExpert(test);
  for (let i = 0; i < MANY; i += 1) {
    const statusSince = daysAgo(i);
    need = (
      await buildNeed(organisation, member._id, {
        title: `Besoin envoyé ${i}`,
        statusSince,
        updatedAt: TODAY,
      })
    )._id;
    await buildNeed(organisation, member._id, {
      title: `Brouillon ${i}`,
      status: "draft",
      updatedAt: daysAgo(i),
    });
    const match = {
      need,
      needTitle: `Demande ${i}`,
      needOrganisation: organisation,
      candidate: { kind: "expert" as const, id: expert._id, title: expert.name },
      status: "requested" as const,
      requestedBy: member._id,
      ...{ statusSince, createdAt: TODAY, updatedAt: TODAY },
    };
    await Match.create({ _id: newId(), ...match });
    await buildExpert(test, { name: `Profil ${i}`, status: "submitted", statusSince });
    await buildUser({
      name: `Collègue ${i}`,
      seats: [{ organisation, role: "editor", status: "pending", askedAt: statusSince }],
    });
  }
  adviser = await asPerson(test, await buildUser({ adviser: true }));
  editor = await asPerson(test, member);
});
afterAll(() => test.close());

const page = async (agent: Agent, path: string) => (await agent.get(path).expect(200)).text;
/** The main part: the header of the page names nothing of the lists. */
const titles = (html: string, of: RegExp): string[] => [...html.matchAll(of)].map(([, name]) => name!);

describe("the advisers' queues", () => {
  const QUEUES: [kind: string, one: RegExp][] = [
    ["besoins", />(Besoin envoyé \d+)</g],
    ["mises-en-relation", /(Demande \d+)/g],
    ["profils", />(Profil \d+)</g],
    ["rattachements", />(Collègue \d+)</g],
  ];

  it("show ten of each, the oldest first with their age, and how many there are", async () => {
    const html = await page(adviser, "/conseil");
    expect(html).toContain("92 dossiers attendent un conseiller");
    for (const [kind, one] of QUEUES) {
      const shown = [...new Set(titles(html, one))];
      expect(shown, kind).toHaveLength(10);
      expect(shown[0], kind).toMatch(/ 22$/);
      expect(shown[9], kind).toMatch(/ 13$/);
      expect(html).toContain(`<a href="/conseil/${kind}">Voir tout`);
    }
    expect(html).toContain("attend depuis 22\u00a0jours");
  });

  it.each(QUEUES)("%s: all of it, page after page", async (kind, one) => {
    const first = [...new Set(titles(await page(adviser, `/conseil/${kind}`), one))];
    const second = [...new Set(titles(await page(adviser, `/conseil/${kind}?page=2`), one))];
    expect([first.length, second.length]).toEqual([20, 3]);
    expect(second[2]).toMatch(/ 0$/);
    expect(new Set([...first, ...second]).size).toBe(MANY);
    const past = await page(adviser, `/conseil/${kind}?page=9`);
    expect(past).toContain("Cette page n’existe plus");
    expect(past).toContain("La liste en compte 2.");
    expect(past).toMatch(new RegExp(`<a href="/conseil/${kind}\\?page=2" rel="prev">`));
  });

  it("are for advisers only", async () => {
    for (const [kind] of QUEUES) await editor.get(`/conseil/${kind}`).expect(403);
  });
});

describe("the dashboard", () => {
  it("shows the ten oldest things, how many wait, and where the others are", async () => {
    const html = await page(editor, "/tableau-de-bord");
    expect(html).toContain("46 choses vous attendent");
    expect(titles(html, /<a class="task__label[^>]+>([^<]+)</g)).toHaveLength(10);
    expect(html).toMatch(/href="\/tableau-de-bord\/a-faire\?kind=draft"[^>]*>Brouillons <[^>]+>23</);
    const rest = await page(editor, "/tableau-de-bord/a-faire?kind=draft&page=2");
    expect(titles(rest, /(Brouillon \d+) \(/g)).toEqual(["Brouillon 2", "Brouillon 1", "Brouillon 0"]);
    const seats = await page(editor, "/tableau-de-bord/rattachements?page=2");
    expect(titles(seats, />(Collègue \d+)</g)).toHaveLength(3);
    expect(seats).toContain("/confirmer");
  });

  it("sends advisers to the queues", async () => {
    const html = await page(adviser, "/tableau-de-bord");
    expect(html).toContain("92 choses vous attendent");
    expect(html).toMatch(/href="\/conseil\/besoins"[^>]*>Besoins à qualifier <[^>]+>23</);
  });

  it("says of a list that there is nothing in it", async () => {
    expect(await page(editor, "/tableau-de-bord/a-faire?kind=accepted")).toContain(
      "Rien de cette sorte ne vous attend",
    );
    await editor.get("/tableau-de-bord/a-faire?kind=magie").expect(422);
  });

  it("does not count what another adviser must examine", async () => {
    const own = await buildUser({ adviser: true });
    const profile = await buildExpert(test, { user: own._id, status: "submitted" });
    const context = (actor: object) => ({
      ...test.services.dependencies,
      actor: {
        id: own._id,
        name: "",
        seats: [],
        pending: [],
        expert: null,
        adviser: true,
        admin: false,
        ...actor,
      },
    });
    const all = await awaitingCount(context({}));
    expect(await awaitingCount(context({ expert: profile._id }))).toBe(all - 1);
  });
});

describe("what a page reads", () => {
  /** A query that may keep ever more, as the collections grow, and says of no number where it ends. */
  const unbounded = (filter: Record<string, unknown>, options: { limit?: number }) =>
    !options.limit && !["_id", "need", "email", "user"].some((key) => key in filter);
  /** Short by their nature: the schemes of the reference list. */
  const SHORT = ["fundings"];

  it.each([
    "/tableau-de-bord",
    "/tableau-de-bord/a-faire",
    "/conseil",
    "/conseil/besoins?page=2",
    "/besoins",
    "/besoins?status=submitted",
    "/besoins?q=besoin",
    "/mises-en-relation",
    "/experts",
    "/collectivites",
    "/mon-profil",
    "/besoins/nouveau",
  ])("%s: a part of each list, never all of one", async (path) => {
    const read: string[] = [];
    let queries = 0;
    mongoose.set("debug", (collection, method, filter, options) => {
      if (method !== "find") return;
      queries += 1;
      if (!SHORT.includes(collection) && unbounded(filter, options ?? {}))
        read.push(`${collection} ${JSON.stringify(filter)}`);
    });
    try {
      for (const agent of [adviser, editor]) await agent.get(path);
    } finally {
      mongoose.set("debug", false);
    }
    expect(read).toEqual([]);
    expect(queries).toBeGreaterThan(0);
  });
});
