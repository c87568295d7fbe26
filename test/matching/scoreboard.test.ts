import { beforeAll, describe, expect, it } from "vitest";
import type { JudgedKind } from "../../server/matching/judgedRun.ts";
import { type Scoreboard, type Standing, scoreboard } from "../../server/matching/scoreboard.ts";
import { lexicon } from "../domain/matching/support.ts";

describe("integration: all judged sets", () => {
  let board: Scoreboard;
  beforeAll(async () => {
    board = await scoreboard(lexicon);
  }, 60_000);

  const standing = (kind: JudgedKind, set: string): Standing =>
    board[kind].find((row) => row.set === set)!.standing;

  it.each<[JudgedKind, string, number]>([
    ["experts", "all", 0.82],
    ["experts", "short", 0.75],
    ["experts", "mails", 0.64],
    ["experts", "english", 0.76],
    ["experts", "spanish-portuguese", 0.71],
    ["peers", "all", 0.79],
    ["peers", "short", 0.83],
    ["peers", "mails", 0.66],
    ["peers", "english", 0.55],
    ["peers", "spanish-portuguese", 0.6],
  ])("%s of %s stay above their floor", (kind, set, floor) => {
    expect(standing(kind, set).ndcg10).toBeGreaterThanOrEqual(floor);
  });

  it.each<[JudgedKind, number]>([
    ["experts", 0.73],
    ["peers", 0.8],
  ])("%s scored 70 or more are mostly those that an adviser would call", (kind, floor) => {
    const { called } = standing(kind, "all");
    expect(called.of).toBeGreaterThan(100);
    expect(called.right / called.of).toBeGreaterThanOrEqual(floor);
  });

  it("says that nothing fits for one need in ten that has somebody at most, and for many that have nobody", () => {
    for (const kind of ["experts", "peers"] as const) {
      const { falseAlarms, empty } = standing(kind, "all");
      expect(falseAlarms.said / falseAlarms.of).toBeLessThanOrEqual(0.1);
      expect(empty.said / empty.of).toBeGreaterThanOrEqual(kind === "experts" ? 0.65 : 0.4);
    }
  });
});
