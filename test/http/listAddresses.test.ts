import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
let person: Agent;
let program: Agent;
let comparison: string;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = (await buildOrganisation(test))._id;
  const author = await buildMember(organisation);
  comparison = `/besoins/${(await buildNeed(organisation, author._id))._id}/comparer`;
  const everything = await buildUser({ adviser: true, admin: true });
  person = await asPerson(test, everything);
  program = await asProgram(test, everything);
});
afterAll(() => test.close());

const LISTS = [
  ...["/experts", "/collectivites", "/dispositifs", "/besoins", "/mises-en-relation"],
  ...["/administration", "/administration/journal", "/conseil/repartir"],
];

describe("the address of a page", () => {
  it.each(LISTS)(
    "%s: what mail programs add is ignored, what is wrong is said and left aside",
    async (list) => {
      const added = await person
        .get(`${list}?utm_source=lettre&utm_medium[]=mail&fbclid=1&page=1`)
        .expect(200);
      expect(added.text).not.toContain("data-error-summary");
      const wrong = await person.get(`${list}?page=beaucoup&utm_source=lettre`).expect(422);
      expect(wrong.text).toContain("data-error-summary");
      expect(wrong.text).toContain("</main>");
    },
  );

  it("names a state that does not exist, and lists all", async () => {
    const { text } = await person.get("/besoins?status=nexistepas&q=forages").expect(422);
    expect(text).toContain("Cet état n’existe pas.");
    expect(text).toContain('value="forages"');
  });

  it("compares the two that it names, whatever else it bears", async () => {
    await person.get(`${comparison}?utm_source=lettre`).expect(200);
    await person.get(`${comparison}?a=x&utm_source=lettre`).expect(422);
  });

  it("is strict in the API", async () => {
    for (const list of ["experts", "needs", "matches"]) {
      const { body } = await program.get(`/api/v1/${list}?utm_source=lettre`).expect(422);
      expect(body.errors).toEqual([{ path: "utm_source", message: "Ce champ n’existe pas." }]);
    }
  });
});
