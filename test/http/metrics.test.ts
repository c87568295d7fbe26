import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queueIndex } from "../../server/jobs/outbox.ts";
import { beginRebuild } from "../../server/jobs/rebuildRun.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { embeddedSize } from "../../server/storage/size.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  queueOne,
} from "../support/world.ts";

const TOKEN = "un-jeton-de-mesure-assez-long";
let test: TestApp;

beforeAll(async () => {
  test = await startTestApp({ METRICS_TOKEN: TOKEN });
});
afterAll(() => test.close());

const read = async () => {
  const { text } = await request(test.app)
    .get("/metrics")
    .set("Authorization", `Bearer ${TOKEN}`)
    .expect(200)
    .expect("Content-Type", /^text\/plain; version=0\.0\.4/);
  return text;
};
/** The value of one line, or 0 where it is not there. */
const figure = (text: string, line: string): number =>
  Number(
    text
      .split("\n")
      .find((each) => each.startsWith(`${line} `))
      ?.split(" ")[1] ?? 0,
  );

describe("/metrics", () => {
  it("opens to its token only", async () => {
    await request(test.app).get("/metrics").expect(401).expect("WWW-Authenticate", "Bearer");
    await request(test.app).get("/metrics").set("Authorization", "Bearer un-autre").expect(401);
    await request(test.app).get(`/metrics?token=${TOKEN}`).expect(401);
    expect(await read()).toContain("process_resident_memory_bytes");
  });

  it("counts requests by the pattern of their route, never by their address", async () => {
    const expert = await buildExpert(test);
    for (let i = 0; i < 3; i += 1) await request(test.app).get(`/experts/${expert._id}`).expect(200);
    await request(test.app).get("/experts?q=secret").expect(200);
    await request(test.app).get("/experts/ffffffffffffffffffffffff").expect(404);
    await request(test.app).get(`/api/v1/experts/${expert._id}`).expect(200);
    await request(test.app).get("/api/v1/experts/ffffffffffffffffffffffff").expect(404);
    await request(test.app).get("/api/v1/needs").expect(401);
    await request(test.app).get("/n-importe-quoi/secret").expect(404);
    await request(test.app).get("/favicon.svg").expect(200);
    const text = await read();
    const count = (route: string, status: number) =>
      figure(
        text,
        `bourse_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
      );
    expect(count("/experts/:id", 200)).toBe(3);
    expect(count("/experts", 200)).toBe(1);
    expect(count("/experts/:id", 404)).toBe(1);
    expect(count("/api/v1/experts/:id", 200)).toBe(1);
    expect(count("/api/v1/experts/:id", 404)).toBe(1);
    expect(count("/api/v1/needs", 401)).toBe(1);
    expect(count("none", 404)).toBe(1);
    expect(count("static", 200)).toBe(1);
    expect(text).not.toContain("secret");
    expect(text).not.toContain(expert._id);
  });

  it("times searches and rankings", async () => {
    const organisation = await buildOrganisation(test);
    const member = await buildMember(organisation._id);
    const need = await buildNeed(organisation._id, member._id);
    const program = await asProgram(test, member);
    const before = await read();
    await program.get(`/api/v1/needs/${need._id}/suggestions?kind=expert`).expect(200);
    const after = await read();
    const grown = (line: string) => figure(after, line) - figure(before, line);
    expect(grown('bourse_match_duration_seconds_count{kind="expert"}')).toBe(1);
    expect(grown('bourse_match_duration_seconds_count{kind="peer"}')).toBe(0);
    expect(
      grown('bourse_search_duration_seconds_count{operation="searchMany",outcome="ok"}'),
    ).toBeGreaterThan(0);
  });

  it("counts what jobs came to", async () => {
    await inTransaction(async (session) => {
      await queueIndex(session, TODAY, "experts", "gone");
      await queueOne(session, TODAY, "a@test.example");
    });
    await test.settle();
    await (await beginRebuild(test.services.dependencies, { by: "" })).done;
    const text = await read();
    expect(figure(text, 'bourse_jobs_total{job="index",outcome="done"}')).toBe(1);
    expect(figure(text, 'bourse_jobs_total{job="mail",outcome="done"}')).toBe(1);
    expect(figure(text, 'bourse_jobs_total{job="rebuild",outcome="done"}')).toBe(1);
    expect(figure(text, "bourse_search_documents")).toBeGreaterThan(0);
    expect(text).toContain("bourse_search_degraded 0");
  });

  it("tells how much waits, and for how long", async () => {
    await test.services.outbox.stop();
    await inTransaction((session) => queueIndex(session, TODAY, "experts", "later"));
    test.setNow(new Date(TODAY.getTime() + 4000));
    const text = await read();
    expect(figure(text, "bourse_outbox_length")).toBe(1);
    expect(figure(text, "bourse_outbox_lag_seconds")).toBe(4);
    expect(text).toContain("bourse_outbox_parked 0");
  });
});

describe("without a token", () => {
  it("there is no such page", async () => {
    const { config, ...services } = test.services;
    const { createApp } = await import("../../server/app.ts");
    const app = createApp({ ...services, config: { ...config, metricsToken: null }, metrics: null });
    await request(app).get("/metrics").set("Accept", "text/html").expect(404);
  });
});

describe("the size of an embedded store", () => {
  it("is that of its files", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "bourse-size-"));
    const store = await startEmbeddedStore({ dir });
    expect(await embeddedSize(dir)).toBeGreaterThan(4096);
    await store.close();
    await rm(dir, { recursive: true });
    await expect(embeddedSize(dir)).rejects.toThrow("ENOENT");
  });
});
