import { describe, expect, it } from "vitest";
import { EXPERT_KINDS, LANGUAGE_LEVELS, MODES, THEME_CODES } from "../../../server/domain/vocabulary.ts";
import { countries, duplicates, experts, NOW, organisations, unknown } from "./seeded.ts";

describe("seeded experts", () => {
  it("are 150 published profiles, and some that wait for an adviser", () => {
    expect(experts.filter(({ status }) => status === "published")).toHaveLength(150);
    expect(experts.filter(({ status }) => status === "submitted").length).toBeGreaterThanOrEqual(2);
  });

  it("have each their own id, name, account and numbers kept for fiction", () => {
    for (const field of ["id", "name", "user", "email", "bio"] as const) {
      expect(duplicates(experts.map((expert) => expert[field]))).toEqual([]);
    }
    expect(experts.filter(({ name }) => /^[xs]\d/.test(name) || !name.includes(" "))).toEqual([]);
    expect(experts.filter(({ phone }) => !/^(01 99 00|06 39 98) \d\d \d\d$/.test(phone))).toEqual([]);
    expect(
      experts.filter(
        ({ email }) => !/^[a-z.]+@(experts\.)?demo\.example$/.test(email) || email.includes(".."),
      ),
    ).toEqual([]);
  });

  it("use known codes", () => {
    expect(
      unknown(
        experts.flatMap(({ themes }) => themes),
        THEME_CODES,
      ),
    ).toEqual([]);
    expect(
      unknown(
        experts.flatMap((expert) => expert.countries),
        countries,
      ),
    ).toEqual([]);
    expect(
      unknown(
        experts.flatMap(({ modes }) => modes),
        MODES,
      ),
    ).toEqual([]);
    expect(
      unknown(
        experts.flatMap(({ languages }) => languages.map(({ level }) => level)),
        LANGUAGE_LEVELS,
      ),
    ).toEqual([]);
    expect(
      unknown(
        experts.flatMap(({ organisation }) => organisation ?? []),
        organisations.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(experts.flatMap(({ availability }) => availability).filter(({ from, to }) => from > to)).toEqual(
      [],
    );
  });

  it("are varied", () => {
    const distinct = (values: string[]) => new Set(values).size;
    expect(distinct(experts.map(({ kind }) => kind))).toBe(EXPERT_KINDS.length);
    expect(distinct(experts.flatMap(({ themes }) => themes))).toBeGreaterThanOrEqual(18);
    expect(distinct(experts.flatMap((expert) => expert.countries))).toBeGreaterThanOrEqual(25);
    expect(
      distinct(experts.flatMap(({ languages }) => languages.map(({ code }) => code))),
    ).toBeGreaterThanOrEqual(10);
    expect(experts.filter(({ themes }) => themes.length === 0).length).toBeGreaterThan(20);
  });

  it("work, where they have an employer, for a real authority of their département", () => {
    const employed = experts.filter(({ organisation }) => organisation !== null);
    expect(employed.length).toBeGreaterThan(8);
    const byId = new Map(organisations.map((organisation) => [organisation.id, organisation]));
    for (const { organisation, departement } of employed) {
      expect(byId.get(organisation ?? "")).toMatchObject({ country: "FR", departement });
    }
  });

  it("carry women's names where the profile speaks of a woman, and men's where of a man", () => {
    const named = (name: string) => experts.find((expert) => expert.name === name)?.headline;
    expect(named("Amel Trabelsi")).toMatch(/^Facilitatrice/);
    expect(named("Oksana Melnyk")).toMatch(/^Énergéticienne/);
    expect(named("Bruno Chastel")).toMatch(/^Directeur/);
    expect(named("Armen Hakobyan")).toMatch(/^Président /);
  });

  it("were published before now, and touched within a year", () => {
    for (const { createdAt, publishedAt, updatedAt } of experts) {
      expect(createdAt <= (publishedAt ?? NOW)).toBe(true);
      expect((publishedAt ?? updatedAt) <= NOW && updatedAt <= NOW).toBe(true);
      expect(NOW.getTime() - updatedAt.getTime()).toBeLessThan(365 * 86_400_000);
    }
  });
});
