import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

/** Posts a form as a page of this agent would. */
async function post(agent: Agent, path: string, body: string, from = "/rattachement") {
  const page = await agent.get(from);
  const token = encodeURIComponent(formToken(page.text));
  return agent.post(path).type("form").send(`_csrf=${token}&${body}`);
}

describe("names that every object has", () => {
  const NAMES = ["toString", "valueOf", "hasOwnProperty", "constructor"];

  it("are refused in forms, whichever field holds them", async () => {
    const organisation = await buildOrganisation(test);
    const member = await buildMember(organisation._id);
    const need = await buildNeed(organisation._id, member._id);
    const agent = await asPerson(test, member);
    const token = encodeURIComponent(formToken((await agent.get("/rattachement")).text));
    for (const name of NAMES) {
      for (const [path, field] of [
        ["/besoins/nouveau", "title"],
        ["/besoins/nouveau", "kinds[0]"],
        ["/besoins/nouveau", "period[from]"],
        [`/besoins/${need._id}/clore`, "note"],
        ["/mon-profil", "skills"],
      ]) {
        const answer = await agent
          .post(path as string)
          .type("form")
          .send(`_csrf=${token}&${field}[${name}]=x`);
        expect(answer.status, `${path} ${field}[${name}]`).toBe(422);
      }
    }
  });

  it("are refused in addresses and in JSON, naming the field", async () => {
    const address = await request(test.app).get("/experts?availableFrom[toString]=x");
    expect(address.status).toBe(422);
    for (const value of [{ toString: "x" }, [{ valueOf: 1 }], { a: { constructor: {} } }]) {
      const answer = await request(test.app).post("/api/v1/tokens").send({ email: value, password: "x" });
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(["email"]);
    }
  });

  it("are looked for however deep they lie", async () => {
    const deep = `${'{"a":'.repeat(50_000)}{"toString":1}${"}".repeat(50_000)}`;
    const answer = await request(test.app).post("/api/v1/preview").type("json").send(`{"title":${deep}}`);
    expect(answer.status).toBe(422);
  });
});

describe("signs that nobody types", () => {
  it("are left out of texts; lines stay", async () => {
    const program = await asProgram(test, await buildMember((await buildOrganisation(test))._id));
    const { body } = await program
      .post("/api/v1/needs")
      .send({ title: "Un besoin", description: "\u0000Une ligne\r\n\tpuis\u000bune\u001b autre\u0000" })
      .expect(201);
    expect(body.description).toBe("Une ligne\n puis\nune autre");
    const empty = await program.post("/api/v1/preview").send({ description: "\u0000" });
    expect(empty.status).toBe(422);
  });
});

describe("forms sent otherwise than by our pages", () => {
  it("sign-in without a password names the field", async () => {
    const user = await buildUser();
    const agent = request.agent(test.app);
    const answer = await post(agent, "/connexion", `email=${user.email}&password=`, "/connexion");
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Écrivez votre mot de passe.");
    expect(answer.text).toContain(user.email);
  });

  it("a decision on a seat is one of two", async () => {
    const organisation = await buildOrganisation(test);
    const agent = await asPerson(test, await buildMember(organisation._id));
    const { _id: user } = await buildUser({
      seats: [{ organisation: organisation._id, role: "editor", status: "pending", askedAt: new Date() }],
    });
    const answer = await post(agent, `/rattachement/${organisation._id}/${user}/peut-etre`, "");
    expect(answer.status).toBe(404);
    expect((await User.findById(user).lean())?.seats).toHaveLength(1);
  });

  it("a note on a profile is a text", async () => {
    const adviser = await asPerson(test, await buildUser({ adviser: true }));
    const expert = await buildExpert(test);
    await post(adviser, `/experts/${expert._id}/suspend`, "note[a]=b");
    const page = await adviser.get(`/experts/${expert._id}`).expect(200);
    expect(page.text).not.toContain("[object Object]");
    await request(test.app).get(`/experts/${expert._id}`).expect(200);
  });

  it("the administrators’ pages do not take nothing, and null bytes are nothing", async () => {
    const admin = await asPerson(test, await buildUser({ admin: true }));
    const page = await admin.get("/administration").expect(200);
    const nothing = await admin.post("/administration/roles").set("X-CSRF-Token", formToken(page.text));
    expect(nothing.status).toBe(303);
    await admin.get("/administration?q=%00").expect(200);
  });
});

describe("limits", () => {
  it("count an address once however many blanks are around it", async () => {
    const user = await buildUser();
    const guess = (email: string) =>
      request(test.app).post("/api/v1/tokens").send({ email, password: "pas le bon mot" });
    for (let blanks = 0; blanks < 10; blanks += 1) await guess(" ".repeat(blanks) + user.email).expect(401);
    await guess(` ${user.email} `).expect(429);
  });

  it("do not let anyone have a mailbox filled by signing in again and again", async () => {
    const user = await buildUser({ emailConfirmedAt: null });
    const signIn = () =>
      request(test.app).post("/api/v1/tokens").send({ email: user.email, password: PASSWORD });
    for (let time = 0; time < 10; time += 1) await signIn().expect(403);
    await signIn().expect(429);
    await test.settle();
    expect(test.mails.filter(({ to }) => to === user.email)).toHaveLength(1);
  });
});

describe("what is somebody’s own", () => {
  it("is not kept by whoever stands between", async () => {
    const program = await asProgram(test, await buildUser());
    const answer = await program.get("/api/v1/me").expect(200);
    expect(answer.headers["cache-control"]).toBe("private, no-cache");
    const page = await (await asPerson(test, await buildUser())).get("/tableau-de-bord").expect(200);
    expect(page.headers["cache-control"]).toBe("private, no-cache");
  });
});

describe("periods", () => {
  it("are of our century and last ten years at most, so that every month of them is found", async () => {
    for (const [from, to, wrong] of [
      ["0027-01-01", "2027-12-31", "period.from"],
      ["2027-01-01", "9999-12-31", "period.to"],
      ["2027-01-01", "2037-01-01", "period.to"],
    ]) {
      const answer = await request(test.app)
        .post("/api/v1/preview")
        .send({ description: "Forages en panne", period: { from, to } });
      expect(answer.status, `${from} ${to}`).toBe(422);
      expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([wrong]);
    }
  });

  it("of ten years are found to their last month", async () => {
    const expert = await buildExpert(test, { availability: [{ from: "2026-12-15", to: "2036-12-14" }] });
    const { body } = await request(test.app)
      .get("/api/v1/experts?availableFrom=2036-12-01&availableTo=2036-12-10")
      .expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([expert._id]);
  });
});

describe("seats that wait", () => {
  it("are few for one person, so that nobody floods the advisers’ queue", async () => {
    const agent = await asPerson(test, await buildUser());
    const ask = (name: string) =>
      post(
        agent,
        "/rattachement",
        new URLSearchParams({
          "declared[name]": name,
          "declared[kind]": "association",
          "declared[country]": "FR",
        }).toString(),
      );
    for (let time = 0; time < 5; time += 1) expect((await ask(`Association ${time}`)).status).toBe(303);
    expect((await ask("Association de trop")).status).toBe(409);
    expect(await Organisation.countDocuments({ name: "Association de trop" })).toBe(0);
  });
});

describe("two at once", () => {
  it("who sign up with the same address get one account and the same answer", async () => {
    const email = "en.double@test.example";
    const answers = await Promise.all(
      [1, 2, 3].map(async () => {
        const agent = request.agent(test.app);
        const fields = { profile: "expert", name: "Une Personne", email, password: PASSWORD };
        return post(
          agent,
          "/inscription",
          new URLSearchParams(fields).toString(),
          "/inscription?profile=expert",
        );
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await User.countDocuments({ email })).toBe(1);
  });

  it("who save a first profile never see a fault", async () => {
    const program = await asProgram(test, await buildUser());
    const save = () =>
      program
        .put("/api/v1/experts/me")
        .send({ name: "Une Personne", kind: "elu", headline: "Élue à la coopération" });
    const answers = await Promise.all([save(), save(), save()]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
  });
});
