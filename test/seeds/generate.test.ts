import { beforeAll, describe, expect, it } from "vitest";
import type { SeedExpert } from "../../seeds/demo/experts.ts";
import type { SeedNeed } from "../../seeds/demo/needs.ts";
import type { SeedOrganisation } from "../../seeds/demo/organisations.ts";
import { generateWorld } from "../../seeds/generate.ts";
import { organisationBase } from "../../seeds/generator/organisations.ts";
import { randomFor, weighted } from "../../seeds/generator/random.ts";
import { EXPERT_KINDS, THEME_CODES } from "../../server/domain/vocabulary.ts";
import { listRegister } from "../../server/organisations/register.ts";

const NOW = new Date("2026-11-23T09:30:00Z");

type All = { organisations: SeedOrganisation[]; experts: SeedExpert[]; needs: SeedNeed[] };

async function wholeWorld(scale: number, batchSize?: number): Promise<All> {
  const world = await generateWorld({ scale, now: NOW, ...(batchSize ? { batchSize } : {}) });
  return {
    organisations: [...world.organisations].flat(),
    experts: [...world.experts].flat(),
    needs: [...world.needs].flat(),
  };
}

describe("the generated world", () => {
  let world: All;
  beforeAll(async () => {
    world = await wholeWorld(2_000);
  });

  it("holds as many of each as was asked for, each once", () => {
    for (const things of [world.organisations, world.experts, world.needs]) {
      expect(things).toHaveLength(2_000);
      expect(new Set(things.map(({ id }) => id)).size).toBe(2_000);
    }
    expect(new Set(world.experts.map(({ email }) => email)).size).toBe(2_000);
  });

  it("is the same every time, whatever the size of the batches", async () => {
    expect(await wholeWorld(60, 7)).toEqual(await wholeWorld(60));
  });

  it("comes in batches of the asked size, and only as far as it is read", async () => {
    const { experts } = await generateWorld({ scale: 25, now: NOW, batchSize: 10 });
    expect([...experts].map((batch) => batch.length)).toEqual([10, 10, 5]);
    const { needs } = await generateWorld({ scale: 1_000_000_000, now: NOW, batchSize: 3 });
    for (const batch of needs) {
      expect(batch).toHaveLength(3);
      break;
    }
  });

  it("has no two identical bios", () => {
    expect(new Set(world.experts.map(({ bio }) => bio)).size).toBe(2_000);
  });

  it("stands on real authorities, then on bodies beside them", async () => {
    expect(world.organisations[0]).toMatchObject({
      key: "region:11",
      registerKey: "region:11",
      kind: "region",
    });
    expect(world.organisations.filter(({ registerKey }) => !registerKey)).toEqual([]);
    const register = await listRegister();
    const communes = register.filter(({ kind }) => kind === "commune");
    const at = (index: number) => organisationBase(index, register, communes);
    expect(at(register.length - 1).registerKey).toBeDefined();
    expect(at(register.length)).toMatchObject({
      kind: "association",
      siren: null,
      name: "Comité de jumelage de Paris (75)",
    });
    expect(at(register.length)).not.toHaveProperty("registerKey");
    expect(at(register.length + communes.length)).toMatchObject({ kind: "syndicat", departement: "75" });
    expect(at(register.length + communes.length * 6).name).toBe("Comité de jumelage de Paris (75) 2");
  });

  it("refers only to what it holds", () => {
    const ids = new Set(world.organisations.map(({ id }) => id));
    const references = [...world.needs, ...world.experts].flatMap(({ organisation }) => organisation ?? []);
    expect(references.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("is as varied and as imperfect as real profiles", () => {
    expect(new Set(world.experts.map(({ kind }) => kind)).size).toBe(EXPERT_KINDS.length);
    expect(new Set(world.experts.flatMap(({ themes }) => themes)).size).toBe(THEME_CODES.length);
    expect(new Set(world.experts.flatMap(({ countries }) => countries)).size).toBeGreaterThan(60);
    const share = (keep: (expert: SeedExpert) => boolean) => world.experts.filter(keep).length / 2_000;
    expect(share(({ themes }) => themes.length === 0)).toBeCloseTo(0.2, 1);
    expect(share(({ bio }) => !/[éèàê]/.test(bio))).toBeGreaterThan(0.05);
    expect(share(({ availability }) => availability.length === 0)).toBeGreaterThan(0.03);
    expect(share(({ organisation }) => organisation !== null)).toBeGreaterThan(0.1);
  });

  it("agrees in gender from the name to the bio", () => {
    const wrong = world.experts.filter(
      ({ name, headline }) =>
        (/^(Agathe|Amélie|Cécile|Sylvie) /.test(name) &&
          /^(Directeur de service|Ancien |Chargé de |Consultant[ ,])/.test(headline)) ||
        (/^(André|Bertrand|Pierre|Simon) /.test(name) &&
          /^(Directrice de service|Ancienne |Chargée de |Consultante[ ,])/.test(headline)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("random draws", () => {
  it("depend on the name alone, and differ from one name to the next", () => {
    const draws = (name: string) => Array.from({ length: 5 }, randomFor(name).next);
    expect(draws("expert 41")).toEqual(draws("expert 41"));
    expect(draws("expert 41")).not.toEqual(draws("expert 42"));
  });

  it("spread evenly", () => {
    const random = randomFor("spread");
    const counts = new Array(10).fill(0);
    for (let index = 0; index < 20_000; index += 1) counts[random.int(0, 9)] += 1;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it("follow weights, and never draw what weighs nothing", () => {
    const draw = weighted(
      ["often", "seldom", "never"],
      (word) => ({ often: 9, seldom: 1, never: 0 })[word] ?? 0,
    );
    const random = randomFor("weights");
    const drawn = Array.from({ length: 5_000 }, () => draw(random));
    expect(drawn.filter((word) => word === "often").length / 5_000).toBeCloseTo(0.9, 1);
    expect(drawn).not.toContain("never");
  });

  it("draw different members of a list, and no more than it has", () => {
    const random = randomFor("members");
    expect(new Set(random.some([1, 2, 3], 2)).size).toBe(2);
    expect(random.some([1, 2, 3], 9).sort()).toEqual([1, 2, 3]);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
