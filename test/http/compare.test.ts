import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NeedRecord } from "../../server/needs/model.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
let need: NeedRecord;
let editor: Agent;
let viewer: Agent;
let adviser: Agent;
let stranger: Agent;
let program: Agent;
let water: string;
let generalist: string;
let busy: string;
let speechless: string;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = (await buildOrganisation(test))._id;
  const member = await buildMember(organisation);
  need = await buildNeed(organisation, member._id, {
    languages: ["fr"],
    period: { from: "2027-02-01", to: "2027-06-30" },
  });
  water = (await buildExpert(test, { name: "Awa Diop" }))._id;
  generalist = (
    await buildExpert(test, {
      name: "Jean Ollivier",
      headline: "Conseiller en eau et finances locales",
      bio: "Finances des communes et un peu d’eau potable.",
      themes: ["eau-assainissement", "gouvernance-locale"],
      countries: ["SN"],
      yearsOfExperience: 8,
    })
  )._id;
  busy = (await buildExpert(test, { name: "Paul Pris", availability: [] }))._id;
  speechless = (await buildExpert(test, { name: "Sans Français", languages: [{ code: "en", level: "C2" }] }))
    ._id;
  await buildExpert(test, { name: "Deuxième Pris", availability: [] });
  editor = await asPerson(test, member);
  viewer = await asPerson(test, await buildMember(organisation, "viewer"));
  adviser = await asPerson(test, await buildUser({ adviser: true }));
  stranger = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
  program = await asProgram(test, member);
});
afterAll(() => test.close());

const at = (query: string) => `/besoins/${need._id}/comparer${query}`;
const pair = (a: string, b: string) => at(`?kind=expert&a=${a}&b=${b}`);
const bare = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/&nbsp;|\s+/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/ +/g, " ");

describe("two candidates side by side", () => {
  it("is reached from the list by a form", async () => {
    const { text } = await editor.get(`/besoins/${need._id}`).expect(200);
    expect(text).toContain(`action="/besoins/${need._id}/comparer"`);
    expect(text).toContain(`<option value="${generalist}"`);
  });

  it("shows every criterion of both, as the API explains them", async () => {
    const { text } = await editor.get(pair(water, generalist)).expect(200);
    const { body } = await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200);
    const shown = bare(text);
    for (const id of [water, generalist]) {
      const item = body.items.find(({ candidate }: { candidate: { id: string } }) => candidate.id === id);
      for (const { text: why, share } of item.reasons) {
        expect(shown).toContain(share.toLocaleString("fr-FR", { maximumFractionDigits: 1 }));
        expect(shown).toContain(why.replace(/\s/g, " "));
      }
    }
    expect(shown).toMatch(/1 er choix Awa Diop/);
    expect(shown).toMatch(/En sa faveur : [^.]*\(\+/);
    expect(text).toContain(`href="/experts/${water}"`);
    expect(text).toContain("Demander une mise en relation");
  });

  it("is for the organisation, its readers and advisers; nobody else", async () => {
    expect((await viewer.get(pair(water, generalist)).expect(200)).text).not.toContain("Demander une mise");
    expect((await adviser.get(pair(water, generalist)).expect(200)).text).toContain("Présélectionner");
    await stranger.get(pair(water, generalist)).expect(404);
  });

  it("tells an adviser which rule leaves a candidate out, and others nothing", async () => {
    const { text } = await adviser.get(pair(water, speechless)).expect(200);
    expect(bare(text)).toContain("Écarté par une règle");
    expect(bare(text)).toContain("Ne travaille pas en français");
    await editor.get(pair(water, speechless)).expect(404);
    await adviser.get(pair(water, newId())).expect(404);
  });

  it("asks who to compare, and comes back filled where the choice cannot be", async () => {
    const { text } = await editor.get(at("")).expect(200);
    expect(text).toContain(`<option value="${water}" selected`);
    const same = await editor.get(pair(water, water)).expect(422);
    expect(same.text).toContain("Choisissez deux candidats différents");
    expect(same.text.match(new RegExp(`value="${water}" selected`, "g"))).toHaveLength(2);
    const one = await editor.get(at(`?kind=expert&a=${water}&b=`)).expect(422);
    expect(one.text).toContain("Choisissez qui comparer");
    await editor.get(at(`?kind=expert&a=${water}&b=nobody`)).expect(422);
    await editor.get(at("?kind=funding")).expect(422);
    await editor.get(at("?a[x]=1&b[]=2")).expect(422);
  });
});

describe("who was left out", () => {
  it("is told to advisers by rule, with how many each leaves out", async () => {
    const { text } = await adviser.get(`/besoins/${need._id}`).expect(200);
    const shown = bare(text);
    expect(shown).toContain("Écartés par une règle (3)");
    expect(shown).toMatch(/Pas disponible pendant la période 2 /);
    expect(shown).toMatch(/Langue de travail manquante 1 Sans Français/);
    expect(text).toContain(`href="/experts/${busy}"`);
    expect((await editor.get(`/besoins/${need._id}`).expect(200)).text).not.toContain(
      "Écartés par une règle",
    );
  });
});
