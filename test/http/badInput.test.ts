import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asProgram, buildMember, buildOrganisation } from "../support/world.ts";

let app: TestApp;
let editor: Agent;
type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  enum?: unknown[];
};
type Operation = { requestBody?: { content: { "application/json": { schema: Schema } } } };
type Route = { method: "post" | "put" | "patch"; path: string; body: Schema | null };

const routes: Route[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const organisation = await buildOrganisation(app);
  editor = await asProgram(app, await buildMember(organisation._id));
  const { body } = await request(app.app).get("/api/openapi.json").expect(200);
  for (const [path, operations] of Object.entries(body.paths as Record<string, Record<string, Operation>>)) {
    for (const method of ["post", "put", "patch"] as const) {
      const operation = operations[method];
      if (!operation) continue;
      const schema = operation.requestBody?.content["application/json"].schema ?? null;
      routes.push({ method, path, body: schema });
    }
  }
});
afterAll(() => app.close());

const SOME_ID = "0123456789abcdef01234567";
const urlOf = ({ path }: Route, id = SOME_ID) => `/api/v1${path.replace(/\{\w+\}/g, id)}`;
const send = (route: Route, id?: string) => editor[route.method](urlOf(route, id));

type Answer = { status: number; headers: Record<string, string>; body: { errors?: { path: string }[] } };

function expectNamed(answer: Answer, path: string, about: string): void {
  expect(answer.status, about).toBeGreaterThanOrEqual(400);
  expect(answer.status, about).toBeLessThan(500);
  expect(answer.headers["content-type"], about).toContain("application/problem+json");
  const paths = (answer.body.errors ?? []).map((error) => error.path);
  expect(
    paths.some((found) => found === path || found.startsWith(`${path}.`)),
    `${about}: ${paths}`,
  ).toBe(true);
}

const isNullable = (schema: Schema): boolean =>
  schema.type === "null" ||
  (Array.isArray(schema.type) && schema.type.includes("null")) ||
  (schema.anyOf ?? []).some(isNullable);

/** Runs `check` on every route, so that one failing route does not hide the next. */
async function onEveryRoute(check: (route: Route, about: string) => Promise<void>): Promise<void> {
  expect(routes.length).toBeGreaterThanOrEqual(16);
  for (const route of routes) await check(route, `${route.method} ${route.path}`);
}
const propertiesOf = (route: Route) => Object.entries(route.body?.properties ?? {});

describe("every route that takes a body", () => {
  it("refuses what is not JSON", () =>
    onEveryRoute(async (route, about) => {
      const answer = await send(route).set("Content-Type", "application/json").send('{"title": ');
      expect(answer.status, about).toBe(400);
      expectNamed(answer, "body", about);
    }));

  it("refuses another format", () =>
    onEveryRoute(async (route, about) => {
      const answer = await send(route).type("text/plain").send("bonjour");
      expect(answer.status, about).toBe(415);
      expectNamed(answer, "body", about);
    }));

  it("refuses a list in place of an object", () =>
    onEveryRoute(async (route, about) => expectNamed(await send(route).send([]), "body", about)));

  it("refuses unknown fields, by name", () =>
    onEveryRoute(async (route, about) =>
      expectNamed(await send(route).send({ nexistepas: 1 }), "nexistepas", about),
    ));

  it("names every required field that is missing", () =>
    onEveryRoute(async (route, about) => {
      const required = route.body?.required ?? [];
      if (required.length === 0) return;
      const answer = await send(route).send({});
      for (const field of required) expectNamed(answer, field, `${about}.${field}`);
    }));

  // All fields of a route at once: one that is not named is one that was let through.
  it.each<[string, unknown, (schema: Schema) => boolean]>([
    ["an operator", { $gt: "" }, () => true],
    ["another operator", { $ne: null }, () => true],
    ["a wrong type", true, (schema) => schema.type !== "boolean"],
    ["null where it does not belong", null, (schema) => !isNullable(schema)],
    ["a wrong value", "nexistepas", (schema) => schema.enum !== undefined],
    ["a list of lists", [["x"]], (schema) => schema.type !== "array"],
  ])("refuses %s in every field", (name, value, isWrongFor) =>
    onEveryRoute(async (route, about) => {
      const fields = propertiesOf(route).flatMap(([field, schema]) => (isWrongFor(schema) ? [field] : []));
      if (fields.length === 0) return;
      const answer = await send(route).send(Object.fromEntries(fields.map((field) => [field, value])));
      for (const field of fields) expectNamed(answer, field, `${about}.${field}: ${name}`);
    }),
  );

  it("tells what is missing from what is of another type", async () => {
    const told = async (body: object) => {
      const answer = await editor.post(`/api/v1/needs/${SOME_ID}/matches`).send(body).expect(422);
      const errors = answer.body.errors as { path: string; message: string }[];
      return Object.fromEntries(errors.map(({ path, message }) => [path, message]));
    };
    const missing = "Ce champ est obligatoire.";
    const otherType = "Cette valeur n’est pas du bon type.";
    expect(await told({})).toEqual({ candidate: missing });
    expect(await told({ candidate: "x" })).toEqual({ candidate: otherType });
    expect(await told({ candidate: { kind: "expert" } })).toEqual({ "candidate.id": missing });
    const operator = { kind: "expert", id: { $ne: null } };
    expect(await told({ candidate: operator })).toEqual({ "candidate.id": otherType });
    const list = await editor
      .post("/api/v1/needs")
      .send({ title: "Un besoin", themes: "eau-assainissement" });
    expect(list.body.errors).toEqual([{ path: "themes", message: otherType }]);
  });

  it("refuses an empty text where one is required", () =>
    onEveryRoute(async (route, about) => {
      const required = route.body?.required ?? [];
      if (required.length === 0) return;
      const answer = await send(route).send(Object.fromEntries(required.map((field) => [field, ""])));
      for (const field of required) expectNamed(answer, field, `${about}.${field}`);
    }));

  it("refuses 1 MB of text, naming the field", () =>
    onEveryRoute(async (route, about) => {
      for (const [field, schema] of propertiesOf(route)) {
        if (schema.type !== "string") continue;
        const answer = await send(route).send({ [field]: "x".repeat(1_000_000) });
        expectNamed(answer, field, `${about}.${field}`);
      }
    }));

  it("refuses more than 2 MB", () =>
    onEveryRoute(async (route, about) => {
      const answer = await send(route).send({ title: "x".repeat(2_200_000) });
      expect(answer.status, about).toBe(413);
      expectNamed(answer, "body", about);
    }));

  it("refuses a malformed id", () =>
    onEveryRoute(async (route, about) => {
      if (!route.path.includes("{")) return;
      for (const id of ["zz", "%7B%22$gt%22%3A%22%22%7D", "0".repeat(500)]) {
        expectNamed(await send(route, id).send({}), "id", `${about} ${id.slice(0, 30)}`);
      }
    }));

  it("refuses a visitor where one must be signed in", () =>
    onEveryRoute(async (route, about) => {
      if (["/tokens", "/preview"].includes(route.path)) return;
      const answer = await request(app.app)[route.method](urlOf(route)).send({});
      expect(answer.status, about).toBe(401);
    }));
});

describe("values that only together are wrong", () => {
  it("a period that ends before it starts", async () => {
    const period = { from: "2027-06-30", to: "2027-01-01" };
    for (const [path, body] of [
      ["/api/v1/needs", { title: "Un besoin", period }],
      ["/api/v1/preview", { description: "Un besoin", period }],
    ] as const) {
      expectNamed(await editor.post(path).send(body), "period.to", path);
    }
    expectNamed(
      await editor.put("/api/v1/experts/me").send({ availability: [period] }),
      "availability.0.to",
      "me",
    );
  });

  it("dates that do not exist, codes that nobody has", async () => {
    const day = await editor
      .post("/api/v1/needs")
      .send({ title: "Un besoin", period: { from: "2027-02-30", to: "2027-03-01" } });
    expectNamed(day, "period.from", "30 February");
    expectNamed(
      await editor.post("/api/v1/needs").send({ title: "Un besoin", countries: ["ZZ"] }),
      "countries",
      "ZZ",
    );
    expectNamed(
      await editor.post("/api/v1/needs").send({ title: "Un besoin", languages: ["zz"] }),
      "languages",
      "zz",
    );
    expectNamed(await editor.post("/api/v1/needs").send({ title: "Un besoin", odd: [18] }), "odd", "ODD 18");
  });

  it("queries of the lists", async () => {
    for (const [query, path] of [
      ["theme=nexistepas", "theme"],
      ["page=0", "page"],
      ["page[$gt]=1", "page"],
      ["sort=nexistepas", "sort"],
      ["q[$ne]=1", "q"],
      ["nexistepas=1", "nexistepas"],
      ["availableFrom=2027-13-01", "availableFrom"],
      ["availableFrom=2027-05-01&availableTo=2027-01-01", "availableTo"],
    ] as const) {
      expectNamed(await editor.get(`/api/v1/experts?${query}`), path, query);
    }
    expectNamed(await editor.get("/api/v1/needs?status=nexistepas"), "status", "status");
    expectNamed(await editor.get(`/api/v1/needs/${SOME_ID}/suggestions?kind=autre`), "kind", "kind");
  });

  it("does not know a route that is not there", async () => {
    const answer = await editor.get("/api/v1/nexistepas").expect(404);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
  });
});
