import { beforeAll, describe, expect, it } from "vitest";
import {
  DEMO_EXPERT,
  demoAccounts,
  EDITOR_ORGANISATION,
  PAIR_ORGANISATION,
} from "../../seeds/demo/accounts.ts";
import { daysBefore, monthEdge } from "../../seeds/demo/dates.ts";
import { demoExperts, type SeedExpert } from "../../seeds/demo/experts.ts";
import { demoFunding } from "../../seeds/demo/funding.ts";
import { realNeeds, type SeedStep } from "../../seeds/demo/needs.ts";
import { demoOrganisations, type SeedOrganisation } from "../../seeds/demo/organisations.ts";
import { editorStory } from "../../seeds/demo/story.ts";
import { MATCH_LIFE } from "../../server/domain/match.ts";
import { NEED_LIFE } from "../../server/domain/need.ts";
import {
  EXPERT_KINDS,
  LANGUAGE_LEVELS,
  MODES,
  NEED_KINDS,
  THEME_CODES,
} from "../../server/domain/vocabulary.ts";
import { findInRegister } from "../../server/organisations/register.ts";
import { loadReference } from "../../server/reference/load.ts";

const NOW = new Date("2026-11-23T09:30:00Z");
const reference = loadReference();
const countries = new Set(reference.countries.map((country) => country.code));
const groups = new Set(reference.groups.map((group) => group.code));
const unknown = (codes: Iterable<string>, known: Iterable<string>) => {
  const set = new Set(known);
  return [...codes].filter((code) => !set.has(code));
};
const duplicates = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index);

let organisations: SeedOrganisation[] = [];
let experts: SeedExpert[] = [];
beforeAll(() => {
  organisations = demoOrganisations();
  experts = demoExperts(NOW);
});

describe("seeded organisations", () => {
  it("are each there once, with known codes", () => {
    expect(duplicates(organisations.map(({ id }) => id))).toEqual([]);
    expect(duplicates(organisations.map(({ country, name }) => `${country} ${name}`))).toEqual([]);
    expect(duplicates(organisations.flatMap(({ siren }) => siren ?? []))).toEqual([]);
    expect(
      unknown(
        organisations.flatMap(({ country, cooperations }) => [
          country,
          ...cooperations.map((c) => c.country),
        ]),
        countries,
      ),
    ).toEqual([]);
    expect(
      unknown(
        organisations.flatMap((organisation) => organisation.groups),
        groups,
      ),
    ).toEqual([]);
  });

  it("agree with the official register on every French authority that it knows", async () => {
    const french = organisations.filter((organisation) => organisation.registerKey);
    expect(french.length).toBeGreaterThan(95);
    for (const { registerKey, name, kind, insee, siren, departement, region, population } of french) {
      expect(await findInRegister(registerKey ?? "")).toMatchObject({
        name,
        kind,
        insee,
        siren,
        departement,
        region,
        population,
      });
    }
  });

  it("carry real cooperations on both sides", () => {
    const french = organisations.filter((organisation) => organisation.country === "FR");
    const abroad = organisations.filter((organisation) => organisation.country !== "FR");
    expect(french).toHaveLength(108);
    expect(abroad.length).toBeGreaterThan(120);
    const ramonville = organisations.find(({ id }) => id === EDITOR_ORGANISATION);
    expect(ramonville).toMatchObject({
      name: "Ramonville-Saint-Agne",
      insee: "31446",
      groups: expect.arrayContaining(["gp-BJ"]),
    });
    expect(ramonville?.cooperations.map(({ partner, theme }) => `${partner} ${theme}`)).toContain(
      "Aplahoué eau-assainissement",
    );
    const aplahoue = organisations.find(({ name }) => name === "Aplahoué");
    expect(aplahoue).toMatchObject({ country: "BJ", kind: "collectivite-etrangere" });
    expect(aplahoue?.cooperations[0]).toMatchObject({
      country: "FR",
      partner: "Ramonville-Saint-Agne",
      since: 2017,
    });
  });

  it("know one city under its several names, and split what is several", () => {
    const names = organisations.filter(({ country }) => country !== "FR").map(({ name }) => name);
    expect(names.filter((name) => name.includes("Cotonou"))).toEqual(["Cotonou"]);
    expect(names.filter((name) => name.includes("Dapaong") && !name.startsWith("Association"))).toEqual([
      "Tône 1 (Dapaong)",
    ]);
    expect(names).toEqual(expect.arrayContaining(["Bohicon", "Mutsamudu", "Gölbaşı", "Besni"]));
    expect(names.filter((name) => /ministère|, puis /i.test(name))).toEqual([]);
  });

  it("sit in the overseas group only where they are overseas", () => {
    const members = organisations.filter((organisation) => organisation.groups.includes("dg-outre-mer"));
    expect(members.length).toBeGreaterThan(3);
    expect(
      unknown(
        members.map(({ region }) => region ?? ""),
        ["01", "02", "03", "04", "06"],
      ),
    ).toEqual([]);
  });
});

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

describe("seeded needs and introductions", () => {
  const story = editorStory(NOW);
  const needs = [...realNeeds(NOW), ...story.needs];

  const followsLife = (
    history: SeedStep[],
    life: Record<string, { to: string; from: readonly (string | null)[] }>,
  ) => {
    let status: string | null = null;
    let at = new Date(0);
    for (const step of history) {
      const transition = life[step.action];
      expect(step.from).toBe(status);
      expect(step.at >= at && step.at <= NOW).toBe(true);
      if (step.action !== "create")
        expect(transition).toMatchObject({ to: step.to, from: expect.arrayContaining([status]) });
      status = step.to;
      at = step.at;
    }
    return status;
  };

  it("belong to seeded organisations, with known codes", () => {
    expect(needs).toHaveLength(36);
    expect(duplicates(needs.map(({ id }) => id))).toEqual([]);
    expect(
      unknown(
        needs.map(({ organisation }) => organisation),
        organisations.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(
      unknown(
        needs.flatMap(({ themes }) => themes),
        THEME_CODES,
      ),
    ).toEqual([]);
    expect(
      unknown(
        needs.flatMap(({ kinds }) => kinds),
        NEED_KINDS,
      ),
    ).toEqual([]);
    expect(
      unknown(
        needs.flatMap((need) => need.countries),
        countries,
      ),
    ).toEqual([]);
  });

  it("are in the state that their history led to, by the table of their life", () => {
    for (const need of needs) expect(followsLife(need.history, NEED_LIFE)).toBe(need.status);
    for (const match of story.matches) expect(followsLife(match.history, MATCH_LIFE)).toBe(match.status);
    expect(new Set(needs.map(({ status }) => status))).toEqual(
      new Set(["draft", "submitted", "qualified", "closed"]),
    );
    for (const { status, outcome, adviser } of needs) {
      expect(outcome !== null).toBe(status === "closed");
      expect(adviser === null).toBe(status === "draft" || status === "submitted");
    }
  });

  it("give each demo account something to do", () => {
    const byId = new Map(experts.map((expert) => [expert.id, expert]));
    const own = (user: string) => experts.find((expert) => expert.user === user)?.key;
    const emails = demoAccounts().map(({ email }) => email);
    expect(emails).toEqual([
      "collectivite@demo.example",
      "pair@demo.example",
      "expert@demo.example",
      "conseil@demo.example",
      "admin@demo.example",
    ]);
    expect(own(demoAccounts()[2]?.id ?? "")).toBe(DEMO_EXPERT);
    expect(story.needs.map(({ status }) => status).sort()).toEqual(["draft", "qualified", "submitted"]);
    const waiting = story.matches
      .filter(({ status }) => status === "validated")
      .map(({ candidate }) => candidate);
    expect(waiting.find(({ kind }) => kind === "expert")?.id).toBe(
      experts.find(({ key }) => key === DEMO_EXPERT)?.id,
    );
    expect(waiting.find(({ kind }) => kind === "peer")?.id).toBe(PAIR_ORGANISATION);
    expect(story.matches.some(({ status }) => status === "requested")).toBe(true);
    for (const { candidate } of story.matches) {
      if (candidate.kind === "expert") expect(byId.get(candidate.id)?.status).toBe("published");
    }
  });

  it("name no actor who is not seeded", () => {
    const people = new Set([...demoAccounts().map(({ id }) => id), ...experts.map(({ user }) => user)]);
    const actors = [...needs, ...story.matches].flatMap(({ history }) => history.map(({ by }) => by));
    expect(unknown(actors, people)).toEqual([]);
  });
});

describe("seeded funding", () => {
  it("is the whole reference list, sources included", () => {
    const schemes = demoFunding();
    expect(schemes).toHaveLength(73);
    expect(duplicates(schemes.map(({ id }) => id))).toEqual([]);
    expect(schemes.filter(({ sources }) => sources.length === 0)).toEqual([]);
    expect(
      unknown(
        schemes.flatMap(({ themes }) => themes),
        THEME_CODES,
      ),
    ).toEqual([]);
    expect(
      unknown(
        schemes.flatMap(({ kinds }) => kinds),
        NEED_KINDS,
      ),
    ).toEqual([]);
    expect(
      unknown(
        schemes.flatMap((scheme) => scheme.countries),
        countries,
      ),
    ).toEqual([]);
  });
});

describe("dates around now", () => {
  it("are never later than now for what is past", () => {
    const early = new Date("2026-11-23T00:10:00Z");
    for (let days = 0; days < 40; days += 1) {
      const day = daysBefore(early, days);
      expect(day <= early).toBe(true);
      expect(early.getTime() - day.getTime()).toBeLessThanOrEqual((days + 1) * 86_400_000);
    }
  });

  it("give the edges of a month, over the end of a year", () => {
    expect(monthEdge(NOW, 3, "first")).toBe("2027-02-01");
    expect(monthEdge(NOW, 3, "last")).toBe("2027-02-28");
    expect(monthEdge(NOW, 1, "last")).toBe("2026-12-31");
  });
});
