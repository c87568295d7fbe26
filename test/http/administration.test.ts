import type { Agent } from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { appointAdministrator } from "../../server/accounts/administration.ts";
import { ChangeModel } from "../../server/jobs/indexChangeModels.ts";
import { queueIndex } from "../../server/jobs/outbox.ts";
import { beginRebuild, rebuildState } from "../../server/jobs/rebuildRun.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { asPerson, buildExpert, buildUser, formToken } from "../support/world.ts";

let test: TestApp;
let admin: Agent;
let adviser: Agent;

beforeAll(async () => {
  test = await startTestApp();
  for (let i = 0; i < 3; i += 1) await buildExpert(test);
  admin = await asPerson(test, await buildUser({ admin: true, name: "Odile Régie" }));
  adviser = await asPerson(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());
beforeEach(() => test.setNow(TODAY));

const administration = async () => (await admin.get("/administration").expect(200)).text;
const press = async (agent: Agent, page: string) => {
  const { text } = await agent.get(page).expect(200);
  return agent
    .post("/administration/index")
    .type("form")
    .send({ _csrf: formToken(text) });
};
const ended = () =>
  vi.waitFor(async () => {
    const state = await rebuildState(test.services.dependencies);
    expect(state?.running).toBe(false);
    return state;
  });

/** A rebuild that stops before its swap until it is let go. */
async function heldRebuild() {
  const { dependencies } = test.services;
  let release = () => {};
  let held = false;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const search: typeof dependencies.search = Object.create(dependencies.search, {
    rebuild: {
      value: async (index: Parameters<typeof dependencies.search.rebuild>[0]) => {
        const rebuild = await dependencies.search.rebuild(index);
        return {
          ...rebuild,
          swap: async () => {
            held = true;
            await gate;
            await rebuild.swap();
          },
        };
      },
    },
  });
  const { done } = await beginRebuild({ ...dependencies, search }, { by: "Un autre" });
  done.catch(() => {});
  await vi.waitFor(() => expect(held).toBe(true));
  await vi.waitFor(async () => expect((await rebuildState(dependencies))?.counts).toEqual({ experts: 3 }));
  return { done, release };
}

describe("the button that rebuilds the indexes", () => {
  it("rebuilds them all, and says when it is done and how much there is", async () => {
    const { search } = test.services.dependencies;
    await search.clear("experts");
    const answer = await press(admin, "/administration");
    expect(answer.headers.location).toBe("/administration#etat");
    expect(await ended()).toMatchObject({ by: "Odile Régie", error: null, counts: { experts: 3 } });
    expect((await search.search("experts", { text: "" })).total).toBe(3);
    const page = await administration();
    expect(page).toContain("a commencé");
    expect(page).toMatch(/Terminée le .+ Experts\u00a0: 3/s);
  });

  it("is refused while one runs, with one sentence, and the page shows how far it is", async () => {
    const { done, release } = await heldRebuild();
    expect((await admin.get("/administration/index").expect(200)).text).toContain("3 fiches sur");
    await press(admin, "/administration");
    const page = await administration();
    expect(page).toContain("déjà en cours de reconstruction");
    expect(page).toContain("lancée par Un autre");
    release();
    await done;
    expect((await admin.get("/administration/index").expect(200)).text).toContain("Terminée");
  });

  it("is free again after a process died in the middle, and says that it did", async () => {
    const { done, release } = await heldRebuild();
    test.setNow(new Date(TODAY.getTime() + 10 * 60_000));
    expect(await administration()).toContain("Interrompue");
    await press(admin, "/administration");
    expect(await ended()).toMatchObject({ by: "Odile Régie", error: null, counts: { experts: 3 } });
    release();
    await expect(done).rejects.toThrow();
    // What the dead one says in the end is not taken for the new one's.
    expect(await rebuildState(test.services.dependencies)).toMatchObject({ error: null, by: "Odile Régie" });
  });

  it("says why it failed", async () => {
    const { search } = test.services.dependencies;
    vi.spyOn(search, "rebuild").mockRejectedValueOnce(new Error("plus de place"));
    await press(admin, "/administration");
    expect(await ended()).toMatchObject({ error: "plus de place" });
    expect(await administration()).toContain("plus de place");
  });

  it("is an administrator’s only", async () => {
    await adviser.get("/administration/index").expect(403);
    expect((await press(adviser, "/besoins")).status).toBe(403);
  });
});

describe("the first administrator", () => {
  it("is named from the command line, once the address is confirmed", async () => {
    const { dependencies } = test.services;
    const signedUp = await buildUser({ emailConfirmedAt: null });
    await expect(appointAdministrator(dependencies, "personne@ailleurs.example")).rejects.toThrow(
      "existe pas",
    );
    await expect(appointAdministrator(dependencies, signedUp.email)).rejects.toThrow("confirmée");
    const confirmed = await buildUser();
    const person = await asPerson(test, confirmed);
    await person.get("/administration").expect(403);
    await appointAdministrator(dependencies, ` ${confirmed.email.toUpperCase()}`);
    expect((await person.get("/administration").expect(200)).text).toContain("L’état du service");
    expect((await admin.get("/administration/journal").expect(200)).text).toContain(
      "Rôle d’administrateur donné",
    );
  });
});

describe("the state of the service", () => {
  it("tells what waits, since when, and what was given up", async () => {
    await test.services.outbox.stop();
    await inTransaction((session) => queueIndex(session, TODAY, "experts", "waiting"));
    await inTransaction((session) => queueIndex(session, TODAY, "needs", "poisoned"));
    await ChangeModel.updateOne({ documentId: "poisoned" }, { parked: true, reason: "illisible" });
    test.setNow(new Date(TODAY.getTime() + 12_000));
    const page = await administration();
    expect(page).toContain("1 en attente");
    expect(page).toContain("Le plus ancien attend depuis 12\u00a0s");
    expect(page).toContain("Besoins, fiche poisoned");
    expect(page).toContain("illisible");
  });
});
