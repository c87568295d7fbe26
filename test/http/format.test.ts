import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  frenchMoney,
  frenchPercent,
  frenchPoints,
  frenchQuantity,
  unbroken,
} from "../../server/http/format.ts";
import { beginningOf } from "../../server/needs/present.ts";

/** As a browser breaks lines: after a plain space. */
const lines = (text: string) => text.split(" ");

const VIEWS = new URL("../../views/", import.meta.url);

describe("French figures", () => {
  it("are written by the helpers in every view", () => {
    const views = readdirSync(VIEWS, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".ejs") && !name.startsWith("guide"),
    );
    expect(views.length).toBeGreaterThan(50);
    const written = (name: string) =>
      readFileSync(new URL(name, VIEWS), "utf8")
        .replace(/<%#.*?%>/gs, "")
        .replaceAll("%>", "");
    const ownWay = views.filter((name) =>
      /toLocaleString|NumberFormat|(?:nbsp;|[}\d] )[%€]/.test(written(name)),
    );
    expect(ownWay).toEqual([]);
  });

  it("keep their unit on their line", () => {
    for (const text of [
      frenchMoney(10_000),
      frenchPercent(0.7),
      frenchQuantity(12_480, "habitants"),
      frenchPoints(7),
    ]) {
      expect(lines(text)).toHaveLength(1);
    }
    expect(frenchPoints(7)).toBe("7,0");
    expect(frenchPercent(0.125)).toBe("12,5\u00a0%");
  });

  it.each([
    ["Nous avons 6 000 € pour 3 ans", ["Nous", "avons", "6\u202f000\u00a0€", "pour", "3\u00a0ans"]],
    ["Pourquoi ? « Parce que »", ["Pourquoi\u202f?", "«\u00a0Parce", "que\u00a0»"]],
    ["70 % du coût : 2 millions", ["70\u00a0%", "du", "coût\u00a0:", "2\u00a0millions"]],
    // An hour, a year before a number, a word that begins as a unit does.
    ["en 2024 300 maires et 3 mairies", ["en", "2024", "300", "maires", "et", "3", "mairies"]],
  ])("%s", (typed, expected) => {
    expect(lines(unbroken(typed))).toEqual(expected);
  });

  it("change spaces only", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bare = (words: string) => words.replace(/[\u00a0\u202f]/g, " ");
        expect(bare(unbroken(text))).toBe(bare(text));
      }),
    );
  });
});

describe("the beginning of a long text", () => {
  it("and its rest are the whole text, cut where one may pause", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const { opening, rest } = beginningOf(text);
        const glued = (words: string) => words.replace(/\s/g, "");
        expect(glued(opening + (rest ?? ""))).toBe(glued(text));
        if (text.length > 1000) expect(opening.length).toBeLessThan(text.length);
      }),
    );
    const long = `${"Un mot. ".repeat(40)}La fin ${"longue ".repeat(40)}`;
    expect(beginningOf(long).opening).toMatch(/mot\.$/);
    expect(beginningOf("Court.")).toEqual({ opening: "Court.", rest: null });
  });
});
