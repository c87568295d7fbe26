import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildExpert, buildMember, buildOrganisation, formToken } from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

describe("headers", () => {
  it("allow only what comes from here, with a fresh nonce each time", async () => {
    const [one, two] = await Promise.all([request(test.app).get("/"), request(test.app).get("/")]);
    const policy = one.headers["content-security-policy"] as string;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(one.text).toContain(`nonce="${nonce.replaceAll("+", "&#43;")}"`.replaceAll("&#43;", "+"));
    expect(two.headers["content-security-policy"]).not.toBe(policy);
    expect(one.headers).not.toHaveProperty("x-powered-by");
    expect(one.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("public pages load nothing from elsewhere and leave no cookie", async () => {
    for (const path of ["/", "/experts", "/collectivites", "/dispositifs", "/accessibilite"]) {
      const page = await request(test.app).get(path).expect(200);
      expect(page.text, path).not.toMatch(/(?:src|href)="(?:https?:)?\/\/[^"]+\.(?:js|css|woff2?)/);
      expect(page.headers, path).not.toHaveProperty("set-cookie");
    }
  });

  it("the session cookie cannot be read by scripts nor sent by other sites", async () => {
    const page = await request(test.app).get("/connexion").expect(200);
    const [cookie] = page.headers["set-cookie"] as unknown as string[];
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });
});

describe("forms", () => {
  it("refuse what was not sent from one of our pages", async () => {
    const agent = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
    for (const _csrf of [undefined, "faux", { $gt: "" }]) {
      const answer = await agent
        .post("/besoins/nouveau")
        .type("form")
        .send({ _csrf, title: "Depuis ailleurs" });
      expect(answer.status).toBe(403);
    }
    const answer = await agent.post("/api/v1/needs").send({ title: "Depuis ailleurs" });
    expect(answer.status).toBe(403);
    expect(answer.body.type).toBe("urn:bourse:problem:csrf");
  });

  it("a page’s own script may call the API with the token of its page", async () => {
    const agent = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
    const page = await agent.get("/besoins/nouveau").expect(200);
    await agent
      .post("/api/v1/needs")
      .set("X-CSRF-Token", formToken(page.text))
      .send({ title: "Depuis la page" })
      .expect(201);
  });
});

describe("errors", () => {
  it("are a page for people and a problem for programs, with the request’s number", async () => {
    const page = await request(test.app).get("/nexistepas").set("Accept", "text/html").expect(404);
    expect(page.text).toContain("<h1>Introuvable</h1>");
    expect(page.text).toContain(page.headers["x-request-id"]);
    const problem = await request(test.app).get("/nexistepas").set("Accept", "application/json").expect(404);
    expect(problem.headers["content-type"]).toContain("application/problem+json");
    expect(problem.body).toMatchObject({ status: 404, title: "Introuvable", detail: expect.any(String) });
  });

  it("answer an address with a broken escape or a null byte", async () => {
    for (const path of [
      "/experts/%E0%A4%A",
      "/experts/%00",
      "/dispositifs/%00",
      "/collectivites/..%2f..%2fetc",
    ]) {
      const answer = await request(test.app).get(path);
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
    }
  });
});

describe("contact details", () => {
  it("are on no public page and in no public answer", async () => {
    const expert = await buildExpert(test);
    for (const path of [
      "/experts",
      `/experts/${expert._id}`,
      "/api/v1/experts",
      `/api/v1/experts/${expert._id}`,
    ]) {
      const answer = await request(test.app).get(path).expect(200);
      expect(answer.text, path).toContain("Bénin");
      expect(answer.text, path).not.toContain(expert.contact.email);
      expect(answer.text, path).not.toContain(expert.contact.phone);
    }
  });
});

describe("health", () => {
  it("tells that the process lives and that it can serve", async () => {
    await request(test.app).get("/healthz").expect(200, { status: "ok" });
    const { body } = await request(test.app).get("/readyz").expect(200);
    expect(body).toMatchObject({
      status: "ready",
      store: { ok: true },
      search: { ok: true, engine: "embedded" },
    });
  });

  it("serves the API’s page from the package", async () => {
    const page = await request(test.app).get("/api/docs").expect(200);
    const scripts = [...page.text.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g)].map(
      ([, path]) => path as string,
    );
    expect(scripts.length).toBeGreaterThanOrEqual(2);
    for (const path of scripts) await request(test.app).get(path).expect(200);
  });
});
