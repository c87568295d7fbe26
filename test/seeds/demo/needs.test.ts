import { describe, expect, it } from "vitest";
import { DEMO_EXPERT, demoAccounts, PAIR_ORGANISATION } from "../../../seeds/demo/accounts.ts";
import { realNeeds, type SeedStep } from "../../../seeds/demo/needs.ts";
import { editorStory } from "../../../seeds/demo/story.ts";
import { MATCH_LIFE } from "../../../server/domain/match.ts";
import { NEED_LIFE } from "../../../server/domain/need.ts";
import { NEED_KINDS, THEME_CODES } from "../../../server/domain/vocabulary.ts";
import { countries, duplicates, experts, NOW, organisations, unknown } from "./seeded.ts";

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
