import { describe, expect, it } from "vitest";
import { asProgram } from "../support/world.ts";
import { describeAbsence } from "./degraded/absence.ts";
import { describeRecovery } from "./degraded/recovery.ts";
import { degradedWorld } from "./degraded/world.ts";

const world = degradedWorld();

describe("with a Meilisearch that answers", () => {
  it("is ready, and finds by the engine", async () => {
    const agent = await asProgram(world.site(), world.member);
    const { body } = await agent.get("/readyz").expect(200);
    expect(body.search).toMatchObject({ ok: true, engine: "meilisearch" });
    const page = await agent.get("/experts?q=latrinnes").expect(200);
    expect(page.text).not.toContain("au ralenti");
    expect(page.text).toContain("Personne Numéro3");
    expect(await world.indexEqualsDatabase()).toBe(true);
  });
});

describeAbsence(world);
describeRecovery(world);
